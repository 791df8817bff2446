"""How the forecast of a storm looks: in sentences, charts, tables and objects.

A storm that is sent looks elsewhere.
"""
