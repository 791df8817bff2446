"""The options of ``mhook load``: when requests are sent, which ones, how, what they may cost, and the report."""
