"""The processes of a load: one makes requests ahead, one sends them, and the one that shows it all starts both.

What they send is made in ``maker``, how it is sent is told in ``engine``.
"""
