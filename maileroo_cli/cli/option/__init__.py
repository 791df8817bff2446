"""The groups of options that commands share, and how each becomes a domain object. What one command has is in it."""
