"""The order in which the events of mails are sent: each mail's own is kept, and others go between them."""

import json
from collections import defaultdict

import pytest

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate
from maileroo_cli.delivery.load.mails import OrderedEvent, order_events
from maileroo_cli.delivery.load.plan import DEFAULT_MIX, LoadPlan
from maileroo_cli.webhook.generation.lifecycle import find_lifecycle
from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.stream import EncodedEvent, stream
from maileroo_cli.webhook.generation.traffic import parse_mix
from tests.sample_vocabulary import VOCABULARY

COUNT = 4_000


def ordered(mix: str = "", lifecycle: str = "", types: tuple[str, ...] = (), count: int = COUNT) -> list[OrderedEvent]:
    """Return the events of a plan in the order in which they are sent."""
    plan = LoadPlan("", ArrivalPlan(Rate(100), count, 40.0), types=types, mix=mix, lifecycle=lifecycle)
    life = find_lifecycle(lifecycle) if lifecycle else None
    wanted = Plan(types=types, lifecycle=life, mix=parse_mix(mix) if mix else None, count=count, seed=3)
    order = order_events(stream(wanted, VOCABULARY, lambda: 0.0), plan)
    return [order.take(index) for index in range(count)]


PLANS = pytest.mark.parametrize(("mix", "lifecycle"), [(DEFAULT_MIX, ""), ("", "engaged")], ids=["mix", "lifecycle"])


@PLANS
def test_each_mail_keeps_its_order(mix: str, lifecycle: str) -> None:
    """An event comes after the one that was made before it; in a lifecycle it waits for it, and has the same owner."""
    mails = defaultdict(list)
    for index, (body, owner, after) in enumerate(ordered(mix, lifecycle)):
        event = json.loads(body)
        mails[event["message_reference_id"]].append((event["event_time"], index, owner, after))
    assert max(map(len, mails.values())) > 1
    for sent in mails.values():
        assert [one[0] for one in sent] == sorted(one[0] for one in sent)
        if mix:
            assert all((owner, after) == (index, -1) for _, index, owner, after in sent)
            continue
        assert len({owner for _, _, owner, _ in sent}) == 1
        assert [after for *_, after in sent] == [-1, *(index for _, index, _, _ in sent[:-1])]
    assert len({sent[0][2] for sent in mails.values()}) == len(mails)


@PLANS
def test_events_of_a_mail_lie_apart(mix: str, lifecycle: str) -> None:
    """About a twentieth of the run lies between two of them, so that the first is answered when the second is due."""
    latest: dict[str, int] = {}
    gaps = []
    for index, (body, _, _) in enumerate(ordered(mix, lifecycle)):
        mail = json.loads(body)["message_reference_id"]
        if mail in latest:
            gaps.append(index - latest[mail])
        latest[mail] = index
    assert min(gaps) >= COUNT // 20 // 2


def test_the_same_events_are_sent_as_are_made() -> None:
    """What is held back comes later: no event of the stream's beginning is left out or sent twice."""
    count = 1_000
    sent = [body for body, _, _ in ordered(lifecycle="delivered", count=count)]
    made = stream(Plan(lifecycle=find_lifecycle("delivered"), count=count, seed=3), VOCABULARY, lambda: 0.0)
    assert len(set(sent)) == count
    assert set(sent) <= {event.body for event in made}


def test_single_events_come_as_they_are_made() -> None:
    """With event types each is of a mail of its own: it follows none, and its place is its owner."""
    assert [(owner, after) for _, owner, after in ordered(types=("delivered", "opened"), count=4)] == [
        (0, -1),
        (1, -1),
        (2, -1),
        (3, -1),
    ]


def test_a_mail_that_never_ends_is_held_back_only_so_far() -> None:
    """Events without end of one mail come in their order, each after the one before, and memory stays bounded."""
    count = 300
    bodies = [
        b'{"event_data":{"to":"somebody@example.com"},"event_id":"1","message_reference_id":"one","n":%d}' % n
        for n in range(60_000)
    ]
    plan = LoadPlan("", ArrivalPlan(Rate(100), 100_000, 1.0), lifecycle="endless")
    order = order_events((EncodedEvent("opened", "", 0, body) for body in bodies), plan)
    found = [order.take(index) for index in range(count)]
    assert [body for body, _, _ in found] == bodies[:count]
    assert [after for _, _, after in found] == list(range(-1, count - 1))


def test_an_event_without_a_reference_is_a_mail_of_its_own() -> None:
    """A lifecycle of the user's own may take the field away."""
    plan = LoadPlan("", ArrivalPlan(Rate(100), 100, 1.0), lifecycle="own")
    order = order_events((EncodedEvent("opened", "", 0, b"{}") for _ in range(3)), plan)
    assert [order.take(index)[1:] for index in range(3)] == [(0, -1), (1, -1), (2, -1)]
