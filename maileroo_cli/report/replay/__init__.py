"""A replay in every format: attempts as they come, timeline, table, findings. Its pictures are in ``picture``."""
