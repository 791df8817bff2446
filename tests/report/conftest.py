"""What the tests of reports share: streams in memory, in one time zone."""

import sys
import time
from collections.abc import Iterator

import pytest

from maileroo_cli.report.terminal.console import Console, Format
from tests.cli.calling import Stream


class Page:
    """Standard streams in memory, which may pose as a terminal of some width."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.out = self.err = Stream()

    def open(
        self,
        *,
        width: int = 100,
        terminal: bool = True,
        color: bool = False,
        encoding: str = "utf-8",
        format: Format = Format.TEXT,
    ) -> Console:
        """Return a console that writes to new streams."""
        self.out = Stream(terminal=terminal, encoding=encoding)
        self.err = Stream()
        self._patch.setattr(sys, "stdout", self.out)
        self._patch.setattr(sys, "stderr", self.err)
        self._patch.setenv("COLUMNS", str(width))
        return Console(format=format, color=color)

    @property
    def text(self) -> str:
        """What was written to stdout."""
        return self.out.content.decode(self.out.encoding)

    @property
    def lines(self) -> list[str]:
        """The lines that were written to stdout."""
        return self.text.splitlines()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Give streams in memory, with the clocks on walls in UTC."""
    with pytest.MonkeyPatch.context() as zone:
        zone.setenv("TZ", "UTC")
        _take_zone()
        yield Page(monkeypatch)
    _take_zone()


def _take_zone() -> None:
    if hasattr(time, "tzset"):  # not on Windows
        time.tzset()
