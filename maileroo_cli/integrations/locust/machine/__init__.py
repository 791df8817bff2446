"""The two sides of a load over several machines, each in a process that Locust has patched: master and worker."""
