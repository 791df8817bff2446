"""Lessons on the request: how its body is read, and what is made of it."""
