"""The options of ``mhook check`` alone."""
