"""Rules of the family DELIVERY: duplicates, retries, waves, old events and lost answers do no harm."""
