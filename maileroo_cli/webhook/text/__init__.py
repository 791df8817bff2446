"""Texts that people and JSON write: paths, durations, moments, sizes, names, and how two JSON texts differ.

Nothing of Maileroo: what a payload holds is in ``catalogue``, what is changed in it in ``override``.
"""
