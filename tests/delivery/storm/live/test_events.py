"""The events of a storm: distinct, in the order of each mail's life, exactly when they are to happen."""

import json
from collections import defaultdict

from tests.delivery.storm.played import events_of, make_plan


def test_the_same_plan_gives_the_same_bytes() -> None:
    """A storm that goes on makes the events of the one that was broken off."""
    first, second = (list(events_of(make_plan())) for _ in range(2))
    assert first == second
    assert len({one.event_id for one in first}) == len(first)


def test_other_ids_change_no_decision() -> None:
    """Times, lives and steps come from the seed; no id is that of another storm."""
    one, other = list(events_of(make_plan())), list(events_of(make_plan(ids=1)))
    decided = [
        [(event.time, event.mail.life, event.step, event.mail.number) for event in events] for events in (one, other)
    ]
    assert decided[0] == decided[1]
    assert not {event.event_id for event in one} & {event.event_id for event in other}
    assert not {event.mail.reference_id for event in one} & {event.mail.reference_id for event in other}


def test_events_say_when_they_happen_and_in_order() -> None:
    """The ``event_time`` of a body is the moment in the plan, and of two events of a mail never the same."""
    plan = make_plan()
    mails = defaultdict(list)
    for event in events_of(plan):
        body = json.loads(event.body)
        assert body["event_time"] == plan.start + int(event.time // 1)
        assert body["event_id"] == event.event_id
        assert body["message_reference_id"] == event.mail.reference_id
        assert body["event_type"] == str(event.mail.life.steps[event.step].event)
        mails[event.mail.number].append(body["event_time"])
    assert any(len(times) > 1 for times in mails.values())
    for times in mails.values():
        assert times == sorted(set(times))


def test_a_mail_names_its_recipient() -> None:
    """Who asks for the state of a mail asks for the address that is in its events."""
    for event in events_of(make_plan()):
        to = json.loads(event.body)["event_data"]["to"]
        assert event.mail.recipient in to
