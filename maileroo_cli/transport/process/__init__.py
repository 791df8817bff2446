"""Running a user's own command lines: for what they print, or for what they do."""
