"""Receivers inside this process, for ``--against`` and the demonstration: how they are written, and how they act."""
