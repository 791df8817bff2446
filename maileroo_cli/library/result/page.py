"""A report as a text that is kept, not written: as wide as a file, without colour."""

from maileroo_cli.errors import MhookError
from maileroo_cli.report.terminal.console import Console

PAGE_WIDTH = 100


class PageConsole(Console):
    """Takes lines as a console does, and keeps them; notes and errors are among them."""

    def __init__(self) -> None:
        super().__init__(color=False)
        self._lines: list[str] = []

    @property
    def content(self) -> str:
        """All of it, each line with its end."""
        return "".join(f"{line}\n" for line in self._lines)

    @property
    def is_terminal(self) -> bool:
        """No person sees it as it is made."""
        return False

    @property
    def is_talk_terminal(self) -> bool:
        """Nor what is told beside it."""
        return False

    @property
    def width(self) -> int:
        """That of a file."""
        return PAGE_WIDTH

    def can_show(self, text: str) -> bool:
        """Every character can be kept."""
        return True

    def data(self, content: bytes) -> None:
        """Keep text in UTF-8."""
        self._lines += content.decode("utf-8", "replace").splitlines()

    def text(self, content: bytes) -> None:
        """Keep text in UTF-8."""
        self.data(content)

    def line(self, text: str = "") -> None:
        """Keep a line."""
        self._lines.append(text)

    def note(self, text: str) -> None:
        """Keep what is told beside it."""
        self._lines.append(f"note: {text}")

    def aside(self, text: str) -> None:
        """Leave out what only confirms."""

    def error(self, error: MhookError) -> None:
        """Keep what went wrong."""
        self._lines.append(f"error: {error}")

    def flush(self) -> None:
        """Do nothing: it is kept already."""
