"""Checking captured requests against secrets, and comparing two of them.

Why a signature fails is found in ``webhook.diagnosis``.
"""
