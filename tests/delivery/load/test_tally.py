"""The tally of a load: it adds up exactly, in batches as one by one, in several processes as in one."""

import json
from collections import Counter
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import EndedRequest, RequestEnd
from maileroo_cli.delivery.load.tally import LoadTally

ENDS: st.SearchStrategy[RequestEnd] = st.sampled_from([200, 202, 401, 500, Outcome.TIMEOUT, Outcome.RESET])


class Times(NamedTuple):
    """When one request was due, how late it was begun, and how long it took, in hundredths of a second."""

    due: int
    late: int
    took: int


def request(index: int, times: Times, kind: RequestKind, end: RequestEnd) -> EndedRequest:
    """Return the end of one request."""
    due, began = times.due / 100, (times.due + times.late) / 100
    return (index, due, int(kind), index, -1, b""), began, began + times.took / 100, end


@st.composite
def runs(draw: st.DrawFn) -> list[EndedRequest]:
    """Draw the ends of a load in their order, now and then more than latencies are kept one by one."""
    times = st.builds(Times, st.integers(0, 300), st.integers(0, 50), st.integers(0, 900))
    drawn = draw(st.lists(st.tuples(times, st.sampled_from(RequestKind), ENDS), max_size=40))
    drawn *= draw(st.sampled_from((1, 1, 1, 40)))
    return sorted((request(index, *one) for index, one in enumerate(drawn)), key=lambda one: one[2])


def figures(tally: LoadTally) -> object:
    """Return all that a tally says; what floats add up to is not a part of it."""
    told = tally.as_dict()
    kinds, intervals = [one[1] for one in told["by_kind"]], [one[4] for one in told["intervals"]]
    for latencies in (*told["latencies"], *kinds, *intervals):
        latencies["total"] = round(latencies["total"], 6)
        latencies["kept"].sort()
        latencies["buckets"].sort()
    for ends in (told["ends"], *(one[5] for one in told["intervals"])):
        ends.sort(key=str)
    return told


@given(runs(), st.integers(1, 50), st.booleans())
def test_a_batch_counts_as_one_by_one(ends: list[EndedRequest], size: int, any_2xx: bool) -> None:
    """However the ends are divided, the same comes out."""
    one_by_one, batches = (LoadTally(0.25, any_2xx=any_2xx) for _ in range(2))
    for end in ends:
        one_by_one.add(*end)
    for first in range(0, len(ends), size):
        batches.add_all(ends[first : first + size])
    assert figures(batches) == figures(one_by_one)
    assert batches.started == batches.ends.total() == len(ends)
    for what in ("planned", "started", "ended"):
        assert sum(getattr(one, what) for one in batches.intervals) == len(ends)
    assert sum((one.ends for one in batches.intervals), Counter()) == batches.ends


@given(runs(), st.integers(1, 3), st.integers(0, 3))
def test_tallies_of_processes_add_up(ends: list[EndedRequest], parts: int, broken: int) -> None:
    """What several processes counted comes to the same, also by way of JSON, with what was broken off."""
    whole = LoadTally(0.5)
    whole.add_all(ends)
    pieces = [LoadTally(0.5) for _ in range(parts)]
    for part, piece in enumerate(pieces):
        piece.add_all([one for one in ends if one[0][0] % parts == part])
    for number in range(broken):
        for tally in (whole, pieces[number % parts]):
            tally.add_unfinished((0, 1.0, 0, 0, -1, b""), 1.5)
    merged = LoadTally(0.5)
    for piece in pieces:
        merged.merge(LoadTally.from_dict(json.loads(json.dumps(piece.as_dict()))))
    assert merged.started == merged.ends.total() + merged.unfinished == len(ends) + broken
    assert merged.accepted_events == whole.accepted_events
    assert figures(merged) == figures(whole)


def test_a_fast_failure_is_no_fast_answer() -> None:
    """Only what ended as it should is timed, and what timed out, in batches as one by one; lateness is of all."""
    kinds = (RequestKind.EVENT, RequestKind.EVENT, RequestKind.EVENT, RequestKind.BAD_SIGNATURE)
    how: tuple[RequestEnd, ...] = (200, Outcome.REFUSED, Outcome.TIMEOUT, 401)
    took = (0.2, 0.001, 5.0, 0.1)
    ends = [
        ((index, 0.0, int(kind), index, -1, b""), 0.0, seconds, end)
        for index, (kind, end, seconds) in enumerate(zip(kinds, how, took, strict=True))
    ]
    one_by_one, batch = LoadTally(10), LoadTally(10)
    for one in ends:
        one_by_one.add(*one)
    batch.add_all(ends)
    for tally in (one_by_one, batch):
        assert (tally.from_due.count, tally.from_start.count, tally.timed, tally.lateness.count) == (3, 3, 3, 4)
        assert (tally.from_due.shortest, tally.from_due.longest) == (0.1, 5.0)
        assert tally.from_due.mean == pytest.approx(5.3 / 3)
        assert {kind: one.count for kind, one in tally.by_kind.items()} == {kinds[0]: 2, kinds[3]: 1}
        assert tally.intervals[0].latencies.count == 3


def test_an_event_is_accepted_once() -> None:
    """Its duplicates are successes too, and a forged one is no event of the receiver's."""
    tally = LoadTally(1.0)
    event = (7, 0.0, int(RequestKind.EVENT), 7, -1, b"")
    again = (9, 0.0, int(RequestKind.DUPLICATE), 7, 7, b"")
    forged = (8, 0.0, int(RequestKind.BAD_SIGNATURE), 8, -1, b"")
    tally.add_all([(one, 0.0, 0.5, 200) for one in (event, forged, again)])
    tally.add(again, 0.0, 0.5, 200)
    assert (tally.accepted_events, tally.intervals[0].accepted) == (1, 4)


def test_what_is_no_tally_is_refused() -> None:
    """Another process may say anything."""
    with pytest.raises(ValueError, match="not the tally of a load"):
        LoadTally.from_dict({"interval_s": 1})
