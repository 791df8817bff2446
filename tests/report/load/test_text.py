"""A load as text: what is sent, tables that add up, what is wrong, and the verdict, on any width."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Ramp, Rate, Spacing, Wave
from maileroo_cli.delivery.load.judgement.budget import NO_ERRORS, ErrorAllowance, LoadBudget
from maileroo_cli.delivery.load.judgement.verdict import LoadVerdict
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import DEFAULT_MIX, LONGEST_SECONDS, MOST_REQUESTS, LoadPlan
from maileroo_cli.delivery.load.rate import WantedArrivals, plan_arrivals
from maileroo_cli.delivery.load.result import EffectsResult, LoadResult, ProbeResult, SlowClientsResult, WorkerResult
from maileroo_cli.report.load.format import LoadReport, LoadSetup, LoadSheet
from maileroo_cli.report.load.table import aligned, count_table, latency_table, sum_line
from maileroo_cli.report.load.text import plan_lines, result_lines, whole_text
from maileroo_cli.report.load.wording import plan_words
from maileroo_cli.report.terminal.console import Ink
from tests.load_result import ACCEPTED, URL, load_plan, load_result, queue_result

EVENT, DUPLICATE, AT_ONCE, BAD = RequestKind
P99 = LoadBudget("p99", 1.0)

EVERYTHING = load_result(
    load_plan(30_000, 60, mix=DEFAULT_MIX, duplicates=0.05, bad=0.02, slow_clients=5, seed=42),
    {
        (EVENT, 200): 28_000,
        (EVENT, 503): 40,
        (EVENT, Outcome.TIMEOUT): 10,
        (DUPLICATE, 200): 1_300,
        (BAD, 401): 600,
        (BAD, 200): 3,
    },
    effects=EffectsResult(28_000, 28_000, 4.2, settled=True),
    slow=SlowClientsResult(5, 20, 18, 1, 1, accepted=17),
    workers=(WorkerResult("worker 1", 15_000, 14_976), WorkerResult("worker 2", 15_000, 14_977)),
)

SHOWN = """\
to http://127.0.0.1:8000/webhook
  30,000 requests: 500/s for 1m
  mix delivered=80,opened=15,bounced=5; 5% duplicates, 2%
    bad signatures; connections kept, 1,000 at most; 5 slow
    clients beside them, each request sent over 10.0 s; 2
    processes; 200 alone is a success, within 30 s; budget:
    p99 within 1.0 s, no errors; seed 42

              events  duplicates  forged     all
answered 200  28,000       1,300       3  29,303
answered 401       0           0     600     600
answered 503      40           0       0      40
timeout           10           0       0      10
started       28,050       1,300     603  29,953
not started                                   47
planned                                   30,000
errors            50           0       3      53
29,303 + 600 + 40 + 10 = 29,953 started, + 47 not started =
  30,000 planned

latency         p50      p90      p99    p99.9      max
from due     2.0 ms   2.0 ms   2.0 ms   2.0 ms   2.0 ms
from start   2.0 ms   2.0 ms   2.0 ms   2.0 ms   2.0 ms
lateness    0.00 ms  0.00 ms  0.00 ms  0.00 ms  0.00 ms
events       2.0 ms   2.0 ms   2.0 ms   2.0 ms   2.0 ms
duplicates   2.0 ms   2.0 ms   2.0 ms   2.0 ms   2.0 ms
forged       2.0 ms   2.0 ms   2.0 ms   2.0 ms   2.0 ms
"""


def shown(result: LoadResult, width: int, *budgets: LoadBudget, paint: Any = None) -> list[str]:
    """Return the lines of a load on a terminal of so many columns."""
    setup = LoadSetup(result.plan, budgets, NO_ERRORS, max(1, len(result.workers)))
    sheet = LoadSheet(width) if paint is None else LoadSheet(width, paint)
    return [*plan_lines(setup, sheet), "", *result_lines(setup.judge(result), sheet)]


def test_what_is_shown() -> None:
    """All that a load came to is shown, to the letter."""
    text = "\n".join(shown(EVERYTHING, 60, P99))
    assert text[: len(SHOWN)] == SHOWN


def test_sentences_beside_the_tables() -> None:
    """The pace, effects, slow clients and workers are told, and everything that is wrong, with cost and fix."""
    text = " ".join(" ".join(shown(EVERYTHING, 80, P99)).split())
    for told in (
        "timed from due and from start: 29,910 of 29,953, which ended as they should or timed out",
        "mean 2.0 ms from due, 2.0 ms from start",
        "probe a valid event got 200, one with a bad signature got 401; not among what is counted here",
        "rate 500.0/s planned, 499.2/s started (99.84%)",
        "28,000 effects of 28,000 accepted events, 17 of them of slow clients; the last came 4.2 s after the last",
        "slow 5 clients started 20 requests, each sent over 10.0 s: 18 answered, 1 failed, 1 unfinished",
        "workers worker 1 14,976 of 15,000, worker 2 14,977 of 15,000",
        "forged-accepted: 3 of 603 requests with a bad signature were accepted Cost: whoever knows the URL can make",
        "failed: forged-accepted, too-many-errors, generator-late; 29,900 of 30,000 requests ended as they should",
    ):
        assert told in text


def test_why_a_load_fell_behind() -> None:
    """Only a lifecycle waits for answers; where a worker is lost nobody knows the rate at all."""
    for lifecycle, unknown, told in (("engaged", 0, True), ("", 0, True), ("engaged", 50, False)):
        result = load_result(load_plan(lifecycle=lifecycle), unknown=unknown)
        for index in range(500):
            result.tally.add((index, index / 100, 0, index, 3, b""), index / 100 + 2, index / 100 + 2.1, 200)
        lines = " ".join(" ".join(shown(result, 100)).split())
        assert ("; behind for" in lines) is told
        assert ("since events of a mail wait" in lines) is (lifecycle != "" and not unknown)


def test_effects_of_a_load_that_was_interrupted() -> None:
    """What had been seen is told as it is, and as nothing that is wrong."""
    effects = EffectsResult(1_000, 400, 0.0, settled=False)
    told = shown(load_result(effects=effects, interrupted=True), 80)
    assert "effects  400 effects of 1,000 accepted events when it was interrupted" in told
    assert not any(line.startswith("effects-") for line in told)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked(width: int) -> None:
    """On every width each line fits."""
    assert max(map(len, shown(EVERYTHING, width, P99, LoadBudget("p99.9", 0.001)))) <= width


def test_colours_say_nothing_alone() -> None:
    """What is wrong is coloured, and the text is the same without."""

    def paint(text: str, *inks: Ink) -> str:
        return f"\x1b[{';'.join(inks)}m{text}\x1b[0m"

    coloured = shown(EVERYTHING, 80, P99, paint=paint)
    assert [re.sub(r"\x1b\[\d*m", "", line) for line in coloured] == shown(EVERYTHING, 80, P99)
    red = [line for line in coloured if line.startswith("\x1b[31m")]
    assert [line.split()[0].removeprefix("\x1b[31m") for line in red[:4]] == ["answered", "answered", "timeout", "not"]


ENDS = st.sampled_from([200, 201, 401, 404, 503, Outcome.TIMEOUT, Outcome.RESET])
REQUESTS = st.dictionaries(st.tuples(st.sampled_from(RequestKind), ENDS), st.integers(1, 40), min_size=1, max_size=8)


def number(cell: str) -> int:
    """Return the number of a cell."""
    return int(cell.replace(",", "") or 0)


@given(REQUESTS, st.integers(0, 30), st.integers(0, 20), st.integers(0, 9))
def test_the_table_adds_up(ends: Any, unfinished: int, missing: int, unknown: int) -> None:
    """Whatever came of the requests: rows, columns and the sum below add up exactly, as a reader would check it."""
    total = sum(ends.values())
    result = load_result(load_plan(total + unfinished + missing + unknown), ends, unknown=unknown)
    for index in range(unfinished):
        result.tally.add_unfinished((total + index, 0.0, 0, 0, -1, b""), 0.0)
    verdict = LoadVerdict(result)
    table = count_table(verdict)
    rows = {row[0]: [number(cell) for cell in row[1:]] for row in table.rows}
    by_end = [cells for name, cells in rows.items() if name.startswith(("answered", "timeout", "reset"))]
    for cells in by_end:
        assert sum(cells[:-1]) == cells[-1]
    assert sum(cells[-1] for cells in by_end) + rows.get("unfinished", [0])[-1] == rows["started"][-1]
    unknown_row = rows.get("unknown", [0])[-1]
    assert (unknown_row, rows["not started"][-1]) == (unknown, missing)
    assert rows["started"][-1] + unknown_row + rows["not started"][-1] == rows["planned"][-1]
    if not unfinished:
        assert [sum(column) for column in zip(*by_end, strict=True)] == rows["started"]
    assert sum(rows["errors"][:-1]) == rows["errors"][-1] == verdict.counts.errors
    parts, _, rest = sum_line(verdict).partition(" started, + ")
    if unknown:
        told, _, rest = rest.partition(" unknown + ")
        assert number(told) == unknown
    summands, _, started = parts.rpartition(" = ")
    assert sum(map(number, (summands or started).split(" + "))) == number(started)
    missed, _, planned = rest.removesuffix(" planned").partition(" not started = ")
    assert number(started) + unknown + number(missed) == number(planned)
    assert len({len(line) for line in aligned(table)}) <= len(table.rows)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (load_plan(30_000, 60), "30,000 requests: 500/s for 1m"),
        (
            LoadPlan(URL, ArrivalPlan(Rate(0.5), 30, 60, Spacing.POISSON)),
            "30 requests: 0.5/s at random distances for 1m",
        ),
        (LoadPlan(URL, plan_arrivals(WantedArrivals(rate="1/h"))), "1 request: 1/h for 10s"),
        (
            LoadPlan(URL, plan_arrivals(WantedArrivals(ramp="30..90/min over 1m"))),
            "60 requests: from 30/min to 90/min over 1m",
        ),
        (LoadPlan(URL, ArrivalPlan(Ramp(100, 5_000, 120), 5, 120)), "5 requests: from 100/s to 5,000/s over 2m"),
        (LoadPlan(URL, ArrivalPlan(Ramp(1, 5, 10), 5, 20)), "5 requests: from 1/s to 5/s over 10s, for 20s"),
        (LoadPlan(URL, ArrivalPlan(Wave(), 10_000, 0)), "10,000 requests: all at once"),
        (
            LoadPlan(URL, ArrivalPlan(Wave(), MOST_REQUESTS, 5), users=3),
            "3 users, each with one request at a time, for 5s at most",
        ),
        (
            LoadPlan(URL, ArrivalPlan(Wave(), 9, LONGEST_SECONDS), users=1),
            "1 user, each with one request at a time, 9 requests at most",
        ),
        (
            LoadPlan(URL, ArrivalPlan(Wave(), 9, 5), users=3),
            "3 users, each with one request at a time, for 5s or 9 requests at most",
        ),
    ],
)
def test_the_plan_in_words(plan: LoadPlan, words: str) -> None:
    """When requests are sent is told in a few words."""
    assert plan_words(plan) == words


def test_what_else_is_planned() -> None:
    """Types, a lifecycle, new connections, allowed errors and any 2xx are told where they were asked for."""
    plan = load_plan(types=("delivered", "opened"), keep_connections=False, any_2xx=True)
    told = " ".join(plan_lines(LoadSetup(plan, (), ErrorAllowance(share=0.005)), LoadSheet(300)))
    for words in ("delivered opened; connections new for each request", "any 2xx is a success", "budget: 0.5% errors"):
        assert words in told
    told = " ".join(plan_lines(LoadSetup(load_plan(lifecycle="engaged"), (), NO_ERRORS), LoadSheet(300)))
    assert "lifecycle engaged" in told


def test_a_url_keeps_its_query_to_itself() -> None:
    """A query may hold a token, and is not shown."""
    plan = LoadPlan("http://localhost/hook?token=1234", ArrivalPlan(Rate(1), 1, 1))
    report = LoadReport(setup := LoadSetup(plan, (), NO_ERRORS), setup.judge(load_result(plan)))
    assert "http://localhost/hook?…" in whole_text(report)
    assert "1234" not in whole_text(report)


@pytest.mark.parametrize(
    ("took", "budget", "told"),
    [
        (0.002, LoadBudget("p99", 1), "p99=1s was sustained at 100/s"),
        (2, LoadBudget("p99", 1), "p99=1s was not sustained at 100/s: it was broken from 1s on"),
    ],
)
def test_the_sustained_rate(took: float, budget: LoadBudget, told: str) -> None:
    """It is told up to which rate the budget was kept."""
    assert told in " ".join(" ".join(shown(load_result(took=took), 100, budget)).split())


@pytest.mark.parametrize(
    ("capacity", "seconds", "told"),
    [
        (300, 8, "p99=200ms was sustained up to 190/s, the highest rate of this load"),
        (90, 8, "p99=200ms was sustained up to 83/s, and broken from 4s on"),
        (190, 8, "the highest rate of this load"),
        (165, 8, "beyond it the backlog grew to the end"),
        (5, 8, "p99=200ms was sustained at no rate of this load"),
    ],
)
def test_the_sustained_rate_of_a_ramp(capacity: float, seconds: float, told: str) -> None:
    """It is told up to where it held, and what ended it."""
    result = queue_result(Ramp(20, 200, seconds), seconds, capacity)
    assert told in " ".join(" ".join(shown(result, 300, LoadBudget("p99", 0.2))).split())


def test_a_budget_that_mhook_broke_tells_of_no_rate() -> None:
    """Whether the receiver bears the rate is not known where requests came late to it."""
    text = " ".join(shown(load_result(late=0.09), 300, LoadBudget("p99", 0.05)))
    assert "whether p99=50ms was kept is not known, since mhook was late" in text


def test_a_load_behind_its_plan() -> None:
    """For how long and by how many requests it was behind is told."""
    lines = shown(load_result(lates=[index / 1_000 for index in range(1_000)]), 100)
    (rate,) = [line for line in lines if line.startswith("rate")]
    assert re.fullmatch(
        r"rate   100\.0/s planned, 9\d\.\d/s started \(9\d(\.\d+)?%\); behind for 9.\d s, by up to 9\d requests", rate
    )


def test_a_load_that_the_probe_kept_from_beginning() -> None:
    """Without a window there are no tables, and the finding says why."""
    probe = ProbeResult(ACCEPTED, ACCEPTED, takes_events=True, refuses_forged=False)
    result = load_result(ends={(EVENT, 200): 0}, planned=0, probe=probe, seconds=0.0)
    lines = shown(result, 80)
    assert not [line for line in lines if line.startswith(("started", "latency", "rate"))]
    assert "forged-accepted: the probe's event with a bad signature was accepted with 200" in lines


@pytest.mark.parametrize("ascii", [True, False])
def test_latencies_over_time(ascii: bool) -> None:
    """Where there is enough of it, it is drawn how latencies went, with the budget, in what the terminal can show."""
    verdict = LoadVerdict(load_result(), (P99,))
    text = "\n".join(result_lines(verdict, LoadSheet(70, ascii=ascii)))
    assert "Latency from due" in text
    assert "budget p99=1s" in text
    assert text.isascii() == ascii
    assert "Latency from due" not in "\n".join(result_lines(LoadVerdict(load_result(load_plan(5, 0.5))), LoadSheet(70)))


def test_quiet() -> None:
    """Quietly only what is wrong and the verdict are told."""
    verdict = LoadVerdict(load_result())
    assert list(result_lines(verdict, LoadSheet(), quiet=True)) == [verdict.sentence]


def test_what_is_there_with_the_last_answer_has_no_drain_time() -> None:
    """Where nothing changed afterwards no time is told that nobody measured."""
    text = " ".join(shown(load_result(effects=EffectsResult(100, 100, 0.0, settled=True)), 200))
    assert "100 effects of 100 accepted events; all were there with the last answer (no drain time)" in text


def test_no_wrong_cause_is_told() -> None:
    """That events wait for each other is told of a lifecycle alone, where they did, and nobody was lost."""
    lates = [1.2, 1.1, 1.0, 0.9]
    for lifecycle, after, lost, told in (("x", 3, False, True), ("", 3, False, False), ("x", -1, False, False),
                                         ("x", 3, True, False)):  # fmt: skip
        workers = (WorkerResult("process 1", 1_010, 1_009, lost=lost),)
        result = load_result(load_plan(1_000, 100, lifecycle=lifecycle), lates=lates, workers=workers)
        result.tally.add((5, 5.0, 0, 5, after, b""), 5.0, 5.1, 200)
        text = " ".join(shown(result, 300))
        assert "behind for" in text
        assert ("events of a mail wait" in text) is told


def test_effects_that_do_not_settle_and_samples() -> None:
    """A backlog that was still worked on is told as such, and a sample as a sample."""
    text = " ".join(shown(load_result(effects=EffectsResult(1_000, 400, 60, settled=False)), 200))
    assert "400 effects of 1,000 accepted events; still changing 60.0 s after the last answer" in text
    text = " ".join(shown(load_result(effects=EffectsResult(100, 100, 1, settled=True, sampled=100)), 200))
    assert "100 effects of 100 accepted events, in a sample of 100; the last came 1.0 s" in text


def test_latencies_of_nothing() -> None:
    """Where nothing ended there are no latencies to tell."""
    verdict = LoadVerdict(load_result(ends={(EVENT, 200): 0}))
    assert {cell for row in latency_table(verdict).rows for cell in row[1:]} == {"-"}
    assert sum_line(verdict) == "0 started, + 1,000 not started = 1,000 planned"
