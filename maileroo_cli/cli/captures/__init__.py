"""The commands of ``mhook captures``, a file each; their list is in ``group``."""
