"""The line at the bottom: what it says at every width, and what is left of it where there is no room."""

import pytest

from maileroo_cli.report.listen.live.bindings import BINDINGS
from maileroo_cli.report.listen.live.cells import cells, cut_cells
from maileroo_cli.report.listen.live.filter import ArrivalFilter
from maileroo_cli.report.listen.live.flow import ArrivalFlow
from maileroo_cli.report.listen.live.prompt import LinePrompt, Typing
from maileroo_cli.report.listen.live.status import StatusText
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.terminal.key import BACKSPACE, ENTER, ERASE_ALL, ERASE_WORD, ESCAPE


@pytest.fixture
def flow() -> ArrivalFlow:
    """Return a flow with a filter, in a pause, in which requests came."""
    made = ArrivalFlow()
    made.verdicts.update(valid=1_234, invalid=1, probe=2)
    made.set_filter(ArrivalFilter.parse("type=failed 日本"))
    made.pause()
    return made


@pytest.mark.parametrize("width", range(1, 260))
def test_every_width(width: int, flow: ArrivalFlow) -> None:
    """It never takes more columns than there are, and says first what is unusual."""
    text = StatusText(Console(color=False), flow).compose(width).text
    assert cells(text) <= width
    assert text[:5] == "paused, 0 held back"[:5] or width < 6


def test_whole(flow: ArrivalFlow) -> None:
    """Where there is room it says all of it, each key with its label."""
    text = StatusText(Console(color=False), flow).compose(400).text
    keys = " · ".join(f"{one.key} {'go on' if one.label == 'pause' else one.label}" for one in BINDINGS)
    counts = "1,234 valid · 1 invalid · 2 probes"
    assert text == f"paused, 0 held back · filter: type=failed 日本, 0 of 0 shown · {counts} · {keys}"


def test_keys_that_stay() -> None:
    """Where only some keys have room, help and quit are among them."""
    text = StatusText(Console(color=False), ArrivalFlow()).compose(40).text
    assert text == "no request yet · ? help · q quit"


@pytest.mark.parametrize("width", range(1, 80))
def test_prompt(width: int) -> None:
    """What is typed fits too, with the cursor behind its end."""
    status = StatusText(Console(color=False), ArrivalFlow())
    status.prompt = LinePrompt("type=日本 \x1b[2J z")
    made = status.compose(width)
    assert cells(made.text) <= width
    assert made.cursor == cells(made.text)
    assert made.text.isprintable()


def test_typing() -> None:
    """Keys make a text, erase it, and end it."""
    prompt = LinePrompt("a b")
    for key, text in (("c", "a bc"), (ERASE_WORD, "a "), (BACKSPACE, "a"), (ERASE_ALL, "")):
        assert prompt.press(key) is Typing.GOES_ON
        assert prompt.text == text
    assert prompt.press(BACKSPACE) is prompt.press(ESCAPE) is Typing.CANCELLED
    assert prompt.press(ENTER) is Typing.DONE


def test_cells() -> None:
    """Wide characters take two columns and combining ones none; a cut is marked."""
    assert [cells(text) for text in ("abc", "日本", "é", "…·")] == [3, 4, 1, 2]
    assert [cut_cells("日本語", width) for width in (6, 5, 4, 1, 0)] == ["日本語", "日本…", "日…", "…", ""]
