"""Typing a line of text on the line at the bottom, key by key."""

from enum import Enum

from maileroo_cli.transport.terminal.key import BACKSPACE, ENTER, ERASE_ALL, ERASE_WORD, ESCAPE

_LONGEST = 200


class Typing(Enum):
    """How typing stands."""

    GOES_ON = "goes on"
    DONE = "done"
    CANCELLED = "cancelled"


class LinePrompt:
    """A line of text that is being typed, after what was there before."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def press(self, key: str) -> Typing:
        """Take one key: a character, or one that erases or ends."""
        if key == ENTER:
            return Typing.DONE
        if key == ESCAPE or (key == BACKSPACE and not self.text):
            return Typing.CANCELLED
        if key == BACKSPACE:
            self.text = self.text[:-1]
        elif key == ERASE_ALL:
            self.text = ""
        elif key == ERASE_WORD:
            self.text = self.text.rstrip().rpartition(" ")[0]
            self.text += " " if self.text else ""
        elif len(self.text) < _LONGEST:
            self.text += key
        return Typing.GOES_ON
