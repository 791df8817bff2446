"""What ``mhook listen`` shows: where it listens, each request as it comes, and the sum."""
