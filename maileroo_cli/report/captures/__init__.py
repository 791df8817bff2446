"""The commands of ``mhook captures`` as text and objects: lists, one in full, differences, timelines, sums."""
