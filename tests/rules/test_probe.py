"""What scripts make their requests with."""

from random import Random

import pytest

from maileroo_cli.rules.probe import Probe, ProbeSettings
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE
from maileroo_cli.webhook.signing.body_style import Style
from maileroo_cli.webhook.signing.secret import Secret
from tests.rules.checking import NOW

SETTINGS = ProbeSettings(
    "http://127.0.0.1:1/webhook", Secret("secret", "test"), "c0ffee00", NOW, load_vocabulary(DEFAULT_LOCALE)
)


@pytest.mark.parametrize("kind", [*EventType, "paused"])
@pytest.mark.parametrize("at", [None, 2.0**31 + 5])
def test_an_event_is_its_payload(kind: str, at: float | None) -> None:
    """An event that is written at once has the same bytes as its payload, which may be changed before."""
    at_once, read = (Probe(SETTINGS, Random(7)) for _ in range(2))
    event = at_once.event(kind, at=at)
    assert event == read.encoded(read.payload(kind, at=at))
    assert b'"message_reference_id":"c0ffee00' in event.body


def test_another_style_is_another_spelling() -> None:
    """The same event in another style has the same id and other bytes."""
    go, php = (Probe(SETTINGS, Random(7)).event(style=style) for style in (Style.GO, Style.PHP))
    assert (go.event_id, go.type) == (php.event_id, php.type)
    assert go.body != php.body
