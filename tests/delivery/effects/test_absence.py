"""Of which accepted events it is said that they had no effect, and that nothing is said that is not so."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.effects.result import FindingKind, RunResult
from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.errors import ExitCode
from tests.delivery.ledger_book import DIED, LOST, Book, Tried, delivery, fault, kinds

OK, FAILS = Tried(200), Tried(503)
SURE, PERHAPS = FindingKind.NO_EFFECT, FindingKind.PERHAPS_NO_EFFECT


def looked(tried: Tried, before: float, after: float) -> Tried:
    """Return an attempt at which these numbers were seen."""
    return tried._replace(before=before, after=after)


STORIES: dict[str, tuple[list[Tried | None], float, bool, FindingKind | None, str]] = {
    "none": ([looked(OK, 0, 0)], 0, True, SURE, "does not send it again"),
    "none, of one number": ([looked(OK, 3, 3)], 3, False, SURE, "knows the event from an earlier run"),
    "accepted at a copy": ([looked(LOST, 0, 0), looked(OK, 0, 0)], 0, True, SURE, "lost for good"),
    "at the last look": ([looked(OK, 0, 0)], 1, True, None, ""),
    "known before the run": ([looked(OK, 2, 2)], 2, True, PERHAPS, "had 2 effects for this event before the run"),
    "unknown before any look": ([DIED, looked(OK, 0, 0)], 0, True, PERHAPS, "an attempt of unknown outcome"),
    "unknown between two looks": ([looked(FAILS, 0, 0), DIED, looked(OK, 0, 0)], 0, True, SURE, "lost for good"),
    "the number fell": ([looked(FAILS, 5, 5), looked(OK, 0, 0)], 0, False, PERHAPS, "the number of effects fell"),
}


@pytest.mark.parametrize(("tries", "last", "per_event", "kind", "said"), STORIES.values(), ids=STORIES)
def test_one_event(
    tries: list[Tried | None], last: float, per_event: bool, kind: FindingKind | None, said: str
) -> None:
    """What is sure fails the run, what may be otherwise is a risk."""
    book = Book(observed=True, per_event=per_event)
    book.add_all(tries)
    book.ledger.settle(0 if per_event else None, last)
    assert [found for found, _ in kinds(book.only.findings)] == ([] if kind is None else [kind])
    assert book.result.exit_code is (ExitCode.FAILED if kind is SURE else ExitCode.OK)
    assert all(said in finding.sentence for finding in book.only.findings)


def test_an_event_that_was_given_up_although_it_was_accepted() -> None:
    """It is lost as well where it had no effect; one that was never accepted, or is open, is not called so."""
    book = Book(parse_schedule("0s,5m"), observed=True, per_event=True)
    book.add_all([looked(LOST, 0, 0)] * 2, delivery(0))
    book.add_all([looked(FAILS, 0, 0)] * 2, delivery(1))
    book.add(looked(LOST, 0, 0), delivery(2))
    for index in range(3):
        book.ledger.settle(index, 0)
    found = [[kind for kind, _ in kinds(one.findings)] for one in book.ledger.delivered()]
    assert found == [[FindingKind.GIVEN_UP, SURE], [FindingKind.GIVEN_UP], []]


class Acting(NamedTuple):
    """What a receiver does about one event: so many effects, at once, before the next attempt, or during it."""

    effects: int
    when: str


EVENTS = st.lists(
    st.builds(Acting, st.sampled_from([0, 1, 1, 1, 2]), st.sampled_from(["at once", "before", "during"])), max_size=12
)


def play(events: list[Acting]) -> RunResult:
    """Deliver events, one attempt each, to a receiver of which one number for all effects is known."""
    book = Book(observed=True)
    number = before = during = 0
    for index, one in enumerate(events):
        number += before
        seen, before = number, 0
        number += during
        during = 0
        match one.when:
            case "at once":
                number += one.effects
            case "before":
                before = one.effects
            case _:
                during = one.effects
        book.add(looked(OK, seen, number), delivery(index))
    book.ledger.settle(None, number + before + during)
    return book.result


@given(EVENTS)
def test_never_more_are_said_to_be_lost_than_are(events: list[Acting]) -> None:
    """However late effects come, no more events are said to have had none than had none."""
    lost = sum(one.effects == 0 for one in events)
    result = play(events)
    assert result.findings.get(SURE, 0) <= lost
    assert (result.exit_code is ExitCode.OK) == (not result.findings.get(SURE) and not _doubled(result))
    if all(one.when == "at once" and one.effects < 2 for one in events):
        assert result.findings.get(SURE, 0) == lost


def _doubled(result: RunResult) -> bool:
    return FindingKind.SEVERAL_EFFECTS in result.findings


def test_types_that_are_allowed() -> None:
    """They are counted, and nothing else is said of them."""
    book = Book(observed=True, allow_no_effect=("opened",))
    book.add(looked(OK, 0, 0), delivery(0, kind="opened"))
    book.add(looked(OK, 0, 1), delivery(1))
    book.ledger.settle(None, 1)
    assert [one.findings for one in book.ledger.delivered()] == [(), ()]
    assert book.result.verdict == "2 of 2 accepted; 1 effect; 1 without effect, as allowed"


@pytest.mark.parametrize(
    ("tries", "unobserved"),
    [
        ([OK], 0),
        ([FAILS, OK], 1),
        ([LOST, OK], 1),
        ([Tried(200, fault(FaultKind.DUPLICATE), answers=(200, 200))], 1),
        ([Tried(401), Tried(404), OK], 0),
        ([Tried(401), LOST, OK], 1),
        ([DIED, OK], 0),
    ],
    ids=["once", "after a failure", "after a lost answer", "two copies", "after refusals", "and again", "unknown"],
)
def test_what_came_more_than_once_and_nobody_saw(tries: list[Tried | None], unobserved: int) -> None:
    """What the receiver refused it did not act on; whatever else came twice it may have acted on twice."""
    book = Book()
    book.add_all(tries)
    assert (book.result.unobserved, bool(book.result.warning)) == (unobserved, bool(unobserved))
    observed = Book(observed=True)
    observed.add_all(tries)
    assert (observed.result.unobserved, observed.result.warning) == (0, "")
