"""Pairs of a mail in the wrong order: counted as a naive count has them, and their mails kept to be asked about."""

from itertools import combinations
from random import Random

from maileroo_cli.delivery.storm.live.events import StormEvent
from maileroo_cli.delivery.storm.live.order import AcceptedOrder
from maileroo_cli.delivery.storm.scenario import Scenario
from tests.delivery.storm.played import SHORT, events_of, make_plan

_PLAN = make_plan(Scenario(SHORT, 1.0, 100.0, mix="multi-recipient=1,delivered=1,suppressed=1"), after=100.0)


def _shuffled(seed: int) -> list[StormEvent]:
    events = list(events_of(_PLAN))
    Random(seed).shuffle(events)
    return events


def test_pairs_are_counted_as_a_naive_count_has_them() -> None:
    """Of all pairs of events of one mail those of which the later one came first."""
    for seed in range(3):
        order, events = AcceptedOrder(), _shuffled(seed)
        for event in events:
            order.accept(event)
        pairs = [(one, other) for one, other in combinations(events, 2) if one.mail.number == other.mail.number]
        assert order.pairs == len(pairs)
        assert order.reversed_pairs == sum(one.step > other.step for one, other in pairs) > 0


def test_whole_mails_are_kept() -> None:
    """A mail is kept once each of its events was accepted: as one out of order, or as one to compare with."""
    order, events = AcceptedOrder(), _shuffled(1)
    for event in events:
        order.accept(event)
    assert order.sampled()
    for sample in order.sampled():
        assert not sample.in_order
        assert sorted(sample.arrived) == sorted(str(step.event) for step in sample.mail.life.steps)
    straight = AcceptedOrder()
    for event in events_of(_PLAN):
        straight.accept(event)
    assert not straight.sampled()
    assert len(straight.references("delivered")) == 4
    assert all(sample.in_order for sample in straight.references("delivered"))
    assert not straight.references("suppressed")
