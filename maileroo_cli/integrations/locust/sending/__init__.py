"""Sending in greenlets: when each request is begun, over which connection, and how Locust counts it."""
