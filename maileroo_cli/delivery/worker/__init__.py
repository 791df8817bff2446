"""Pools of workers: what is done in the calling thread or in several, each worker with a resource of its own.

What the work is, and when it may begin, is decided by whoever has a pool.
"""
