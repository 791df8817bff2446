"""The commands of ``mhook runs`` as text and objects. The attempts of a run are shown by ``report.replay``."""
