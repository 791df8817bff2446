"""The options of ``mhook load``: when requests are sent, which ones, how, what they may cost, and the report.

Those of a load that several machines send are in a module of their own beside them.
"""
