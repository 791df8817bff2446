"""The options of ``mhook storm``: what is assumed of a storm, and what is done with it."""
