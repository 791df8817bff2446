"""A storm: what the provider's retries do to a receiver during an outage and after it.

Pure: nothing is sent and no clock is read here. A storm is sent by ``operation.storm``.
"""
