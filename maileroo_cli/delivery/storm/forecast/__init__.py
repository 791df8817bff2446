"""The forecast of a storm: what a scenario comes to, counted or played. Nothing is sent.

What a scenario is, and when its events arrive, is told in the folder above.
"""
