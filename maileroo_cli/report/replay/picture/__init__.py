"""A replay drawn into SVG or an HTML page. Terminal drawings are in ``report.replay.timeline``."""
