"""A replay as text: lines as attempts come, and at the end picture, table, findings and verdict."""

import re
import sys
from dataclasses import replace

import pytest

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.effects.result import DeliveryFinding, FindingKind
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.terminal.console import Console, ReportFormat
from tests.cli.calling import Stream
from tests.report.conftest import Page
from tests.report.replaying import Played, changed, plan_for, play, show

PLAN = plan_for(faults=("1=refuse", "2=status:503", "3=lost"))
STORY = play(["refuse", "status:503", "lost", "200"], plan=PLAN)
LOST = play(
    ["refuse", "connect-timeout", "truncate", "real-reset", "lost", "gateway:502", "reset-after", "500", "late"]
)
FEW = play(
    ["refuse", "unknown", "status:503", "lost", "200"],
    ["500", "201", "200"],
    ["drip:2s"],
    plan=PLAN,
    types=["accepted", "deferred", "delivered"],
)
MANY = play(*[["500"] * 9 if number % 7 == 0 else ["lost"] * (number % 3) + ["200"] for number in range(50)])

STORY_AT_100 = """\
run r7: 1 event to http://127.0.0.1:8000/webhook
  maileroo: 9 attempts in 14h; virtual clock from 2026-01-31 12:00:00; faults 1=refuse 2=status:503
  3=lost

   PLAN  TIME      TRY  FAULT   ANSWER       TOOK  RECEIVER        MEANING
✗  +0s   12:00:00  1/9  refuse  refused    1.2 ms  not reached     the connection is refused
✗  +5m   12:05:00  2/9  503     503        1.2 ms  not reached     a gateway answers 503 instead of
                                                                   the receiver
◆  +15m  12:15:00  3/9  lost    timeout   30.0 s   may have acted  the receiver's answer (200) gets
                                                                   lost
●  +30m  12:30:30  4/9          200        1.2 ms  may have acted  accepted with 200

Marks: what happened. Scale: the planned times. Below each mark: fault / answer.

  0                        5m          15m      30m        1h       2h        4h       8h     14h
  ┼────────────────────────┼────────────┼────────┼─────────┼────────┼─────────┼────────┼───────┼
  ✗────────────────────────✗────────────◆─────────●┄┄┄┄┄┄┄┄○┄┄┄┄┄┄┄┄○┄┄┄┄┄┄┄┄┄○┄┄┄┄┄┄┄┄○┄┄┄┄┄┄┄○
  refuse                   503          lost/200  200

  ● accepted   ✗ failed, the receiver could not act   ◆ failed, but the receiver may have acted
  ○ not attempted

accepted at attempt 4 after 30m
"""
TABLE = """\
EVENT      ID        ATTEMPTS  END                          EFFECTS  FINDINGS
accepted   00000000      4+1?  accepted at attempt 4, +30m        2  several-effects
deferred   00000001         3  accepted at attempt 3, +15m        1  not-200
delivered  00000002         1  accepted at attempt 1, +0s         1
"""


def test_one_event(page: Page) -> None:
    """One event is a line for each attempt, its picture and the verdict, in columns that fit."""
    show(page.open(width=100), changed(STORY, verdict="accepted at attempt 4 after 30m"), run="r7")
    assert page.text == STORY_AT_100
    assert page.err.content == b""


def test_a_long_verdict_is_wrapped(page: Page) -> None:
    """The verdict goes on below on a narrow terminal, broken between words; in a pipe it is one line."""
    verdict = "given up after 9 attempts in 14h: the receiver refused every attempt (404)"
    played = changed(STORY, verdict=verdict)
    show(page.open(width=60), played)
    assert page.lines[-2:] == ["given up after 9 attempts in 14h: the receiver refused every", "  attempt (404)"]
    show(page.open(width=60, terminal=False), played)
    assert page.lines[-1] == verdict


def test_several_events(page: Page) -> None:
    """Several events are named in each line, and have a table at the end."""
    findings = {
        0: [DeliveryFinding(FindingKind.SEVERAL_EFFECTS, "2 effects", 4)],
        1: [DeliveryFinding(FindingKind.NOT_200, "answered 201", 2)],
    }
    played = changed(FEW, findings=findings, effects={0: 2.0, 1: 1.0, 2: 1.0})
    show(page.open(width=120), played)
    assert TABLE in page.text
    assert "◆  +5m   12:05:00  deferred    00000001  2/9           201" in page.text
    assert "several-effects: 2 effects (accepted 00000000, attempt 4)" in page.text
    assert page.lines[-1] == played.result.verdict


@pytest.mark.parametrize("width", [60, 72, 80, 100, 140])
@pytest.mark.parametrize("played", [STORY, LOST, FEW, MANY], ids=["one", "lost", "few", "many"])
def test_width(page: Page, played: Played, width: int) -> None:
    """No line is wider than the terminal."""
    show(page.open(width=width), played)
    assert [line for line in page.lines if len(line) > width] == []


def test_a_pipe_gets_whole_sentences(page: Page) -> None:
    """Where nobody sees a terminal each attempt is one line with all that there is to say, without colour."""
    show(page.open(width=60, terminal=False), LOST)
    lines = [line for line in page.lines if re.match(r"[✗◆●?]  \+", line)]
    assert len(lines) == 9
    assert lines[3].endswith("the connection ended without an answer")
    assert "\x1b" not in page.text


PLANS = {
    "faults": plan_for(faults=("1=503",)),
    "a list": plan_for(fault_list="503, lost,ok"),
    "at random": plan_for(fault_rate=0.1),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_columns_stay(page: Page, plan: RunPlan) -> None:
    """A fault is as wide as its plan lets expect, so that no line stands askew of the ones before it."""
    show(page.open(width=140), play(["500", "status:503", "lost", "200"], plan=plan))
    lines = [line for line in page.lines if re.match(r"[✗◆●]  \+", line)]
    assert len({re.search("may have acted|not reached", line).start() for line in lines}) == 1  # type: ignore[union-attr]


TOOK = {0.4: "    0.4 ms", 999.94: "  999.9 ms", 999.96: "    1.0 s ", 2_000.0: "    2.0 s ", 30_000.0: "   30.0 s "}


def test_durations_stay_aligned(page: Page) -> None:
    """What took seconds is as wide as what took milliseconds: the columns stay where the first line has them."""
    played = play(["500"] * len(TOOK))
    record = []
    for one, milliseconds in zip(played.records, TOOK, strict=True):
        assert one.result is not None
        attempt = replace(one.result.attempt, seconds=milliseconds / 1_000)
        record.append(one._replace(result=replace(one.result, attempt=attempt)))
    show(page.open(width=140), played._replace(records=record))
    titles, *lines = [line for line in page.lines if re.match(r"[ ◆]  (PLAN|\+)", line)]
    start = titles.index("TOOK") - len("1000")
    assert [line[start - 2 : start + 8] for line in lines] == list(TOOK.values())
    assert {line.index("may have acted") for line in lines} == {titles.index("RECEIVER")}


def test_short_plans_have_their_title(page: Page) -> None:
    """The planned time has its whole title, however short the times are."""
    show(page.open(width=140), play(["500", "200"], plan=plan_for(parse_schedule("0s,1m"))))
    assert "   PLAN  TIME      TRY" in page.text


def test_day_changes(page: Page) -> None:
    """The day stands before the first attempt of another one."""
    show(page.open(), LOST)
    assert page.lines[page.lines.index("2026-02-01") + 1].startswith("◆  +14h  02:01:00  9/9")


def test_findings_as_they_come(page: Page) -> None:
    """What becomes known at an attempt is named in its line, and told in a sentence at the end."""
    with ReplayReport(page.open(width=140)) as report:
        report.start(LOST.plan, 1)
        for record in LOST.records:
            report.add(record, [DeliveryFinding(FindingKind.GIVEN_UP, "this event is lost", 9)] if record.end else [])
        report.finish(LOST.delivered, LOST.result)
    assert [line for line in page.lines if "[given-up]" in line] == [line for line in page.lines if " 9/9 " in line]
    assert "  given-up: Maileroo gives up after 9 attempts in 14h: this event is lost" in page.lines


def test_effects_of_an_attempt(page: Page) -> None:
    """Effects that were seen to follow an attempt are told in its line."""
    show(page.open(width=140), play(["lost", "200"], effects=[(0.0, 1.0), (1.0, 3.0)]))
    assert "the receiver's answer (200) gets lost; 1 effect" in page.text
    assert "accepted with 200; 2 effects" in page.text


def test_many_events(page: Page) -> None:
    """Of many events there is no line for each attempt, but sums, and the worst twenty in picture and table."""
    show(page.open(), MANY)
    assert not [line for line in page.lines if re.match(r"[✗◆●]  \+", line)]
    assert "  72 x 500: answered 500: the receiver failed: look at its log" in page.lines
    assert "  42 x lost, timeout: the receiver's answer (200) gets lost" in page.lines
    table = page.lines[page.lines.index("EVENT      ID        ATTEMPTS  END                          FINDINGS") + 1 :]
    assert [line.split()[1] for line in table[:8]] == [f"{number:08x}" for number in range(0, 50, 7)]
    assert table[20] == "… and 30 more"
    assert page.text.count("given-up: ") == 1
    assert "8 events in all)" in page.text


def test_progress(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many events that take long have a bar on stderr, which is gone at the end; stdout has none of it."""
    now = iter(range(0, 100_000, 2))
    monkeypatch.setattr("time.monotonic", lambda: float(next(now)))
    monkeypatch.setenv("TERM", "xterm")
    console = page.open(terminal=False)
    page.err = Stream(terminal=True)
    monkeypatch.setattr(sys, "stderr", page.err)
    monkeypatch.setattr(console, "_stderr", page.err)
    show(console, MANY)
    assert "events ended" in page.err.content.decode()
    assert "events ended" not in page.text


def test_interrupted(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception on the way takes the bar away and shows no end."""
    console = page.open()
    report = ReplayReport(console)

    def play_a_little() -> None:
        with report:
            report.start(MANY.plan, 50)
            report.add(MANY.records[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play_a_little()
    assert "attempts failed" not in page.text
    assert console.above is None


def test_resumed(page: Page) -> None:
    """What an earlier process did comes first, faintly, in the same lines; so the output is that of the whole run."""
    with ReplayReport(page.open(width=140, color=True)) as report:
        report.start(STORY.plan, 1, "r7")
        for record in STORY.records[:2]:
            report.recall(record)
        for record in STORY.records[2:]:
            report.add(record)
        report.finish(STORY.delivered, STORY.result)
    resumed, attempts = page.lines, re.compile(r"\x1b\[([0-9;]+)m[✗◆●]\x1b\[0m  .*\+")
    inks = [set(re.findall(r"\x1b\[([0-9;]+)m", line)) - {"0"} for line in resumed if attempts.match(line)]
    assert inks[:2] == [{"2"}] * 2
    assert [ink - {"2"} != set() for ink in inks[2:]] == [True, True]
    show(page.open(width=140, color=True), STORY, run="r7")
    assert [re.sub(r"\x1b\[[0-9;]+m", "", line) for line in resumed] == [
        re.sub(r"\x1b\[[0-9;]+m", "", line) for line in page.lines
    ]


def test_what_is_told_once(page: Page) -> None:
    """What counts as success, where that is not 200 alone, and effects of nobody's are told."""
    played = play(["201"], plan=plan_for(success=Success.ANY_2XX, against="careful", url=""))
    show(page.open(), played._replace(result=replace(played.result, unattributed=2.0)))
    assert page.lines[0] == "1 event to a built-in receiver (careful)"
    assert "any 2xx counts as success" in page.text
    assert "2 effects happened between attempts and belong to no event" in page.lines


def test_many_reasons(page: Page) -> None:
    """Of many different failures and sentences the most frequent ones are told, and how many others there are."""
    played = play(*[[str(400 + number)] * 9 for number in range(30)])
    findings = {index: [DeliveryFinding(FindingKind.NOT_200, f"sentence {index}", 1)] for index in range(30)}
    show(page.open(), changed(played, findings=findings))
    assert "  180 others" in page.lines
    assert "not-200: … and 25 more with other details" in page.lines


NASTY = "\x1b[31m[/x]\u202e<script>\r\n"


def test_untrusted_text(page: Page) -> None:
    """No type, id, sentence, verdict or name of anybody's can steer the terminal or forge a line."""
    plan = plan_for(url=f"http://a.test/{NASTY}", faults=(NASTY,), clock=NASTY)
    played = play(["500", "302"], ["200"], plan=plan, types=[NASTY, NASTY], ids=[NASTY, NASTY], location=NASTY)
    findings = {0: [DeliveryFinding(FindingKind.NOT_200, NASTY, 1)]}
    for options in ({}, {"terminal": False}, {"width": 60}):
        show(page.open(**options), changed(played, findings=findings, verdict=NASTY))
        assert not {"\x1b", "\u202e", "\r"} & set(page.text)
        assert "[/x]" in page.lines[-1]


@pytest.mark.parametrize(
    ("code", "ink"),
    [(ExitCode.OK, "32"), (ExitCode.FAILED, "31"), (ExitCode.UNREACHABLE, "31"), (ExitCode.INTERRUPTED, "33")],
)
def test_verdict_in_colour(page: Page, code: ExitCode, ink: str) -> None:
    """The last line has the colour of its exit code, and only where colour is wanted."""
    played = changed(STORY, verdict="the verdict", code=code)
    show(page.open(color=True), played)
    assert page.lines[-1] == f"\x1b[{ink}mthe verdict\x1b[0m"
    show(page.open(), played)
    assert page.lines[-1] == "the verdict"


def test_ascii_terminal(page: Page) -> None:
    """A terminal without shapes gets letters, and not one escape in place of a mark."""
    show(page.open(encoding="ascii", width=140), STORY)
    assert page.text.isascii()
    assert "\\u" not in page.text


def test_nothing_was_played(page: Page) -> None:
    """A run that was stopped before its first attempt has its verdict all the same."""
    played = Played(PLAN, [], [], changed(STORY, verdict="nothing was delivered").result)
    show(page.open(), played)
    assert page.lines[-1] == "nothing was delivered"


def test_text_is_the_default(page: Page) -> None:
    """A report without a format is text."""
    console = page.open()
    reports = ReplayReport(console), ReplayReport(console, ReportFormat.TEXT)
    for report in reports:
        report.start(PLAN, 1)
    assert type(reports[0]._view) is type(reports[1]._view)
    assert isinstance(console, Console)


def test_quiet(page: Page) -> None:
    """Quiet, only attempts that failed are shown, findings, and the verdict as the last line."""
    with ReplayReport(page.open(width=140), quiet=True) as report:
        report.start(STORY.plan, 1, "r7")
        for record in STORY.records:
            report.add(record)
        report.finish(STORY.delivered, STORY.result)
    head, *attempts, empty, verdict = page.lines
    assert head.split()[:3] == ["PLAN", "TIME", "TRY"]
    assert [line.split()[3] for line in attempts] == ["1/9", "2/9", "3/9"]
    assert (empty, verdict) == ("", STORY.result.verdict)


def test_quiet_without_a_failure(page: Page) -> None:
    """Where nothing failed, the verdict alone is shown."""
    played = play(["200"])
    with ReplayReport(page.open(), quiet=True) as report:
        report.start(played.plan, 1, "r7")
        report.add(played.records[0])
        report.finish(played.delivered, played.result)
    assert page.lines == [played.result.verdict]
