"""Load: from the plan to what came of it, on one machine: a probe, the window, and what the receiver did after it."""
