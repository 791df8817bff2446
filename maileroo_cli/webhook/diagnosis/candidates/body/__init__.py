"""The bodies that may have been signed instead of the one at hand, a file for each way in which bytes go wrong.

In what order they are tried is told in ``sequence``; JSON written anew is in the folder ``json`` beside this one.
"""
