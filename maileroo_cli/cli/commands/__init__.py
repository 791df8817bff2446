"""The commands of ``mhook``, a file each. Those of a group are in ``captures`` and ``runs``."""
