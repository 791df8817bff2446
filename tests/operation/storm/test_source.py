"""The requests of a storm as the engine gets them, on a clock that jumps: when the forecast has them, and signed."""

import hashlib
import hmac
import json

import pytest

from maileroo_cli.delivery.load.request import ReadyRequest
from maileroo_cli.delivery.storm.attempts import attempt_times
from maileroo_cli.delivery.storm.live.attempts import StormAttempts
from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.operation.storm.source import StormSource
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.secret import Secret
from tests.delivery.storm.played import events_of, make_plan

_PLAN = make_plan(after=100.0, drain=True, lost_answers=0, header_names=("X-Trace",))


def _drive(plan: StormPlan, status: int = 200) -> tuple[list[ReadyRequest], StormAttempts]:
    """Answer each request as soon as it is due."""
    attempts = StormAttempts(plan, events_of(plan))
    source = StormSource(attempts, parse_target(plan.url), Secret("s3cret"), headers=(("X-Trace", "42"),))
    sent, now = [], 0.0
    while not source.is_over:
        asked = source.fill(now)
        while source.queue:
            request = source.queue.popleft()
            assert request[1] <= now + 1e-9
            sent.append(request)
            source.ended(request, request[1], request[1] + 0.001, status)
        now = max(now, asked or 0.0) + 1e-9  # a clock never stands still
    return sent, attempts


def test_an_open_storm_without_sockets_equals_its_forecast() -> None:
    """Event by event, each request is due in real seconds when the forecast has its accepted attempt."""
    sent, attempts = _drive(_PLAN)
    due = {json.loads(request[5].partition(b"\r\n\r\n")[2])["event_id"]: request[1] for request in sent}
    for event in events_of(_PLAN):
        expected = attempt_times(_PLAN.sent, event.time, event.place)
        assert expected.accepted
        assert due.pop(event.event_id) == pytest.approx(_PLAN.real(expected.times[-1]), abs=1e-6)
    assert not due
    assert attempts.tally.accepted == attempts.tally.events == len(sent)


def test_requests_are_whole_and_signed() -> None:
    """Each is a POST whose signature is that of its body; the user's headers are with it."""
    sent, _ = _drive(_PLAN)
    for request in sent[:20]:
        head, _, body = request[5].partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:])
        assert lines[0] == "POST /webhook HTTP/1.1"
        assert headers["x-maileroo-signature"] == hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
        assert (headers["Host"], headers["X-Trace"]) == ("127.0.0.1:9", "42")
        assert int(headers["Content-Length"]) == len(body)
    assert len({request[0] for request in sent}) == len(sent)


def test_what_fails_comes_again_with_the_same_bytes() -> None:
    """In a closed storm the retries of an event are its first request again."""
    sent, attempts = _drive(make_plan(closed=True, after=50.0, drain=True), 503)
    bytes_of: dict[str, set[bytes]] = {}
    for request in sent:
        event_id = json.loads(request[5].partition(b"\r\n\r\n")[2])["event_id"]
        bytes_of.setdefault(event_id, set()).add(request[5])
    assert len(sent) > len(bytes_of)
    assert all(len(one) == 1 for one in bytes_of.values())
    assert attempts.tally.given_up == attempts.tally.events


def test_what_is_broken_off_is_unknown() -> None:
    """Such an attempt is no failure and no success."""
    attempts = StormAttempts(_PLAN, events_of(_PLAN))
    source = StormSource(attempts, parse_target(_PLAN.url), Secret("s3cret"))
    source.fill(1.0)
    for request in tuple(source.queue):
        source.broken_off(request, 1.0)
    assert attempts.tally.unfinished == len(source.queue) == attempts.tally.pending > 0
