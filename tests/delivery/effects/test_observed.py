"""Whose effects they are, in runs with one number for all events and with one for each."""

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.effects.result import FindingKind
from maileroo_cli.delivery.fault.kind import FaultKind, Reach
from maileroo_cli.errors import ExitCode
from tests.delivery.ledger_book import (
    CORRUPTED,
    DIED,
    LOST,
    PRETENDED_REFUSAL,
    TRUNCATED,
    Book,
    Tried,
    delivery,
    fault,
    kinds,
)

OK, FAILS = Tried(200), Tried(503)
EITHER = pytest.mark.parametrize("per_event", [False, True], ids=["one number", "one per event"])


def looked(tried: Tried, before: float | None, after: float | None) -> Tried:
    """Return an attempt at which these numbers were seen."""
    return tried._replace(before=before, after=after)


STORIES: dict[str, tuple[list[Tried | None], float | None, list[tuple[FindingKind, int | None]]]] = {
    "one effect": ([looked(OK, 0, 1)], 1, []),
    "counted from what was there": ([looked(OK, 1000, 1001)], 1, []),
    "nobody could look": ([looked(OK, None, None)], None, []),
    "looked once alone": ([looked(OK, None, 7)], 0, []),
    "no effect yet": ([looked(OK, 3, 3)], 0, [(FindingKind.PERHAPS_NO_EFFECT, None)]),
    "an effect at a lost answer": ([looked(LOST, 0, 1), looked(OK, 1, 1)], 1, []),
    "two effects": ([looked(LOST, 0, 1), looked(OK, 1, 2)], 2, [(FindingKind.SEVERAL_EFFECTS, 2)]),
    "two effects of two copies": (
        [looked(Tried(200, fault(FaultKind.DUPLICATE), answers=(200, 200)), 0, 2)],
        2,
        [(FindingKind.SEVERAL_EFFECTS, 1)],
    ),
    "an effect that came late": ([looked(LOST, 0, 0), looked(FAILS, 1, 1), looked(OK, 1, 1)], 1, []),
    "a second one that came late": (
        [looked(LOST, 0, 1), looked(FAILS, 2, 2), looked(OK, 2, 2)],
        2,
        [(FindingKind.SEVERAL_EFFECTS, 1)],
    ),
    "a part acted on": ([looked(TRUNCATED, 0, 1), looked(OK, 1, 1)], 1, [(FindingKind.ACTED_ON_PART, 1)]),
    "an altered body acted on late": (
        [looked(CORRUPTED, 0, 0), looked(OK, 1, 2)],
        2,
        [(FindingKind.SEVERAL_EFFECTS, 2), (FindingKind.ACTED_ON_PART, 1)],
    ),
    "perhaps a late effect of a whole request": (
        [looked(LOST, 0, 0), looked(TRUNCATED, 0, 1), looked(OK, 1, 1)],
        1,
        [],
    ),
    "perhaps one of an unknown attempt": ([DIED, looked(TRUNCATED, 0, 1), looked(OK, 1, 1)], 1, []),
    "one more than whole requests": (
        [looked(LOST, 0, 1), looked(TRUNCATED, 1, 2), looked(OK, 2, 2)],
        2,
        [(FindingKind.SEVERAL_EFFECTS, 2), (FindingKind.ACTED_ON_PART, 2)],
    ),
    "the receiver was cleaned": ([looked(LOST, 5, 6), looked(OK, 0, 0)], 1, []),
    "cleaned, and acted on again": ([looked(LOST, 5, 6), looked(OK, 0, 1)], 2, [(FindingKind.SEVERAL_EFFECTS, 2)]),
    "fractions that add up to one": ([looked(FAILS, 0.25, 0.5), looked(OK, 0.75, 1.25)], 1.0, []),
    "an unknown attempt between": ([looked(LOST, 0, 0), DIED, looked(OK, 1, 1)], 1, []),
    "an effect although it failed": (
        [looked(Tried(200, fault(FaultKind.GATEWAY, 200), answers=(500,)), 0, 1)],
        1,
        [],
    ),
}


@EITHER
@pytest.mark.parametrize(("tries", "effects", "found"), STORIES.values(), ids=STORIES.keys())
def test_effects_of_one_event(
    tries: list[Tried | None], effects: float | None, found: list[tuple[FindingKind, int | None]], per_event: bool
) -> None:
    """A run of one event has these effects and findings, whether the number is that of the event or of all."""
    book = Book(observed=True, per_event=per_event)
    book.add_all(tries)
    assert book.only.effects == effects
    assert kinds(book.only.findings) == found
    assert (book.result.effects, book.result.unattributed) == (effects, 0.0)


def test_nobody_looks() -> None:
    """Without an observer there are no effects, not even none."""
    book = Book()
    book.add(looked(OK, 0, 1))
    assert (book.only.effects, book.result.effects, book.only.findings) == (None, None, ())


def test_one_number_for_several_events() -> None:
    """What is added while an event is delivered is its own; what is added between two events is nobody's for sure."""
    book = Book(observed=True)
    one, other = delivery(0), delivery(1)
    book.add(looked(LOST, 0, 1), one)
    book.add(looked(OK, 2, 3), other)
    book.add(looked(OK, 3, 4), one)
    assert [seen.effects for seen in book.ledger.delivered()] == [2.0, 1.0]
    assert (book.result.effects, book.result.unattributed) == (4.0, 1.0)
    assert book.result.verdict.endswith("4 effects; 1 effect that cannot be attributed to an event")


def test_an_unknown_attempt_of_another_event() -> None:
    """Nor is it known whose an effect is that was seen after an attempt of unknown outcome of another event."""
    book = Book(observed=True)
    one, other = delivery(0), delivery(1)
    book.add(looked(LOST, 0, 0), one)
    book.add(DIED, other)
    book.add(looked(OK, 1, 1), one)
    assert (book.result.effects, book.result.unattributed) == (1.0, 1.0)


def test_an_event_that_never_reached_the_receiver() -> None:
    """One number for all that rises meanwhile rises for somebody else; an event's own number is its own."""
    tries = [looked(PRETENDED_REFUSAL, 0, 1), looked(PRETENDED_REFUSAL, 2, 2)]
    shared, own = Book(observed=True), Book(observed=True, per_event=True)
    for book in (shared, own):
        book.add_all(tries)
    assert (shared.only.effects, shared.result.unattributed) == (0.0, 2.0)
    assert (own.only.effects, own.result.unattributed) == (2.0, 0.0)


def test_a_number_that_falls() -> None:
    """A fall is told, and takes no effect back."""
    book = Book(observed=True)
    book.add(looked(LOST, 3, 4))
    book.add(looked(OK, 0, 0))
    assert (book.result.effects, book.result.fell) == (1.0, 1)


@EITHER
def test_a_last_look(per_event: bool) -> None:
    """What is seen after the run belongs to the event, and takes back that there was no effect."""
    book = Book(observed=True, per_event=per_event)
    book.add(looked(OK, 0, 0))
    assert kinds(book.only.findings) == [(FindingKind.PERHAPS_NO_EFFECT, None)]
    book.ledger.settle(0 if per_event else None, 0)
    assert kinds(book.only.findings) == [(FindingKind.NO_EFFECT, None)]
    assert "--settle" in book.only.findings[0].sentence
    assert book.result.exit_code is ExitCode.FAILED
    book.ledger.settle(0 if per_event else None, 1)
    assert (book.only.effects, book.only.findings, book.result.exit_code) == (1.0, (), ExitCode.OK)
    book.ledger.settle(0 if per_event else None, 3)
    assert kinds(book.only.findings) == [(FindingKind.SEVERAL_EFFECTS, 1)]
    assert book.only.findings[0].sentence.startswith("3 effects for one event: ")
    assert book.result.exit_code is ExitCode.FAILED


def test_a_last_look_at_several_events() -> None:
    """One number that rises after a run of several events rises for none of them for sure."""
    book = Book(observed=True)
    for index in range(2):
        book.add(looked(OK, index, index + 1), delivery(index))
    book.ledger.settle(None, 3)
    assert (book.result.effects, book.result.unattributed) == (3.0, 1.0)


def test_a_last_look_without_an_observer() -> None:
    """It is not taken."""
    book = Book()
    book.add(OK)
    book.ledger.settle(None, 3)
    assert book.result.effects is None


def test_an_effect_takes_back_that_nothing_arrived() -> None:
    """What was acted on in the end is not lost without a trace."""
    book = Book(observed=True, per_event=True)
    told = book.add(looked(Tried(200, fault(FaultKind.GATEWAY, 200), Reach.WHOLE, answers=(500,)), 0, 0))
    assert kinds(told) == kinds(book.only.findings) == [(FindingKind.NEVER_ARRIVED, 1)]
    book.ledger.settle(0, 1)
    assert book.only.findings == ()
    assert book.result.exit_code is ExitCode.OK


def test_an_effect_puts_events_in_order() -> None:
    """An event that was acted on without an answer of success counts as taken in."""
    book = Book(observed=True, per_event=True)
    first, second = delivery(0, mail="a"), delivery(1, offset=5.0, mail="a")
    book.add(looked(FAILS, 0, 0), first)
    book.add(looked(Tried(Outcome.TIMEOUT), 0, 1), second)
    assert kinds(book.add(looked(OK, 0, 1), first)) == [(FindingKind.OUT_OF_ORDER, 2)]
