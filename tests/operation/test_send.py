"""Sending from Python: attempts as they are made, judged, and their sum; and the events and bytes that are sent."""

from pathlib import Path

import pytest

from maileroo_cli.delivery.attempt.expected_outcome import parse_expected_outcome
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Outcome, Phase
from maileroo_cli.delivery.attempt.requests import RequestTemplate, build_requests
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.attempts.summary import SendSummary
from maileroo_cli.operation.events import MadeEvents, WantedEvents, make_events, names_a_file
from maileroo_cli.operation.generate import EventLayout, encode_events
from maileroo_cli.operation.outgoing import read_file
from maileroo_cli.operation.send import Endpoint, SendPace, SendTerms, prepare, send
from maileroo_cli.operation.sign import sign_file
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.body_style import Style
from maileroo_cli.webhook.signing.secret import MASK, Secret
from maileroo_cli.webhook.signing.signature import sign
from maileroo_cli.webhook.signing.tamper import BadSignature
from tests.cli.calling import SECRET
from tests.cli.endpoint import Endpoint as Receiver
from tests.encoded import encoded
from tests.operation.judging import judged

KEY = Secret(SECRET, "test")


def test_from_python() -> None:
    """Three lines send a signed event and say whether it was accepted."""
    with Receiver() as receiver:
        requests = build_requests([encoded("delivered", seed=1)], RequestTemplate(receiver.url, KEY))
        run = send(requests, Endpoint(parse_target(receiver.url)))
        (one,) = run
    assert (one.judgement.ok, one.attempt.status, run.summary.exit_code) == (True, 200, ExitCode.OK)
    assert [arrived.signed for arrived in receiver.arrived] == [True]


@pytest.mark.parametrize(
    ("checks", "code"), [(True, ExitCode.OK), (False, ExitCode.FAILED)], ids=["checks", "careless"]
)
def test_a_forged_signature(checks: bool, code: ExitCode) -> None:
    """A receiver that refuses a bad signature is right; one that accepts it has failed, whatever it answers else."""
    forged = BadSignature.FLIPPED_BIT
    with Receiver(checks=checks) as receiver:
        made = make_events(WantedEvents(types=("opened", "clicked"), seed=2), print)
        requests = build_requests(made.events, RequestTemplate(receiver.url, KEY, bad_signatures=(forged,)))
        run = send(requests, Endpoint(parse_target(receiver.url)))
        sentences = {one.judgement.sentence for one in run}
    assert (made.total, run.summary.sent, run.summary.exit_code) == (2, 2, code)
    assert sentences == {
        "refused with 401, as it should be"
        if checks
        else "accepted a bad signature (flipped-bit): anybody could send such an event; the receiver has to answer 401"
    }


def test_several_at_a_time() -> None:
    """With a pace of its own each request is sent once, and what was expected decides."""
    with Receiver(500) as receiver:
        made = make_events(WantedEvents(mix="delivered=1", number=20, seed=3), print)
        requests = build_requests(made.events, RequestTemplate(receiver.url, KEY))
        terms = SendTerms(Success.STRICT, parse_expected_outcome("5xx"))
        run = send(requests, Endpoint(parse_target(receiver.url)), terms, SendPace(concurrency=4))
        assert all(one.judgement.ok for one in run)
    assert run.summary.sent == len(receiver.arrived) > 20
    assert run.summary.answers == {"500": run.summary.sent}


def test_a_secret_that_was_sent_is_hidden() -> None:
    """Where a receiver repeats the secret that it was sent, the attempt holds a mask in its place."""
    with Receiver(checks=False, headers=(("X-Echo", SECRET),), body=SECRET.encode()) as receiver:
        template = RequestTemplate(receiver.url, KEY, bad_signatures=(BadSignature.SECRET_ITSELF,))
        requests = build_requests([encoded("opened", seed=1)], template)
        (one,) = send(requests, Endpoint(parse_target(receiver.url)), hidden=KEY)
    assert (one.attempt.body, dict(one.attempt.headers)["X-Echo"]) == (MASK.encode(), MASK)


def test_nothing_is_sent_by_preparing() -> None:
    """Prepared requests are the very bytes that would go over the wire."""
    event = encoded("opened", seed=1)
    target = parse_target("http://127.0.0.1:1/hook")
    (one,) = prepare(build_requests([event], RequestTemplate(target.url, KEY)), target)
    assert one.wire.startswith(b"POST /hook HTTP/1.1\r\n")
    assert one.wire.endswith(b"\r\n\r\n" + event.body)
    assert sign(event.body, KEY).encode() in one.wire


REACHED: list[tuple[Outcome, Phase, int | None, ExitCode]] = [
    (Outcome.ANSWERED, Phase.READING, 200, ExitCode.OK),
    (Outcome.ANSWERED, Phase.READING, 500, ExitCode.FAILED),
    (Outcome.RESET, Phase.WAITING, None, ExitCode.FAILED),
    (Outcome.GARBAGE, Phase.READING, None, ExitCode.FAILED),
    (Outcome.TIMEOUT, Phase.WAITING, None, ExitCode.FAILED),
    (Outcome.TIMEOUT, Phase.CONNECTING, None, ExitCode.UNREACHABLE),
    (Outcome.TIMEOUT, Phase.SECURING, None, ExitCode.UNREACHABLE),
    (Outcome.REFUSED, Phase.CONNECTING, None, ExitCode.UNREACHABLE),
    (Outcome.DNS, Phase.CONNECTING, None, ExitCode.UNREACHABLE),
    (Outcome.TLS, Phase.SECURING, None, ExitCode.UNREACHABLE),
    (Outcome.UNREACHABLE, Phase.CONNECTING, None, ExitCode.UNREACHABLE),
]


@pytest.mark.parametrize(("outcome", "phase", "status", "code"), REACHED)
def test_exit_code(outcome: Outcome, phase: Phase, status: int | None, code: ExitCode) -> None:
    """A receiver that was never reached has its own exit code; one that failed once it was reached has failed."""
    summary = SendSummary()
    summary.add(judged(outcome, phase, status))
    assert summary.exit_code is code
    summary.add(judged(Outcome.REFUSED))
    expected = ExitCode.UNREACHABLE if code is ExitCode.UNREACHABLE else ExitCode.FAILED
    assert summary.exit_code is expected


def test_bodies_of_a_file(tmp_path: Path) -> None:
    """A file's bodies are taken as they are; words are a file where one of them looks like one."""
    file = tmp_path / "body.json"
    file.write_bytes(b'{"event_type":"opened","event_id":"e1"}')
    assert names_a_file([str(file)])
    assert not names_a_file(["opened", "clicked"])
    made = read_file(str(file), print)
    assert isinstance(made, MadeEvents)
    assert (made.total, [event.body for event in made.events]) == (1, [file.read_bytes()])
    with pytest.raises(UsageError, match="both a file and something else"):
        names_a_file(["opened", str(file)])


def test_events_as_bytes() -> None:
    """One bare body, a body a line, or capture records; a style of several lines fits one body alone."""
    events = [encoded("opened", seed=number) for number in (1, 2)]
    assert list(encode_events(events[:1], EventLayout(single=True))) == [events[0].body]
    assert list(encode_events(events, EventLayout(single=False))) == [one.body + b"\n" for one in events]
    records = list(encode_events(events, EventLayout(single=False, secret=KEY)))
    assert all(record.startswith(b'{"schema":"mhook.capture/1"') for record in records)
    with pytest.raises(UsageError, match="several lines"):
        encode_events(events, EventLayout(single=False, style=Style.PRETTY))


def test_signing_a_file(tmp_path: Path) -> None:
    """The bytes of a file are signed as they are, a newline at their end included, which is told."""
    file = tmp_path / "body.json"
    file.write_bytes(b"{}\n")
    signed = sign_file(str(file), KEY)
    assert (signed.file, signed.signature, signed.ends_in_newline) == (str(file), sign(b"{}\n", KEY), True)
