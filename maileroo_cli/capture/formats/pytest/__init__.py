"""Captured requests as a file of tests: writing one, and reading one without running anything of it."""
