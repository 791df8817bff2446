"""Requests that stand in JSON in one way or another: records in an array, a gateway's event, an inspector's export, a log.

What is not JSON is read in ``tool``.
"""
