"""How a result is shown: streams, colour, tables, lines and machine formats. Nothing is decided here.

No file, socket, store or process is opened; text from outside is made safe in ``terminal.safe_text``.
"""
