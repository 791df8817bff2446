"""The keys of a terminal that are no character. Any other key is the character itself."""

ENTER, ESCAPE, BACKSPACE, ERASE_ALL, ERASE_WORD = "Enter", "Esc", "Backspace", "Ctrl-U", "Ctrl-W"
