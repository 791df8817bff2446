"""The ways to read a signature header that has not the right form: prefixes, base64, a program's whole output.

A reading never makes a signature valid. What the digits are compared with is decided in ``diagnosis.search``.
"""
