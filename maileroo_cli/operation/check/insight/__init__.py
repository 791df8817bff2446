"""What a check sees of a receiver, and does to it, besides its requests: looks, their time to settle, and hooks."""
