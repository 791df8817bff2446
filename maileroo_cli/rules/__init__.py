"""What a correct receiver does, rule by rule: what is sent, and how what came back is judged.

A rule asks for steps and judges their results; it sends nothing itself, knows no socket, no file and no clock.
"""
