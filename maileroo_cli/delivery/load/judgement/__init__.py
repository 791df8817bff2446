"""Whether a load went well: its counts, its pace, its budgets, and what is wrong. How that looks is told in ``report``."""
