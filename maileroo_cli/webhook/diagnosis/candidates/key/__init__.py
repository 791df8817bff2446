"""The keys that may have been used instead of the secret, by how one comes by them.

These bytes are secrets: nothing here prints, and no finding's detail tells more of one than the kind of sign that
was misread.
"""
