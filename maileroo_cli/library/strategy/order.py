"""The events of one mail: which, in a legal order, and how long after each other."""

from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.lifecycle import Lifecycle

_LONGEST = 2 * 86_400
_gaps = st.integers(0, _LONGEST)


class DrawnStep(NamedTuple):
    """One event, so many seconds after the one before it; ``recipient`` is an index."""

    kind: EventType
    after: int
    recipient: int


def named_steps(life: Lifecycle) -> SearchStrategy[list[DrawnStep]]:
    """Draw the steps of a lifecycle: the times between them are within its bounds."""
    return st.tuples(
        *(
            st.builds(
                DrawnStep,
                st.just(EventType(step.event)),
                st.integers(*(int(seconds) for seconds in step.after)),
                st.just(step.recipient),
            )
            for step in life.steps
        )
    ).map(list)


def _accepted(deferrals: list[EventType], end: list[EventType]) -> list[EventType]:
    return [EventType.ACCEPTED, *deferrals, *end]


_reactions = st.lists(st.sampled_from((EventType.OPENED, EventType.CLICKED)), max_size=3)
_complaints = st.sampled_from(([], [EventType.COMPLAINED]))
_ends = st.one_of(
    st.just([EventType.DELIVERED]),
    st.just([EventType.FAILED]),
    st.builds(
        lambda before, complaint, after: [EventType.DELIVERED, *before, *complaint, *after],
        _reactions,
        _complaints,
        _reactions,
    ),
)
_lives = st.one_of(
    st.builds(_accepted, st.lists(st.just(EventType.DEFERRED), max_size=3), _ends), st.just([EventType.REJECTED])
)


@st.composite
def any_steps(draw: DrawFn) -> list[DrawnStep]:
    """Draw the steps of any life that a mail to one recipient can have."""
    return [DrawnStep(kind, draw(_gaps), 0) for kind in draw(_lives)]
