"""The line that tells how a load stands: on a terminal alone, and short enough for one of sixty columns."""

import sys

import pytest

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Wave
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.operation.load.results import EffectsAwaited, LoadProgress
from maileroo_cli.report.load.live import LiveLine, progress_words, waiting_words
from maileroo_cli.report.terminal.console import Console
from tests.cli.calling import Stream
from tests.load_result import URL, load_plan

PROGRESS = LoadProgress(12.4, 6_200, 6_200, 6_190, 5, 10, 0.0031)


def test_how_a_load_stands() -> None:
    """What was sent and came back is told, and the latency so far."""
    words = progress_words(PROGRESS, load_plan(30_000, 60))
    assert words == "12s of 1m  6,200 started  6,185 passed  5 failed  10 open  p99 3.1 ms"
    wave = LoadPlan(URL, ArrivalPlan(Wave(), 10_000, 0))
    assert progress_words(LoadProgress(0, 10_000, 9, 0, 0, 9, 0), wave) == "0s  9 started  0 passed  0 failed  9 open"


def test_how_the_wait_for_effects_stands() -> None:
    """It is told how many effects there are, and for how long they are waited for."""
    assert waiting_words(EffectsAwaited(1_000, 250, 3.7)) == "250 of 1,000 effects, 3 s after the last answer"


@pytest.mark.parametrize("terminal", [True, False])
def test_a_pipe_never_sees_it(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    """The line is for whoever looks at stderr, is cut where the terminal ends, and goes away."""
    out, err = Stream(terminal=terminal), Stream(terminal=terminal)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "30")
    with LiveLine(Console(color=False)) as line:
        line.show("12s of 1m  6,200 started  6,185 ok")
        line.show("13s of 1m  6,900 started  6,880 ok")
    shown = err.content.decode()
    assert out.content == b""
    assert ("12s of 1m  6,200 started" in shown) == terminal
    assert ("13s of 1m  6,900 started" in shown) == terminal
    assert "6,185 ok" not in shown
    if terminal:
        assert shown.endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))
    else:
        assert shown == ""
