"""The engine that plays a schedule: deliveries, due attempts, clocks, and what is noted in a journal.

What the attempts come to is in ``effects``; the journal's file is in ``transport.run``.
"""
