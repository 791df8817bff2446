"""The last line of a run: exact, short, and the worst first."""

import pytest

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.effects.result import FindingKind
from maileroo_cli.delivery.effects.verdict_sentence import ALONE, AMONG_MANY, LONGEST
from maileroo_cli.delivery.fault.kind import FaultKind, Reach
from maileroo_cli.delivery.schedule.text import parse_schedule
from tests.delivery.ledger_book import (
    CORRUPTED,
    DIED,
    LOST,
    PRETENDED_REFUSAL,
    REFUSED,
    TRUNCATED,
    Book,
    Tried,
    delivery,
    fault,
)

OK, FAILS = Tried(200), Tried(503)


def looked(tried: Tried, before: float, after: float) -> Tried:
    """Return an attempt at which these numbers were seen."""
    return tried._replace(before=before, after=after)


ONE: dict[str, tuple[list[Tried | None], str]] = {
    "at once": ([OK], "accepted at attempt 1"),
    "late": ([FAILS, FAILS, OK], "accepted at attempt 3 after 15m"),
    "one effect": ([looked(LOST, 0, 1), looked(OK, 1, 1)], "accepted at attempt 2 after 5m; 1 effect"),
    "no effect": ([looked(OK, 1, 1)], "accepted at attempt 1; no effect"),
    "doubled": ([looked(LOST, 0, 1), looked(OK, 1, 2)], "accepted at attempt 2 after 5m; 2 effects for one event"),
    "elsewhere lost": (
        [*[FAILS] * 7, looked(OK, 0, 1)],
        "accepted at attempt 8 after 8h; 1 effect; would have been lost under mailgun",
    ),
    "given up": ([FAILS] * 9, "given up after 9 attempts in 14h: this event is lost"),
    "given up without effect": (
        [looked(FAILS, 0, 0)] * 9,
        "given up after 9 attempts in 14h: this event is lost; no effect",
    ),
    "given up although accepted": (
        [*[FAILS] * 4, looked(LOST, 0, 1), *[FAILS] * 4],
        "given up after 9 attempts in 14h, although the receiver accepted it at attempt 5; 1 effect",
    ),
    "given up although acted on": (
        [looked(FAILS, 0, 1), *[FAILS] * 8],
        "given up after 9 attempts in 14h, although it had an effect; 1 effect",
    ),
    "never reached": ([REFUSED] * 9, "given up after 9 attempts in 14h: the receiver was never reached (refused)"),
    "faults alone": ([PRETENDED_REFUSAL] * 9, "given up after 9 attempts in 14h: this event is lost"),
    "without a trace": (
        [Tried(200, fault(FaultKind.STATUS, 200), Reach.NOTHING)],
        "accepted at attempt 1; lost without a trace: the receiver never accepted it",
    ),
    "an altered body": ([CORRUPTED._replace(seen=200)], "accepted at attempt 1; an altered body was accepted"),
    "a refused duplicate": (
        [LOST, Tried(409), OK],
        "accepted at attempt 3 after 15m; a duplicate was refused",
    ),
    "everything at once": (
        [
            looked(CORRUPTED._replace(seen=500, answers=(200,)), 0, 1),
            looked(TRUNCATED, 1, 2),
            LOST,
            Tried(409),
            Tried(201),
            OK,
        ],
        (
            "accepted at attempt 6 after 2h; a duplicate was refused; an altered body was accepted; it acted on"
            " a broken request; 2 effects for one event; it answered with a status other than 200"
        ),
    ),
    "open": ([FAILS, DIED], "not decided yet after 1 attempt; 1 attempt unknown: it may have been accepted"),
    "unknown, then accepted": (
        [DIED, DIED, OK],
        "accepted at attempt 1; 2 attempts unknown: they may have been accepted",
    ),
    "unknown, then refused": (
        [DIED, Tried(409), OK],
        (
            "accepted at attempt 2 after 5m; a duplicate may have been refused; "
            "1 attempt unknown: it may have been accepted"
        ),
    ),
    "unknown, then a success that nobody gave": (
        [DIED, Tried(200, fault(FaultKind.STATUS, 200), Reach.NOTHING)],
        "accepted at attempt 1; perhaps lost without a trace; 1 attempt unknown: it may have been accepted",
    ),
    "unknown, then given up": (
        [DIED, *[FAILS] * 9],
        "given up after 9 attempts in 14h; 1 attempt unknown: it may have been accepted",
    ),
}


@pytest.mark.parametrize(("tries", "line"), ONE.values(), ids=ONE.keys())
def test_one_delivery(tries: list[Tried | None], line: str) -> None:
    """The verdict of a run with one delivery says how it ended, what is wrong, and its effects."""
    book = Book(observed=any(tried is not None and tried.before is not None for tried in tries))
    book.add_all(tries)
    assert book.result.verdict == line


@pytest.mark.parametrize(
    ("late", "over"),
    [(0.0, "5m"), (1.0, "5m"), (30.0, "5m 30s"), (30.4, "5m 30s")],
    ids=["kept", "nearly", "late", "rounded"],
)
def test_time_that_passed(late: float, over: str) -> None:
    """The time is the planned one where the plan was kept to the second, else the whole seconds that passed."""
    book = Book()
    book.add(FAILS)
    book.add(OK, late=late)
    assert book.result.verdict == f"accepted at attempt 2 after {over}"
    assert book.only.elapsed == 300
    lost = Book(parse_schedule("0s,5m"))
    lost.add(FAILS)
    lost.add(FAILS, late=late)
    assert lost.result.verdict == f"given up after 2 attempts in {over}: this event is lost"
    assert [one.sentence for one in lost.only.findings] == [
        f"this schedule gives up after 2 attempts in {over}: this event is lost"
    ]


def test_a_schedule_of_one_attempt() -> None:
    """Where there is no second attempt no time passes."""
    book = Book(parse_schedule("0s"))
    book.add(FAILS)
    assert book.result.verdict == "given up after 1 attempt: this event is lost"
    assert [one.sentence for one in book.only.findings] == [
        "this schedule gives up after 1 attempt: this event is lost"
    ]


def test_many_deliveries() -> None:
    """The verdict of many counts them, the worst first."""
    book = Book(observed=True, total=1_004)
    book.add_all([looked(FAILS, 0, 0)] * 9, delivery(0))
    book.add_all([looked(LOST, 0, 1), looked(OK, 1, 2)], delivery(1))
    book.add_all([*[looked(FAILS, 2, 2)] * 8, looked(OK, 2, 3)], delivery(2))
    book.add(looked(Tried(201), 3, 3), delivery(3))
    book.add_all([looked(OK, 3, 3)], delivery(4))
    assert book.result.verdict == (
        "1 of 1,004 given up after 9 attempts in 14h; 1 with several effects; 1,000 not decided yet; 3 accepted;"
        " 3 effects; 1 answered with a status other than 200; 1 perhaps without effect; 1 would have been lost"
        " under maileroo --attempts 8 and 1 more"
    )


def test_many_good_deliveries() -> None:
    """Where nothing is wrong that is what it says."""
    book = Book()
    for index in range(3):
        book.add(OK, delivery(index))
    assert book.result.verdict == "3 of 3 accepted"


def test_many_that_never_reached_the_receiver() -> None:
    """Where none was reached the line says how that failed, and names no more than there is to name."""
    book = Book()
    for index in range(2):
        book.add_all([REFUSED._replace(seen=Outcome.DNS)] * 9, delivery(index))
    assert book.result.verdict == "2 of 2 given up after 9 attempts in 14h: the receiver was never reached (dns)"


def test_nothing_to_deliver() -> None:
    """A run without a delivery says so."""
    assert Book().result.verdict == "there was nothing to deliver"


def test_names_are_left_out_before_a_line_grows_long() -> None:
    """A line has the names that there is room for."""
    book = Book(parse_schedule(",".join(f"{4 * step}h" for step in range(30))), Success.ANY_2XX)
    book.add_all([*[FAILS] * 28, Tried(201)])
    line = book.result.verdict
    assert line.startswith(
        "accepted at attempt 29 after 112h; it answered with a status other than 200; would have been lost under "
    )
    assert len(line) <= LONGEST
    assert line.endswith(" more")


def test_every_kind_has_its_words() -> None:
    """Whatever is found is told in the verdict of one delivery and of many, or by what stands there anyway."""
    assert set(AMONG_MANY) == set(ALONE) == set(FindingKind)
    assert {kind for kind, text in AMONG_MANY.items() if text is None} == {FindingKind.GIVEN_UP}
    told_otherwise = {FindingKind.GIVEN_UP, FindingKind.SEVERAL_EFFECTS, FindingKind.PERHAPS_NO_EFFECT}
    assert {kind for kind, text in ALONE.items() if text is None} == told_otherwise
