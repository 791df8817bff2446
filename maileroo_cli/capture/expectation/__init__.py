"""What traffic ``listen --expect`` waits for: its clauses, its language, and the tracker that says whether it came."""
