"""What the rules of the family SHAPE send: events that carry the marker, to nobody who could exist."""

import json

import pytest

from maileroo_cli.operation.check.sample import SAMPLE_MARKER, make_sample
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.definition import Family
from maileroo_cli.rules.lesson.catalogue import LESSONS
from maileroo_cli.rules.shape import hostile
from maileroo_cli.rules.shape.hostile import hostile_events
from maileroo_cli.rules.shape.texts import TEXTS
from maileroo_cli.webhook.catalogue.event import EventType
from tests.rules.probing import make_probe

IDS = [name for name, rule in RULES.items() if rule.family is Family.SHAPE]
EVENTS = [name for name in IDS if name < "SHAPE018" or "SHAPE025" <= name <= "SHAPE031"]
TEXTS_SENT = [
    hostile.QUOTES,
    hostile.MARKUP,
    hostile.PLACEHOLDERS,
    hostile.CONTROLS,
    hostile.NUL,
    hostile.LONG,
    hostile.DIRECTIONS,
]


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_carries_the_marker(name: str) -> None:
    """Whatever else is odd about it, it can be found and deleted afterwards."""
    for one in make_sample(RULES[name]).requests:
        assert json.loads(one.request.body)["message_reference_id"].startswith(SAMPLE_MARKER)


def test_every_type_is_sent() -> None:
    """The first eight rules send one type each."""
    kinds = [json.loads(make_sample(RULES[name]).requests[0].request.body)["event_type"] for name in IDS[:8]]
    assert kinds == list(EventType)


@pytest.mark.parametrize("text", TEXTS_SENT, ids=lambda text: ascii(text[:12]))
def test_hostile_text_is_whole_in_every_field(text: str) -> None:
    """It comes through JSON as it is, in the fields that are named, and ids and addresses keep their form."""
    fields = set()
    for event in hostile_events(make_probe(), text):
        written = json.dumps(event.payload)
        assert json.dumps(text)[1:-1] in written
        assert json.dumps(text)[1:-1] not in json.dumps(event.plain)
        assert event.payload["event_type"] == event.plain["event_type"]
        assert event.payload["event_id"].isalnum()
        fields.add(event.fields)
    url = {"original_url"} if text.isprintable() else set()
    assert fields == {"reason", "reject_reason", "user_agent", "tags"} | url


def test_each_rule_has_its_text() -> None:
    """In the order of the rules, and with a lesson that there is."""
    assert list(TEXTS) == IDS
    assert {text.lesson for text in TEXTS.values()} <= set(LESSONS)
