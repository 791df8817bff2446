"""Checking an endpoint, rule by rule: the plan, the run, and what both come to. What the rules are is in ``rules``."""
