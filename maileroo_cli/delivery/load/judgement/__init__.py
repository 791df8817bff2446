"""Whether a load went well: its counts, pace and budgets, and what is wrong. How that looks is told in ``report``."""
