"""The commands of ``mhook runs``, a file each; their list is in ``group``."""
