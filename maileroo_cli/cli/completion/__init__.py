"""What a shell is offered while a command line is typed: known names in ``offers``, stored ones in ``stored``.

``answer`` answers the shell. Nothing here ever fails aloud, since that would be printed into the line being typed.
"""
