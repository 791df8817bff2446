"""Lessons on what stands before the code of an application: routes, guards, parsers and proxies."""
