"""The notes of a storm: what was written is what is read, and a line that was cut off counts for nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.storm.live.attempts import EndedAttempt, WaveAttempt
from maileroo_cli.delivery.storm.live.notes import (
    SeenStorm,
    attempt_line,
    base_line,
    end_line,
    moment_line,
    plan_line,
    read_notes,
    seen_line,
)
from maileroo_cli.delivery.storm.live.result import EffectsLook, StormEffects, StormStates
from tests.delivery.storm.played import events_of, make_plan

_PLAN = make_plan()
_EVENTS = list(events_of(_PLAN))[:5]
_MOMENTS = st.floats(-1e7, 1e7)
_SEEN = st.builds(
    SeenStorm,
    st.none()
    | st.builds(
        StormEffects,
        st.integers(),
        _MOMENTS,
        st.integers(),
        st.integers(),
        looks=st.lists(st.builds(EffectsLook, _MOMENTS, _MOMENTS, st.integers()), max_size=3).map(tuple),
        drain_s=_MOMENTS,
        settled=st.booleans(),
        sampled=st.none() | st.integers(),
    ),
    st.none() | st.builds(StormStates, st.integers(), st.integers(), st.integers(), st.text()),
    st.text(),
    st.booleans(),
)
_ATTEMPTS = st.tuples(
    st.builds(WaveAttempt, st.sampled_from(_EVENTS), st.integers(1, 9), _MOMENTS, st.booleans()),
    st.builds(
        EndedAttempt, _MOMENTS, _MOMENTS, _MOMENTS, st.one_of(st.integers(100, 999), st.sampled_from(list(Outcome)))
    ),
)


@given(st.lists(_ATTEMPTS, max_size=6), st.integers(0, 9) | st.none(), st.floats(-9, 9) | st.none())
def test_notes_survive(
    attempts: list[tuple[WaveAttempt, EndedAttempt]], events: int | None, base: float | None
) -> None:
    """Each attempt comes back to the last bit, and how far the storm had come."""
    lines = [plan_line(_PLAN), *(attempt_line(*one) for one in attempts), moment_line(12.5)]
    lines += [] if base is None else [base_line(base)]
    lines += [] if events is None else [end_line(11.0, events)]
    noted = read_notes(lines)
    assert noted.plan == _PLAN
    assert noted.recorded == {one.key: what for one, what in attempts}
    assert noted.moment == max([-_PLAN.before, 12.5, *(what.ended for _, what in attempts)])
    assert (noted.events, noted.base) == (events, base)


def test_a_line_without_its_end_counts_for_nothing() -> None:
    """A process that dies in the middle of a line leaves all lines before it."""
    attempt = WaveAttempt(_EVENTS[0], 1, 1.0)
    line = attempt_line(attempt, EndedAttempt(1.0, 1.0, 2.0, 200))
    for size in range(len(line)):
        assert not read_notes([plan_line(_PLAN), line[:size]]).recorded


@given(_SEEN)
def test_what_was_observed_survives(seen: SeenStorm) -> None:
    """Effects, states and why there are none come back as they were."""
    assert read_notes([plan_line(_PLAN), seen_line(seen), end_line(11.0, 3)]).seen == seen


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"\n"],
        [b"[1]\n"],
        [b'{"format":"mhook storm 9","plan":{}}\n'],
        [b'{"format":"mhook storm 1","plan":{}}\n'],
        [plan_line(_PLAN), b"1 x 2\n"],
        [plan_line(_PLAN), b"seen {}\n"],
        [plan_line(_PLAN), b"seen {,\n"],
        [plan_line(_PLAN), b"1 1 1.0 1.0 1.0 lost\n"],
        [plan_line(_PLAN), b"\xff\xff\n"],
    ],
)
def test_what_is_no_storm_is_refused(lines: list[bytes]) -> None:
    """It raises one kind of error, which the file's reader tells in a line."""
    with pytest.raises(ValueError, match=r"\w"):
        read_notes(lines)
