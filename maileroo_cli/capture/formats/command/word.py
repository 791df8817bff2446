"""The words of a command line, whatever the shell: each as its bytes, and what of them is not known without running it.

How a shell makes them of its text is decided in ``bash``, ``cmd`` and ``powershell``.
"""

from typing import NamedTuple


class ShellWord(NamedTuple):
    """One word. ``unknown`` names what in it only a shell knows, such as ``the variable $BODY``; empty for most."""

    data: bytes
    unknown: str = ""

    @property
    def text(self) -> str:
        """The word as text; a byte that is not UTF-8 becomes a lone surrogate."""
        return self.data.decode("utf-8", "surrogateescape")


class ShellCommand(NamedTuple):
    """One command: its words, the line that it begins at, and what is on its standard input, where that is known.

    ``unread`` names what feeds its standard input where the bytes are not known. ``variants`` are other readings of
    the same words, where shells differ.
    """

    words: tuple[ShellWord, ...]
    line: int
    stdin: bytes | None = None
    unread: str = ""
    variants: tuple[tuple[ShellWord, ...], ...] = ()
