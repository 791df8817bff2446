"""The waits between attempts: Maileroo's, those that other providers publish, and the user's own.

Nothing waits here.
"""
