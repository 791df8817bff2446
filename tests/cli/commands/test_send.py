"""``mhook send`` against a receiver that is not ours, and against raw sockets."""

import json
import socket
import threading
from pathlib import Path

import pytest

from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from tests.cli.calling import SECRET, Mhook
from tests.cli.endpoint import Endpoint
from tests.receivers.raw import Peer, Receiver, answering_once, closed_port

FAILED, INPUT, UNREACHABLE = 1, 3, 4


def kinds(endpoint: Endpoint) -> list[str]:
    """Return the type of each event that arrived."""
    return [json.loads(body)["event_type"] for body in endpoint.bodies]


def test_every_type(mhook: Mhook) -> None:
    """Each type arrives once, in order, signed and as JSON; one line tells of each, and then comes the sum."""
    with Endpoint() as endpoint:
        ran = mhook("send", *EventType, "--url", endpoint.url)
    assert ran.code == 0
    assert kinds(endpoint) == list(EventType)
    assert all(one.signed and ("Content-Type", "application/json") in one.headers for one in endpoint.arrived)
    lines = ran.lines
    assert len(lines) == len(EventType) + 3
    for line, body in zip(lines, endpoint.bodies, strict=False):
        event = json.loads(body)
        _clock, kind, identity, status, _time, unit, *verdict = line.split()
        assert (kind, identity, status, unit) == (event["event_type"], event["event_id"], "200", "ms")
        assert " ".join(verdict) == "accepted with 200"
    assert lines[-2] == f"{len(EventType)} sent: {len(EventType)} ok  ({len(EventType)} x 200)"
    assert lines[-1].startswith("min ")


def test_sends_what_generate_makes(mhook: Mhook) -> None:
    """The same seed gives the same bytes, whether they are shown or sent."""
    plan = ["delivered", "opened", "--seed", "5", "--count", "3", "--style", "php"]
    with Endpoint() as endpoint:
        assert mhook("send", *plan, "--url", endpoint.url).code == 0
    assert b"".join(body + b"\n" for body in endpoint.bodies) == mhook("generate", *plan).out


@pytest.mark.parametrize("name", LIFECYCLES)
def test_lifecycle(mhook: Mhook, name: str) -> None:
    """The events of one mail arrive in their order."""
    with Endpoint() as endpoint:
        assert mhook("send", "--lifecycle", name, "--url", endpoint.url).code == 0
    assert kinds(endpoint) == [step.event for step in LIFECYCLES[name].steps]
    times = [json.loads(body)["event_time"] for body in endpoint.bodies]
    assert times == sorted(times)


BODIES: dict[str, tuple[bytes, list[bytes]]] = {
    "one body": (b'{"event_type":"opened"}', [b'{"event_type":"opened"}']),
    "one body with a newline": (b'{"a":1}\n', [b'{"a":1}\n']),
    "a pretty body": (b'{\n  "a": 1\n}\n', [b'{\n  "a": 1\n}\n']),
    "a body a line": (b'{"a":1}\n{"b":2}\r\n\n{"c":3}', [b'{"a":1}', b'{"b":2}', b'{"c":3}']),
}


@pytest.mark.parametrize(("content", "bodies"), BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("source", ["file", "-"])
def test_bodies_of_a_file(mhook: Mhook, tmp_path: Path, content: bytes, bodies: list[bytes], source: str) -> None:
    """A file or the standard input is sent byte for byte, as one body or as a body a line."""
    (tmp_path / "body").write_bytes(content)
    with Endpoint() as endpoint:
        ran = mhook("send", tmp_path / "body" if source == "file" else "-", "--url", endpoint.url, stdin=content)
    assert ran.code == 0
    assert endpoint.bodies == bodies
    assert all(one.signed for one in endpoint.arrived)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"schema":"mhook.capture/1"', "'./records':3: not a capture record"),
        (b'{"schema":"mhook.capture/2"}', "'./records':3: the record's schema is 'mhook.capture/2'"),
        (b"{}", "'./records':3: the record has no mhook schema"),
    ],
)
def test_damaged_captures(
    mhook: Mhook, tmp_path: Path, line: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent of a file of which a record is damaged, and its line is named."""
    monkeypatch.chdir(tmp_path)
    Path("records").write_bytes(mhook("generate", "opened", "--signed").out + b"\n" + line + b"\n")
    with Endpoint() as endpoint:
        ran = mhook("send", "./records", "--url", endpoint.url)
    assert (ran.code, endpoint.arrived) == (INPUT, [])
    assert ran.error.startswith(said)


def test_headers(mhook: Mhook) -> None:
    """A header is added, or replaces ours of the same name."""
    with Endpoint() as endpoint:
        added = ["-H", "X-Trace: 42", "-H", "x-trace:", "-H", "user-agent: curl", "-H", "X-Name:  é "]
        assert mhook("send", "opened", *added, "--url", endpoint.url).code == 0
    (one,) = endpoint.arrived
    assert [value for name, value in one.headers if name.lower() == "user-agent"] == ["curl"]
    assert [value for name, value in one.headers if name.lower() == "x-trace"] == ["42", ""]
    assert ("X-Name", "é".encode().decode("latin-1")) in one.headers


def test_duplicate(mhook: Mhook) -> None:
    """Each event is sent so many times with the same bytes, one after the other."""
    with Endpoint() as endpoint:
        assert mhook("send", "opened", "clicked", "--duplicate", "3", "--url", endpoint.url).code == 0
    first, second = endpoint.bodies[0], endpoint.bodies[3]
    assert endpoint.bodies == [first] * 3 + [second] * 3
    assert first != second


def test_concurrency(mhook: Mhook) -> None:
    """Several at a time, each event arrives exactly once, and every line is whole."""
    with Endpoint() as endpoint:
        plan = ["opened", "--count", "60", "--seed", "1"]
        ran = mhook("send", *plan, "--concurrency", "8", "--url", endpoint.url, "--format", "json")
    assert ran.code == 0
    assert sorted(endpoint.bodies) == sorted(mhook("generate", *plan).out.splitlines())
    *attempts, summary = ran.objects
    assert sorted(one["event_id"] for one in attempts) == sorted(json.loads(one)["event_id"] for one in endpoint.bodies)
    assert (summary["sent"], summary["passed"]) == (60, 60)


def test_pace(mhook: Mhook) -> None:
    """A rate and an interval leave nothing out."""
    with Endpoint() as endpoint:
        ran = mhook("send", "opened", "-n", "5", "--rate", "2000", "--interval", "0.001", "--url", endpoint.url)
    assert (ran.code, len(endpoint.arrived)) == (0, 5)


INSTEAD = "but the receiver answered 401; --expect 401 expects that"


@pytest.mark.parametrize(
    ("status", "expected", "code", "said"),
    [
        (401, "401", 0, "401, as expected"),
        (403, "4xx", 0, "403, as expected"),
        (204, "200|204", 0, "204, as expected"),
        (200, "4xx", FAILED, "expected 4xx, but the receiver answered 200"),
        (500, "200,401", FAILED, "expected 200 or 401, but the receiver answered 500"),
        (401, "refused", FAILED, f"expected a refused connection, {INSTEAD}"),
        (401, "refused,200", FAILED, f"expected refused or 200, {INSTEAD}"),
    ],
)
def test_expectation(mhook: Mhook, status: int, expected: str, code: int, said: str) -> None:
    """``--expect`` alone decides the exit code, and the line says what came instead."""
    with Endpoint(status) as endpoint:
        ran = mhook("send", "opened", "--expect", expected, "--url", endpoint.url, env={"COLUMNS": "160"})
    assert ran.code == code
    assert ran.lines[0].endswith(said)


@pytest.mark.parametrize("status", [201, 202, 204])
def test_other_successes(mhook: Mhook, status: int) -> None:
    """Another 2xx than 200 fails as it would with Maileroo; ``--success 2xx`` lets it pass and tells of the risk."""
    with Endpoint(status, body=b"") as endpoint:
        strict = mhook("send", "opened", "--url", endpoint.url)
        lax = mhook("send", "opened", "--success", "2xx", "--url", endpoint.url, "--format", "json")
    said = f"answered {status}, but Maileroo counts only 200 as success (official)"
    assert (strict.code, said in strict.text) == (FAILED, True)
    assert strict.lines[-1] == "Maileroo would retry this event for 14 hours (8 more times)"
    assert strict.lines[0].endswith(said)
    assert lax.code == 0
    assert lax.objects[0]["risk"].startswith(said)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect(mhook: Mhook, status: int) -> None:
    """A redirect fails and shows its target, which receives nothing."""
    with Endpoint() as other, Endpoint(status, headers=(("Location", other.url),)) as endpoint:
        ran = mhook("send", "opened", "--url", endpoint.url)
    assert ran.code == FAILED
    assert f"answered {status}, a redirect to {other.url}" in ran.text
    assert other.arrived == []


@pytest.mark.parametrize(("status", "said"), [(404, "nothing is at this path"), (500, "the receiver failed")])
def test_failure(mhook: Mhook, status: int, said: str) -> None:
    """An answer that is no success fails and says what to look at."""
    with Endpoint(status) as endpoint:
        ran = mhook("send", "opened", "--url", endpoint.url)
    assert ran.code == FAILED
    assert f"answered {status}: {said}" in ran.text


def test_many_failures(mhook: Mhook) -> None:
    """After many lines each reason is told once more, with how often it came."""
    with Endpoint(500) as endpoint:
        ran = mhook("send", "opened", "-n", "12", "--url", endpoint.url, env={"COLUMNS": "60"})
    assert ran.code == FAILED
    assert "12 sent: 0 ok, 12 failed  (12 x 500)" in ran.lines
    assert not any(line.startswith("  and ") for line in ran.lines)
    reason = ran.text[ran.text.index("12 x answered 500: the receiver failed") :]
    assert all(len(line) <= 60 for line in reason.splitlines())


def test_many_different_answers(mhook: Mhook) -> None:
    """The sum names eight of them, and counts the others; of the reasons five."""
    statuses = iter(range(500, 512))

    def behave(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % next(statuses))

    with Receiver(behave) as receiver:
        ran = mhook("send", "opened", "-n", "12", "--url", receiver.url)
    at = ran.lines.index("12 sent: 0 ok, 12 failed")
    assert ran.lines[at + 1].endswith(", 1 x 507, and 4 more)")
    assert "  and 7 more, in the lines above" in ran.lines


def test_refused(mhook: Mhook) -> None:
    """Where nothing listens, the line says so and the exit code is that of an unreachable receiver."""
    port = closed_port()
    ran = mhook("send", "opened", "clicked", "--url", f"http://127.0.0.1:{port}/")
    assert ran.code == UNREACHABLE
    assert [line.split()[3] for line in ran.lines[:2]] == ["refused", "refused"]
    assert "Maileroo" not in ran.text
    assert f"nothing listens on 127.0.0.1:{port}: is the receiver running?" in ran.text
    assert mhook("send", "opened", "--expect", "refused", "--url", f"http://127.0.0.1:{port}/").code == 0


def test_unknown_name(mhook: Mhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that nobody knows is told apart."""

    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    ran = mhook("send", "opened", "--url", "http://nowhere.invalid/webhook")
    assert ran.code == UNREACHABLE
    assert "cannot find the host nowhere.invalid: check the URL" in ran.text


def test_reset_is_a_failure(mhook: Mhook) -> None:
    """A receiver that hangs up was reached, so it failed."""
    with Receiver(answering_once(b"")) as receiver:
        ran = mhook("send", "opened", "--url", receiver.url)
    assert ran.code == FAILED
    assert "closed the connection without an answer" in ran.text


def test_wait_for_a_late_receiver(mhook: Mhook) -> None:
    """``--wait-for`` waits until the receiver accepts connections, and then sends."""
    with Endpoint(started=False) as endpoint:
        timer = threading.Timer(0.15, endpoint.start)
        timer.start()
        ran = mhook("send", "opened", "--wait-for", "20", "--url", endpoint.url)
        timer.join()
    assert (ran.code, len(endpoint.arrived)) == (0, 1)


def test_wait_in_vain(mhook: Mhook) -> None:
    """Where the receiver never comes, nothing is tried and one error says how long was waited."""
    port = closed_port()
    ran = mhook("send", "opened", "--wait-for", "0.12", "--url", f"http://127.0.0.1:{port}/")
    assert (ran.code, ran.out) == (UNREACHABLE, b"")
    assert ran.error.startswith(f"waited 0.12 s: nothing listens on 127.0.0.1:{port}: is the receiver running?")


def test_dry_run_shows_the_bytes_that_are_sent(mhook: Mhook) -> None:
    """What is shown is what a socket receives, byte for byte."""
    with Receiver() as receiver:
        words = ["clicked", "--seed", "3", "-H", "X-Trace: é", "--url", f"{receiver.url}?a=1"]
        shown = mhook("send", *words, "--dry-run")
        assert (shown.code, receiver.requests) == (0, [])
        assert mhook("send", *words).code == 0
    assert receiver.requests == [shown.out]


def test_dry_run_can_be_verified(mhook: Mhook) -> None:
    """Several requests that are shown can be read again, and each is signed."""
    shown = mhook("send", "--lifecycle", "engaged", "--url", "http://a.test/", "--dry-run")
    ran = mhook("verify", "-", stdin=shown.out)
    assert ran.code == 0
    assert ran.lines[-1] == f"{len(LIFECYCLES['engaged'].steps)} requests: {len(LIFECYCLES['engaged'].steps)} valid"


def test_dry_run_as_json(mhook: Mhook) -> None:
    """As JSON each request is an object whose keys stay."""
    words = ["--url", "http://a.test/x", "--dry-run", "-f", "json", "--raw-body"]
    (shown,) = mhook("send", "-", *words, stdin=b"\xff").objects
    assert list(shown) == ["schema", "method", "url", "headers", "body", "body_base64", "bad_signature"]
    assert (shown["schema"], shown["method"], shown["url"]) == ("mhook.request/1", "POST", "http://a.test/x")
    assert (shown["body"], shown["body_base64"]) == (None, "/w==")


def test_show_response(mhook: Mhook) -> None:
    """The answer's status, headers and body are shown under its line, no more of it than a screen."""
    with Endpoint(headers=(("X-Answer", "yes"),), body=b"one\r\ntwo\n") as endpoint:
        ran = mhook("send", "opened", "--show-response", "--url", endpoint.url)
        (attempt, _) = mhook("send", "opened", "--show-response", "--url", endpoint.url, "-f", "json").objects
    assert "    HTTP 200" in ran.lines
    assert "    X-Answer: yes" in ran.lines
    assert ran.lines[-3:] == ["", "    one", "    two"]
    assert attempt["response"]["body"] == "one\r\ntwo\n"
    assert ["X-Answer", "yes"] in attempt["response"]["headers"]
    assert attempt["response"]["truncated"] is False
    with Endpoint(body=b"line\n" * 100) as endpoint:
        assert mhook("send", "opened", "--show-response", "--url", endpoint.url).lines.count("    line") == 40
    with Endpoint(body=b"x" * 100_000) as endpoint:
        assert mhook("send", "opened", "--show-response", "--url", endpoint.url).lines[-1] == "    …"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ([], []),
        (["--show-response", "none"], []),
        (["--show-response", "failed"], ["500"]),
        (["--show-response=failed"], ["500"]),
        (["--show-response", "all"], ["200", "500"]),
        (["--show-response"], ["200", "500"]),
    ],
    ids=" ".join,
)
def test_of_which_attempts_the_answer_is_shown(mhook: Mhook, words: list[str], shown: list[str]) -> None:
    """Answers are shown of all attempts, of those that failed, or of none; the option alone means all."""
    statuses = iter([200, 500] * 2)

    def behave(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(b"HTTP/1.1 %d X\r\nContent-Length: 2\r\n\r\nno" % next(statuses))

    with Receiver(behave) as receiver:
        ran = mhook("send", "opened", "clicked", *words, "--url", receiver.url)
        told = mhook("send", "opened", "clicked", *words, "--url", receiver.url, "--format", "json")
    assert [line.split()[1] for line in ran.lines if line.startswith("    HTTP ")] == shown
    assert [str(one["status"]) for one in told.objects if one.get("response")] == shown


@pytest.mark.parametrize("before", [True, False])
def test_show_response_alone_takes_no_event_type(mhook: Mhook, before: bool) -> None:
    """A word after the option that is none of its values is what it would be without the option."""
    with Endpoint() as endpoint:
        words = ["--show-response", "opened"] if before else ["opened", "--show-response"]
        ran = mhook("send", *words, "--url", endpoint.url)
    assert (ran.code, kinds(endpoint)) == (0, ["opened"])
    assert "    HTTP 200" in ran.lines


BODY_LINES: dict[str, tuple[bytes, str]] = {
    "text": (b"\r\n  no such secret \nat line 7", "no such secret"),
    "page": (b"<!DOCTYPE html>\n<title>KeyError</title><p>x", "KeyError"),
    "signature": (b'{"expected": "' + b"9f" * 32 + b'"}', '{"expected": "…"}'),
    "escape": (b"\x1b[2Jgone", "\\x1b[2Jgone"),
    "long": (b"x" * 500, "x" * 199 + "…"),
}


@pytest.mark.parametrize(("body", "said"), BODY_LINES.values(), ids=BODY_LINES.keys())
def test_what_the_receiver_says_of_a_failure(mhook: Mhook, body: bytes, said: str) -> None:
    """Below a failed attempt is the line of its answer that says most, harmless and without signatures."""
    with Endpoint(500, body=body) as endpoint:
        ran = mhook("send", "opened", "--url", endpoint.url)
        accepted = mhook("send", "opened", "--expect", "500", "--url", endpoint.url)
    assert ran.lines[1].strip() == f"answer: {said}"
    assert not any("answer:" in line for line in accepted.lines)


def test_an_empty_answer_says_nothing(mhook: Mhook) -> None:
    """A failed attempt without a body in its answer is told in its line alone."""
    with Endpoint(500, body=b"") as endpoint:
        assert len(mhook("send", "opened", "--url", endpoint.url).lines) == 2


def test_an_answer_never_shows_the_secret(mhook: Mhook) -> None:
    """A receiver that tells its secret in an answer does not have it printed."""
    with Endpoint(500, body=f"KeyError in secret={SECRET}".encode()) as endpoint:
        ran = mhook("send", "opened", "--show-response", "failed", "--url", endpoint.url)
        short = mhook("send", "opened", "--url", endpoint.url)
    assert "secret=" in ran.text
    assert "secret=" in short.text


def test_the_retries_are_told_once(mhook: Mhook) -> None:
    """How long Maileroo would go on is in the sum, for as many events as it is true of, and on no line."""
    with Endpoint(503) as endpoint:
        ran = mhook("send", "opened", "clicked", "failed", "--url", endpoint.url)
    assert ran.text.count("Maileroo would retry") == 1
    assert ran.lines[-1] == "Maileroo would retry each of these events for 14 hours (8 more times)"


def test_quiet(mhook: Mhook) -> None:
    """``--quiet`` leaves out what was accepted: failures, risks and the sum stay, in every format."""
    statuses = iter([200, 500, 200] * 3)

    def behave(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % next(statuses))

    words = ["send", "opened", "clicked", "accepted", "--quiet"]
    with Receiver(behave) as receiver:
        text = mhook(*words, "--url", receiver.url)
        told = mhook(*words, "--url", receiver.url, "--format", "json")
        cases = mhook(*words, "--url", receiver.url, "--format", "junit")
    assert text.lines[0].split()[1] == "clicked"
    assert text.lines[1:3] == ["", "3 sent: 2 ok, 1 failed  (2 x 200, 1 x 500)"]
    assert [one.get("event_type") for one in told.objects] == ["clicked", None]
    assert (cases.text.count("<testcase"), 'tests="1" failures="1"' in cases.text) == (1, True)


def test_quiet_with_a_risk_and_without(mhook: Mhook) -> None:
    """What is accepted at a risk is shown; where nothing is, the sum alone is."""
    with Endpoint(202, body=b"") as endpoint:
        risky = mhook("send", "opened", "-q", "--success", "2xx", "--url", endpoint.url)
    with Endpoint() as endpoint:
        good = mhook("send", "opened", "-q", "--url", endpoint.url)
    assert "Maileroo counts only 200" in risky.lines[0]
    assert good.lines == ["", "1 sent: 1 ok  (1 x 200)"]


def test_json(mhook: Mhook) -> None:
    """An attempt and the sum are objects; what was not asked for is null."""
    with Endpoint() as endpoint:
        attempt, summary = mhook("send", "opened", "--url", endpoint.url, "--format", "json").objects
    assert (attempt["bad_signature"], attempt["bad_signature_handling"], summary["bad_signature_counts"]) == (
        None,
        None,
        {},
    )
    assert (attempt["schema"], summary["schema"]) == ("mhook.attempt/2", "mhook.send-summary/2")
    assert (attempt["outcome"], attempt["status"], attempt["ok"]) == ("answered", 200, True)
    assert summary["answer_counts"] == {"200": 1}
    assert summary["duration_min_ms"] == summary["duration_p50_ms"] == summary["duration_max_ms"] > 0
    assert (summary["duration_p90_ms"], summary["duration_p99_ms"]) == (None, None)


def test_json_of_an_unreachable_receiver(mhook: Mhook) -> None:
    """Without an answer there is no status, and the sum tells the exit code."""
    url = f"http://127.0.0.1:{closed_port()}/"
    attempt, summary = mhook("send", "opened", "--url", url, "--format", "json").objects
    assert (attempt["outcome"], attempt["status"], attempt["ok"]) == ("refused", None, False)
    assert (summary["failed"], summary["exit_code"], summary["answer_counts"]) == (1, UNREACHABLE, {"refused": 1})


def test_unknown_authority_file(mhook: Mhook, tmp_path: Path) -> None:
    """A file of authorities that cannot be used ends the run before anything is sent."""
    ran = mhook("send", "opened", "--cacert", tmp_path / "none.pem", "--url", "https://127.0.0.1:9/")
    assert (ran.code, ran.out) == (INPUT, b"")
    assert "none.pem" in ran.error
