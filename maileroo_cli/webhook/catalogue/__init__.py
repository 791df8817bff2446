"""The facts about the event types, each with its grade: fields, samples, schemas, which event may follow which.

Drawn values are made in ``generation``.
"""
