"""Lessons on the work: when it is done, how often, and what is answered."""
