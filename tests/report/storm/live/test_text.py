"""A storm that was sent as text: it fits the terminal, the answer comes first, and nothing foreign gets through."""

import io
import sys
from dataclasses import replace

import pytest

from maileroo_cli.delivery.storm.live.result import EffectsLook, StormEffects, StormResult, StormStates
from maileroo_cli.delivery.storm.live.verdict import judge_storm
from maileroo_cli.operation.replay.picture import PictureKind
from maileroo_cli.operation.storm.results import StormProgress
from maileroo_cli.report.storm.live.charts import storm_charts
from maileroo_cli.report.storm.live.ci import step_summary
from maileroo_cli.report.storm.live.picture import draw_storm
from maileroo_cli.report.storm.live.text import text_lines
from maileroo_cli.report.storm.live.view import progress_words
from maileroo_cli.report.storm.live.wording import real_sentence
from maileroo_cli.report.terminal.console import Console
from tests.delivery.storm.played import make_plan, played

_PLAN = make_plan(closed=True, scale=10.0, steady=4.0)


@pytest.fixture(scope="module")
def result() -> StormResult:
    """Return a storm with everything that can be told."""
    good = played(_PLAN)
    looks = (EffectsLook(-10.0, 5, 7), EffectsLook(500.0, 100, 300))
    effects = StormEffects(300, 310, 2, 12, 1, looks, 3.0)
    return replace(good, effects=effects, states=StormStates(9, 2, 1, ": it is '\x1b[31m<b>x</b>'"), at_limit=True)


def _lines(result: StormResult, width: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    return list(text_lines(result, judge_storm(result), Console()))


@pytest.mark.parametrize("width", [60, 80, 100])
def test_it_fits_the_terminal(result: StormResult, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is wider, the verdict is the first one, and each finding has its remedy."""
    lines = _lines(result, width, monkeypatch)
    assert max(map(len, lines)) <= width
    assert lines[0].startswith("stays down: ")
    assert sum(line.startswith("  Fix: ") for line in lines) == len(judge_storm(result).findings) == 4
    assert "\x1b" not in "".join(lines)


def test_what_is_known_is_told(result: StormResult, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every number of the tally that matters has its place, and what nobody looked at says so."""
    tally = result.tally
    text = "\n".join(_lines(result, 200, monkeypatch))
    assert f"{tally.events:,}: {tally.accepted:,} accepted" in text
    both = f"{tally.failed:,} met the outage, {tally.sent:,} sent (the {tally.cut:,} lost on purpose are in both)"
    assert both in text
    assert tally.attempts == tally.failed + tally.sent - tally.cut
    assert "310 for 300 accepted events, 12 too many, 2 missing" in text
    assert "2 wrong of 9 mails out of order; 1 with none to compare with" in text
    assert "attempts waited for a connection" in text
    unseen = replace(result, effects=None, states=None, unseen="it did not answer")
    assert "not seen: it did not answer" in "\n".join(_lines(unseen, 200, monkeypatch))


@pytest.mark.parametrize("kind", PictureKind)
def test_a_picture_is_whole_and_harmless(result: StormResult, kind: PictureKind) -> None:
    """It has the verdict and each chart; markup of a receiver's is text in it."""
    drawn = draw_storm(kind, result, judge_storm(result))
    assert "stays down" in drawn
    for chart in storm_charts(result):
        assert chart.title in drawn
    assert "<b>x" not in drawn
    assert "\x1b" not in drawn
    assert "<script" not in drawn


def test_a_summary_is_markdown(result: StormResult) -> None:
    """Its first line is the verdict, and what a receiver says is no markup in it."""
    text = step_summary(result, judge_storm(result))
    assert text.startswith("### mhook storm: stays down")
    assert "<b>" not in text
    assert "| doubled |" in text


@pytest.mark.parametrize(
    ("moment", "words"),
    [(-20.0, "20s before the outage"), (90.0, "1m 30s of 5m down"), (330.0, "30s after the recovery")],
)
def test_progress_says_where_it_is(moment: float, words: str) -> None:
    """What matters most comes first."""
    told = progress_words(StormProgress(moment, 10, 7, 3, 9, 1, 0.002, 5.0), _PLAN)
    assert told == f"{words}  7 accepted  3 pending  9 sent  p90 2.0 ms  5 effects"


def test_what_is_left_of_it_is_told_in_real_time() -> None:
    """A storm that goes on is shorter by what has passed, and its recovery may be past."""
    begun, left, past = (real_sentence(_PLAN, moment) for moment in (-_PLAN.before, 200.0, 400.0))
    assert begun.startswith("in real time the recovery comes after 34s, and the end after ")
    assert left.startswith("in real time the recovery comes after 10s, and the end after ")
    assert past.startswith("the recovery is past; in real time the end comes after ")
