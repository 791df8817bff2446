"""A check as text for people: its plan, each finding, each request, and what all of it comes to."""
