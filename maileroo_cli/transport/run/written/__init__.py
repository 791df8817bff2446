"""The runs that are files of text in the folder of runs: storms, and the results of checks and loads.

The file of a replay is a database, and is told in the folder above.
"""
