"""From events to requests: signed once, the same bytes in every copy."""

import hashlib
import hmac

import pytest

from maileroo_cli.delivery.attempt.requests import RequestTemplate, build_requests
from maileroo_cli.webhook.generation.stream import EncodedEvent
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER
from maileroo_cli.webhook.signing.tamper import BadSignature

SECRET = Secret("k")
EVENTS = [EncodedEvent("opened", "1", 0, b"one"), EncodedEvent("clicked", "2", 0, b"\xff")]


def test_requests() -> None:
    """Each event becomes a request that carries its very bytes and their signature."""
    sent = list(build_requests(EVENTS, RequestTemplate("http://a.test/x", SECRET, (("X", "y"),))))
    assert [(one.event_type, one.event_id) for one in sent] == [("opened", "1"), ("clicked", "2")]
    for one, event in zip(sent, EVENTS, strict=True):
        assert one.request.body is event.body
        assert (one.request.method, one.request.url) == ("POST", "http://a.test/x")
        right = hmac.new(b"k", event.body, hashlib.sha256).hexdigest()
        assert header_values(one.request.headers, SIGNATURE_HEADER) == [right]
        assert one.request.headers[-1] == ("X", "y")


def test_copies() -> None:
    """Copies follow one another and are one request."""
    sent = list(build_requests(EVENTS, RequestTemplate("http://a.test/", SECRET, copies=3)))
    assert [one.event_id for one in sent] == ["1", "1", "1", "2", "2", "2"]
    assert sent[0].request is sent[2].request


@pytest.mark.parametrize("kind", BadSignature)
def test_bad_signatures(kind: BadSignature) -> None:
    """A bad signature replaces the good one."""
    (sent,) = build_requests(EVENTS[:1], RequestTemplate("http://a.test/", SECRET, bad_signatures=(kind,)))
    values = header_values(sent.request.headers, SIGNATURE_HEADER)
    assert len(values) == {BadSignature.MISSING: 0, BadSignature.DOUBLED: 2}.get(kind, 1)
    assert values != [hmac.new(b"k", b"one", hashlib.sha256).hexdigest()]


def test_several_bad_signatures() -> None:
    """Each event goes out with each kind in turn, so many times as there are copies."""
    kinds = (BadSignature.MISSING, BadSignature.EMPTY)
    sent = list(build_requests(EVENTS, RequestTemplate("http://a.test/", SECRET, bad_signatures=kinds, copies=2)))
    assert [one.bad_signature for one in sent] == [kinds[0], kinds[0], kinds[1], kinds[1]] * 2
    assert [one.event_id for one in sent] == ["1"] * 4 + ["2"] * 4


def test_events_are_taken_as_they_are_needed() -> None:
    """A stream of any length is not read ahead."""
    taken = []

    def endless() -> "object":
        while True:
            taken.append(1)
            yield EVENTS[0]

    requests = build_requests(endless(), RequestTemplate("http://a.test/", SECRET))  # type: ignore[arg-type]
    next(requests)
    assert len(taken) == 1
