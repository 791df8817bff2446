"""Playing a replay: its receiver, its attempts, and what they come to, for a new run and for one that goes on."""
