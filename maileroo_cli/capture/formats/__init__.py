"""Readers of the formats that captured requests come in. Each yields records or reports a damaged place."""
