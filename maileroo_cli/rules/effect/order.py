"""The events of one mail may come in any order: what its recipient ends in is the same."""

from collections.abc import Sequence
from itertools import permutations

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.definition import Family, Need, RuleList, RuleScript
from maileroo_cli.rules.effect.state import SUPPRESSED, StateText, make_subject, state_of, tell
from maileroo_cli.rules.effect.work import unaccepted
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, failed, skipped
from maileroo_cli.webhook.catalogue.event import EventType, Grade

LIST = RuleList(Family.EFFECT)
_STATE = (Need.STATE,)
_LATE = (EventType.DELIVERED, EventType.OPENED)
_LIVES = (
    (EventType.ACCEPTED, EventType.DELIVERED, EventType.OPENED, EventType.COMPLAINED),
    (EventType.ACCEPTED, EventType.DEFERRED, EventType.FAILED),
)
_MOST = 5
"""So many other orders of a life are tried."""


def _keeps(last: EventType) -> RuleScript:
    """Return a script that sends late events after the last one of a mail, and compares with those in order.

    A state that counts opens changes with a late one, and is right: so what counts is whether it ends as it does where
    the same events come in order.
    """

    def script(probe: Probe) -> Script:
        life = (EventType.ACCEPTED, *_LATE, last)
        late, first, second = make_subject(probe), make_subject(probe), make_subject(probe)
        untouched = yield from state_of(late)
        attempts = yield from tell(probe, first, life)
        attempts += yield from tell(probe, late, life, (0, 3))
        before = yield from state_of(late, SUPPRESSED, unlike=untouched)
        attempts += yield from tell(probe, late, life, (1, 2))
        attempts += yield from tell(probe, second, life)
        after = yield from state_of(late, SUPPRESSED)
        if (verdict := unaccepted(attempts)) is not None:
            return verdict
        if before.told == untouched.told:
            return skipped(f"{last} changes nothing in the state of the recipient, which is {before.quoted}")
        if after.raw == before.raw:
            return PASSED
        in_order = [(yield from state_of(first, SUPPRESSED)), (yield from state_of(second, SUPPRESSED))]
        return _judge_late(before, after, in_order, last)

    return script


def _judge_late(before: StateText, after: StateText, in_order: list[StateText], last: EventType) -> RuleVerdict:
    usual, again = in_order
    if usual.told != again.told:
        return _not_alike(usual, again)
    if after.told == usual.told:
        return PASSED
    return failed(f"a late {' and '.join(_LATE)} changed {before.quoted} after {last} to {after.quoted}")


for _number, _type in ((12, EventType.COMPLAINED), (13, EventType.FAILED)):
    LIST.add(
        _number,
        f"changes nothing when a late delivered or opened event comes after {_type}",
        Consequence.WRONG,
        Grade.INFERRED,
        needs=_STATE,
    )(_keeps(_type))


@LIST.add(
    14,
    "ends in the same state in whatever order the events of a mail come",
    Consequence.WRONG,
    Grade.INFERRED,
    needs=_STATE,
)
def any_order(probe: Probe) -> Script:
    """Send the same events about several mails, each time in another order, and compare what each ends in."""
    untouched, shown = (yield from state_of(make_subject(probe))), False
    for life in _LIVES:
        orders = _orders(len(life))
        subjects = [make_subject(probe) for _ in orders]
        attempts: list[Attempt] = []
        for subject, order in zip(subjects, orders, strict=True):
            attempts += yield from tell(probe, subject, life, order)
        if (verdict := unaccepted(attempts)) is not None:
            return verdict
        states: list[StateText] = []
        for subject in subjects:
            states += [(yield from state_of(subject, SUPPRESSED))]
        if (verdict := _judge_orders(life, orders, states)) is not PASSED:
            return verdict
        shown = shown or states[0].told != untouched.told
    if not shown:
        return skipped(f"the events of a mail change nothing in the state, which is {untouched.quoted}")
    return PASSED


def _judge_orders(
    life: Sequence[EventType], orders: Sequence[Sequence[int]], states: Sequence[StateText]
) -> RuleVerdict:
    """Judge the states that the same life ended in; the first and the last are those of the same order."""
    usual, again = states[0], states[-1]
    if usual.told != again.told:
        return _not_alike(usual, again)
    for state, order in zip(states, orders, strict=True):
        if state.told != usual.told:
            there, here = (", ".join(life[place] for place in one) for one in (orders[0], order))
            return failed(f"{there} ends in {usual.quoted}, but {here} in {state.quoted}")
    return PASSED


def _orders(length: int) -> list[tuple[int, ...]]:
    """Return orders of so many events: the right one first and last, between them those that differ most from it."""
    right = tuple(range(length))
    others = [order for order in permutations(right) if order != right]
    step = max(1, len(others) // _MOST)
    return [right, *others[::-1][::step][:_MOST], right]


def _not_alike(one: StateText, other: StateText) -> RuleVerdict:
    told = f"{one.quoted} and {other.quoted}"
    return skipped(
        f"two mails with the same events in the same order end in {told}: let the state say only what must not change"
    )
