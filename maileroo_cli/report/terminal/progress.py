"""A progress bar on stderr for work that takes longer than a moment. Short work and pipes never see it."""

import time
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from maileroo_cli.report.terminal.console import Console

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_PATIENCE = 1.0
_INTERVAL = 0.1


class Progress:
    """Counts what is done; draws a bar once the work has taken a second and stderr is a terminal, if the end is known.

    ``total`` is in the unit of :meth:`advance`, or ``None`` where nobody knows. Lines that go to the same terminal
    are printed above the bar.
    """

    def __init__(self, label: str, total: int | None, console: Console, unit: Literal["bytes", "items"]) -> None:
        self._label, self._total, self._console, self._unit = label, total, console, unit
        self._done = 0
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._wanted = console.is_talk_terminal
        self._next = time.monotonic() + _PATIENCE

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._console.above = None
            self._bar.stop()

    def advance(self, amount: int = 1) -> None:
        """Count ``amount`` more as done."""
        self._done += amount
        if not self._wanted or (now := time.monotonic()) < self._next:
            return
        self._next = now + _INTERVAL
        if self._bar is None:
            self._start()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self._done)
            self._bar.refresh()

    def _start(self) -> None:
        from rich import progress

        columns: list[progress.ProgressColumn]
        from rich.console import Console as RichConsole

        if self._total is None:  # a bar without an end would look full
            size = progress.FileSizeColumn() if self._unit == "bytes" else progress.TextColumn("{task.completed:,.0f}")
            columns = [size, progress.TimeElapsedColumn()]
        else:
            amount = progress.DownloadColumn() if self._unit == "bytes" else progress.MofNCompleteColumn()
            columns = [progress.BarColumn(), amount, progress.TimeRemainingColumn()]
        self._bar = progress.Progress(
            progress.TextColumn("{task.description}"),
            *columns,
            console=RichConsole(stderr=True, no_color=not self._console.talk_color),
            auto_refresh=False,
            transient=True,
        )
        self._task = self._bar.add_task(self._label, total=self._total)
        self._bar.start()
        if self._console.is_terminal:
            self._console.above = self._print_above

    def _print_above(self, line: str) -> None:
        """Print a finished line, colours and all, above the bar that shares its terminal."""
        from rich.text import Text

        if self._bar is not None:
            self._bar.console.print(Text.from_ansi(line), soft_wrap=True)
