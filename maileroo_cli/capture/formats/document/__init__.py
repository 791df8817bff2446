"""Requests that stand in JSON in one way or another: records in an array, gateways' events, inspectors' exports, logs.

What is not JSON is read in ``tool``.
"""
