"""How a result is shown: streams, colour, tables, lines and machine formats. Nothing is decided here."""
