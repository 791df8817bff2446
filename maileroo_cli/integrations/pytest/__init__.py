"""The pytest plugin: signed requests, events and receivers as fixtures, and the rules of a check as tests."""
