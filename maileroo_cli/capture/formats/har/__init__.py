"""HAR 1.2, the archive of browsers and proxies: reading it in constant memory, and writing it."""
