"""The line on stderr that tells how a load stands while it runs. A pipe never sees it."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.operation.load.results import EffectsAwaited, LoadProgress
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.duration import format_took
from maileroo_cli.webhook.text.instant import format_span

if TYPE_CHECKING:
    from rich.live import Live


class LiveLine:
    """One line that is written anew, and is gone at the end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def show(self, text: str) -> None:
        """Show a text in place of the one before, where stderr is a terminal; it is cut at its end."""
        if not self._console.is_talk_terminal:
            return
        from rich.text import Text

        if self._live is None:
            self._live = self._begin()
        self._live.update(Text(text, no_wrap=True, overflow="ellipsis"), refresh=True)

    def close(self) -> None:
        """Take the line away."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _begin(self) -> "Live":
        from rich.console import Console as RichConsole
        from rich.live import Live

        live = Live(
            console=RichConsole(stderr=True, no_color=not self._console.talk_color),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        live.start()
        return live


def progress_words(progress: LoadProgress, plan: LoadPlan) -> str:
    """Return how a load stands: what matters most comes first, for a narrow terminal."""
    seconds = format_span(max(0, int(progress.seconds)))
    of = f" of {format_span(round(plan.seconds))}" if plan.seconds >= 1 else ""
    told = [f"{seconds}{of}", f"{progress.started:,} started", f"{progress.ended - progress.failed:,} passed"]
    told += [f"{progress.failed:,} failed", f"{progress.under_way:,} open"]
    return "  ".join([*told, f"p99 {format_took(progress.p99_s * 1000)}"] if progress.ended else told)


def waiting_words(awaited: EffectsAwaited) -> str:
    """Return how the wait for effects stands."""
    return f"{awaited.seen:,.6g} of {awaited.expected:,} effects, {int(awaited.seconds)} s after the last answer"
