"""Texts that people and JSON write: paths, durations, moments, sizes, and how two JSON texts differ.

Nothing of Maileroo.
"""
