"""``mhook send`` and ``mhook replay`` of a file: requests as they came, bodies, anything else."""

import gzip
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import SECRET, VARIABLE, Mhook
from tests.cli.endpoint import Arrived, Endpoint
from tests.cli.store import captured, event, fill, signature
from tests.receivers.raw import Receiver

USAGE, INPUT = 2, 3
ONE, TWO = event(1), event(2, "opened")
SIGNATURE = "x-maileroo-signature"


def har(*entries: dict[str, Any]) -> bytes:
    """Return a HAR."""
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}}, indent=1).encode()


def entry(body: bytes | None, *headers: tuple[str, str], method: str = "POST", **post: object) -> dict[str, Any]:
    """Return an entry of a HAR, signed unless it is said otherwise."""
    request: dict[str, Any] = {"method": method, "url": "https://example.com/other?a=1"}
    request["headers"] = [{"name": name, "value": value} for name, value in headers]
    if body is not None:
        request["postData"] = {"mimeType": "application/json", "text": body.decode(), **post}
    return {"startedDateTime": "2026-01-01T00:00:00.000Z", "request": request}


def signed(body: bytes) -> tuple[tuple[str, str], ...]:
    """Return headers with the signature under the secret of every call."""
    return (("Content-Type", "application/json"), ("X-Trace", "7"), (SIGNATURE, signature(body)))


def http(body: bytes, *headers: tuple[str, str]) -> bytes:
    """Return a raw request."""
    lines = ["POST /other HTTP/1.1", "Host: a.test", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode() + body


def record(body: bytes, *headers: tuple[str, str]) -> bytes:
    """Return a capture record."""
    fields = {"schema": "mhook.capture/1", "id": "r", "time": "", "method": "POST", "target": "/"}
    return json.dumps({**fields, "headers": headers, "body": body.decode()}).encode() + b"\n"


TRACE = b"""> POST / HTTP/1.1\r
> Host: a.test\r
> X-Trace: 7\r
> x-maileroo-signature: %b\r
> Content-Length: 2\r
> \r
""" % signature(b"{}").encode()
FORMATS: dict[str, bytes] = {
    "HAR": har(entry(ONE, *signed(ONE)), entry(TWO, *signed(TWO))),
    "HTTP": http(ONE, *signed(ONE), ("Content-Length", str(len(ONE)))) + b"\n\n### two\n" + http(TWO, *signed(TWO)),
    "records": record(ONE, *signed(ONE)) + record(TWO, *signed(TWO)),
}


def header(arrived: Arrived, name: str) -> list[str]:
    """Return the values of a header that arrived."""
    return [value for key, value in arrived.headers if key.lower() == name]


@pytest.mark.parametrize("content", FORMATS.values(), ids=FORMATS.keys())
@pytest.mark.parametrize("source", ["file", "-"])
def test_captured_requests(
    mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, source: str
) -> None:
    """Each request of the file arrives with its bytes, its headers and its signature; no secret is needed for that."""
    monkeypatch.chdir(tmp_path)
    Path("file").write_bytes(content)
    with Endpoint() as endpoint:
        ran = mhook(
            "send", source if source == "-" else "./file", "--url", endpoint.url, stdin=content, env={VARIABLE: None}
        )
    assert (ran.code, endpoint.bodies) == (0, [ONE, TWO])
    assert all(one.signed and header(one, "x-trace") == ["7"] and one.path == "/webhook" for one in endpoint.arrived)
    name = "the standard input" if source == "-" else "'./file'"
    assert ran.err == f"mhook: note: 2 requests read from {name}; sent unchanged\n"
    assert [line.split()[1] for line in ran.lines[:2]] == ["delivered", "opened"]


def test_a_trace_of_curl(mhook: Mhook, tmp_path: Path) -> None:
    """So does what curl wrote; where it shows no body, the request is named and not sent."""
    fixture = Path(__file__).parents[3] / "fixtures" / "captures" / "curl-trace.txt"
    with Endpoint(checks=False) as endpoint:
        ran = mhook("send", fixture, "--url", endpoint.url)
        assert (ran.code, len(endpoint.arrived), len(header(endpoint.arrived[0], SIGNATURE))) == (0, 4, 1)
        right = [header(one, SIGNATURE) == [signature(one.body, "fixture-secret")] for one in endpoint.arrived]
        assert right == [True, True, True, False]  # as mhook verify says of that file
        (tmp_path / "verbose.txt").write_bytes(TRACE)
        ran = mhook("send", tmp_path / "verbose.txt", "--url", endpoint.url)
    assert (ran.code, len(endpoint.arrived)) == (INPUT, 4)


def test_a_foreign_signature_is_kept(mhook: Mhook) -> None:
    """The signature of another secret is sent as it was, with ``--re-sign`` a new one in its place."""
    content = record(ONE, ("A", "1"), (SIGNATURE, signature(ONE, "other")), ("B", "2"))
    with Endpoint() as endpoint:
        ran = mhook("send", "-", "--url", endpoint.url, stdin=content)
        note, hint = ran.err.splitlines()
        assert (ran.code, note.endswith("1 request read from the standard input; sent unchanged")) == (1, True)
        which = f"the current secret (env:{VARIABLE})"
        assert hint == f"mhook: note: one signature does not verify with {which}; --re-sign makes new ones"
        ran = mhook("send", "-", "--url", endpoint.url, "--re-sign", stdin=content)
    assert (ran.code, ran.err) == (0, "mhook: note: 1 request read from the standard input; signed again\n")
    old, new = endpoint.arrived
    assert (header(old, SIGNATURE), new.signed) == ([signature(ONE, "other")], True)
    assert [name for name, _ in new.headers][1:4] == ["A", SIGNATURE, "B"]


def test_requests_without_a_signature_are_signed(mhook: Mhook) -> None:
    """What has a signature keeps it, what has none gets one, and one note says how many of each there were."""
    content = har(entry(ONE, *signed(ONE)), entry(TWO, ("X-Trace", "7")))
    with Endpoint() as endpoint:
        ran = mhook("send", "-", "--url", endpoint.url, stdin=content)
        assert ran.err == ("mhook: note: 2 requests read from the standard input; 1 sent unchanged, 1 newly signed\n")
        bare = mhook("send", "-", "--url", endpoint.url, stdin=har(entry(TWO)))
        assert bare.err == (
            "mhook: note: 1 request read from the standard input; signed, because it has no signature\n"
        )
        assert mhook("send", "-", "--url", endpoint.url, stdin=content, env={VARIABLE: None}).code == USAGE
    assert (ran.code, bare.code, [one.signed for one in endpoint.arrived]) == (0, 0, [True] * 3)


def test_options_that_apply(mhook: Mhook) -> None:
    """A bad signature is made from the body, a header is added or replaces one, and each is sent as often as asked."""
    content = record(ONE, *signed(ONE))
    with Endpoint() as endpoint:
        words = ["--bad-signature", "uppercase", "-H", "X-Trace: 8", "-H", "X-New: 9", "--duplicate", "2"]
        ran = mhook("send", "-", "--url", endpoint.url, *words, stdin=content)
    assert (ran.code, ran.lines[-1]) == (0, "2 sent: 2 ok  (2 x 401)")
    assert "signed wrongly on purpose (uppercase)" in ran.err
    for one in endpoint.arrived:
        assert header(one, SIGNATURE) == [signature(ONE).upper()]
        assert (header(one, "x-trace"), header(one, "x-new"), one.body) == (["8"], ["9"], ONE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "event_id=1"], "--set cannot change what a file contains"),
        (["--style", "php"], "--style cannot change what a file contains"),
        (
            ["--secret", "env:OTHER"],
            "--secret was given, but each request in the standard input has a signature already",
        ),
    ],
)
def test_options_that_do_not(mhook: Mhook, words: list[str], said: str) -> None:
    """What would change captured requests, or would do nothing, is refused."""
    ran = mhook(
        "send", "-", "--url", "http://127.0.0.1:9/", *words, stdin=record(ONE, *signed(ONE)), env={"OTHER": "x"}
    )
    assert (ran.code, ran.error.startswith(said)) == (USAGE, True)


@pytest.mark.parametrize("option", ["--raw-body", "--re-sign", "--skip-damaged"])
@pytest.mark.parametrize("command", ["send opened", "send --lifecycle engaged", "replay", "replay opened"])
def test_options_of_a_file_without_one(mhook: Mhook, project: Path, command: str, option: str) -> None:
    """What says how a file is read is refused where none was named."""
    ran = mhook(*command.split(), "--url", "http://127.0.0.1:9/", option)
    assert (ran.code, ran.error) == (USAGE, f"{option} is for a file, but no file was named: leave it out")


BROKEN = har(entry(ONE, *signed(ONE)), entry(None, *signed(TWO), ("Content-Length", "9")), {"request": 1})


def test_what_cannot_be_sent(mhook: Mhook) -> None:
    """What is damaged or not whole is named, and nothing is sent; ``--skip-damaged`` sends the rest."""
    with Endpoint() as endpoint:
        ran = mhook("send", "-", "--url", endpoint.url, stdin=BROKEN)
        assert (ran.code, ran.out, endpoint.arrived) == (INPUT, b"", [])
        first, second, error = ran.err.splitlines()
        assert first == "mhook: note: not sent: the standard input, entry 2: the body of 9 bytes is missing"
        assert second.startswith("mhook: note: not sent: the standard input, entry 3: its request cannot be read")
        assert error == (
            "mhook: error: 2 of 3 requests in the standard input cannot be sent: --skip-damaged sends the others"
        )
        ran = mhook("send", "-", "--url", endpoint.url, "--skip-damaged", stdin=BROKEN)
    assert (ran.code, endpoint.bodies) == (0, [ONE])
    assert ran.err.splitlines() == [
        first,
        second,
        "mhook: note: 1 request read from the standard input; sent unchanged",
    ]


def test_nothing_that_can_be_sent(mhook: Mhook) -> None:
    """A file of which no request can be sent is an error, whatever may be skipped."""
    content = har(entry(None, *signed(TWO), ("Content-Length", "9")))
    for words in ([], ["--skip-damaged"]):
        ran = mhook("send", "-", "--url", "http://127.0.0.1:9/", *words, stdin=content)
        assert (ran.code, ran.error) == (
            INPUT, "the standard input, entry 1: the body of 9 bytes is missing: nothing was sent"
        )  # fmt: skip
    ran = mhook("send", "-", "--url", "http://127.0.0.1:9/", stdin=har(entry(None, method="GET")))
    assert (ran.code, ran.error.startswith("there is no request to send in the standard input")) == (INPUT, True)


def test_what_is_no_webhook_is_passed_over(mhook: Mhook) -> None:
    """A GET beside a webhook, in a file for an editor or in an archive, is not sent, and a note says so."""
    content = b"GET /health HTTP/1.1\nHost: a\n\n### hook\n" + http(ONE, *signed(ONE))
    with Endpoint() as endpoint:
        ran = mhook("send", "-", "--url", endpoint.url, stdin=content)
    assert (ran.code, endpoint.bodies) == (0, [ONE])
    assert "1 other request was skipped in the standard input: no webhook" in ran.err


def test_the_newline_of_an_editor(mhook: Mhook) -> None:
    """Where a file for an editor ends in a newline that was not signed, what was signed is sent."""
    with Endpoint() as endpoint:
        assert mhook("send", "-", "--url", endpoint.url, stdin=http(ONE + b"\r\n", *signed(ONE))).code == 0
    assert endpoint.bodies == [ONE]


def test_bytes_in_doubt(mhook: Mhook) -> None:
    """A text trace shows a dot for many bytes: only a signature that verifies proves what was sent."""
    body = b'{"a":"."}'
    lines = [
        b"POST / HTTP/1.1",
        b"Host: a",
        f"{SIGNATURE}: %s".encode() % signature(body).encode(),
        b"Content-Length: 9",
        b"",
    ]
    head = b"".join(line + b"\r\n" for line in lines)
    dump, offset = b"=> Send header, %d bytes (0x%x)\n" % (len(head), len(head)), 0
    for line in lines:
        for start in range(0, max(len(line), 1), 64):
            dump += b"%04x: %b\n" % (offset + start, line[start : start + 64])
        offset += len(line) + 2
    dump += b"=> Send data, %d bytes (0x%x)\n0000: %b\n" % (len(body), len(body), body)
    with Endpoint() as endpoint:
        assert mhook("send", "-", "--url", endpoint.url, stdin=dump).code == 0
        ran = mhook("send", "-", "--url", endpoint.url, stdin=dump, env={VARIABLE: "other"})
    assert (ran.code, endpoint.bodies) == (INPUT, [body])


def parsed(body: bytes) -> bytes:
    """Return a line of a log that holds a signed body as parsed JSON."""
    return json.dumps({"headers": dict(signed(body)), "body": json.loads(body)}).encode() + b"\n"


def test_a_secret_that_proves_a_body(mhook: Mhook) -> None:
    """Where the file holds no bytes, ``--secret`` proves what was sent; without it nothing is sent."""
    with Endpoint() as endpoint:
        words = ["send", "-", "--url", endpoint.url]
        ran = mhook(*words, stdin=parsed(ONE), env={VARIABLE: None})
        assert (ran.code, "with its secret (--secret), the signature may prove" in ran.error) == (INPUT, True)
        ran = mhook(*words, "--secret", "env:OTHER", stdin=parsed(ONE), env={VARIABLE: None, "OTHER": SECRET})
        assert (ran.code, ran.err.count("sent unchanged")) == (0, 1)
        ran = mhook(*words, "--secret", "env:OTHER", stdin=record(ONE, *signed(ONE)), env={"OTHER": SECRET})
        assert (ran.code, "--secret was given, but each request" in ran.error) == (USAGE, True)
    assert endpoint.bodies == [ONE]


def test_a_signature_that_was_left_out(mhook: Mhook, project: Path) -> None:
    """What was exported without its signature is signed, in every format; a masked signature is only replaced."""
    fill(project / ".mhook" / "captures.db", captured(1, ONE))
    with Endpoint() as endpoint:
        for form in ("ndjson", "har", "http", "curl", "pytest"):
            content = mhook("captures", "export", "--as", form).out
            ran = mhook("send", "-", "--url", endpoint.url, stdin=content)
            assert (ran.code, "signed, because it has no signature" in ran.err) == (0, True)
        assert [(one.body, one.signed) for one in endpoint.arrived] == [(ONE, True)] * 5
        masked = record(ONE, (SIGNATURE, "0f3a" + "*" * 20))
        ran = mhook("send", "-", "--url", endpoint.url, stdin=masked)
        assert (ran.code, "the signature is masked" in ran.error) == (INPUT, True)
        assert mhook("send", "-", "--url", endpoint.url, "--re-sign", stdin=masked).code == 0
    assert len(endpoint.arrived) == 6


def test_what_http_cannot_carry(mhook: Mhook) -> None:
    """A request whose head HTTP cannot carry is named and not sent, and the others only where that is asked for."""
    content = record(ONE, *signed(ONE), ("A", "1\r\nB: 2")) + record(TWO, *signed(TWO), ("a b", "1"))
    content += record(ONE, *signed(ONE))
    with Endpoint() as endpoint:
        ran = mhook("send", "-", "--url", endpoint.url, stdin=content)
        assert (ran.code, "2 of 3 requests" in ran.error, endpoint.bodies) == (INPUT, True, [])
        ran = mhook("send", "-", "--url", endpoint.url, "--skip-damaged", stdin=content)
    assert (ran.code, endpoint.bodies) == (0, [ONE])
    assert "a header holds a line break or a NUL, which HTTP does not allow" in ran.err
    assert "the name of a header is not valid in HTTP" in ran.err


def test_bodies_in_a_file_that_is_named_like_captures(mhook: Mhook, project: Path) -> None:
    """What is a body a line is sent as such, also where the file's name would do for captured requests."""
    Path("events.ndjson").write_bytes(b'{"a":1}\n{"a":2}\n')
    with Endpoint() as endpoint:
        assert mhook("send", "events.ndjson", "--url", endpoint.url).code == 0
    assert endpoint.bodies == [b'{"a":1}', b'{"a":2}']


RAW: dict[str, bytes] = {
    "nothing": b"",
    "lines that are no JSON": b"{a}\n{b}\n",
    "an array": b"[1]\n",
    "any bytes": b"\xff\x00\r\n'",
    "gzip": gzip.compress(ONE),
    "UTF-16": ONE.decode().encode("utf-16"),
    "a secret": b"k7Tq-webhook-secret-41\n",
    "a text": b"hello world\n",
}


@pytest.mark.parametrize("content", RAW.values(), ids=RAW.keys())
@pytest.mark.parametrize("source", ["file", "-"])
@pytest.mark.parametrize("command", ["send", "replay"])
def test_a_raw_body(mhook: Mhook, project: Path, command: str, source: str, content: bytes) -> None:
    """What is neither JSON nor captured requests is refused with what it is; ``--raw-body`` sends its bytes, signed."""
    Path("body.bin").write_bytes(content)
    with Endpoint() as endpoint:
        words = [command, "body.bin" if source == "file" else "-", "--url", endpoint.url]
        ran = mhook(*words, stdin=content)
        assert (ran.code, ran.out, endpoint.arrived, "--raw-body sends" in ran.error) == (INPUT, b"", [], True)
        assert ("looks like a secret, not a body" in ran.error) is (content == RAW["a secret"])
        ran = mhook(*words, "--raw-body", stdin=content)
    assert (ran.code, endpoint.bodies, endpoint.arrived[0].signed) == (0, [content], True)


def test_a_raw_body_of_captured_requests(mhook: Mhook) -> None:
    """``--raw-body`` takes also what could be read as something else."""
    with Endpoint() as endpoint:
        ran = mhook("send", "-", "--url", endpoint.url, "--raw-body", stdin=FORMATS["HAR"])
    assert (ran.code, endpoint.bodies, endpoint.arrived[0].signed) == (0, [FORMATS["HAR"]], True)


def test_bodies_without_an_event(mhook: Mhook) -> None:
    """A JSON object without an event type is sent with a note; one with it without."""
    with Endpoint() as endpoint:
        words = ["send", "-", "--url", endpoint.url]
        assert mhook(*words, stdin=ONE).err == ""
        assert mhook(*words, stdin=b'{"a":1}').err == (
            "mhook: note: the standard input is JSON without an event_type, which every event of Maileroo's has\n"
        )
        assert mhook(*words, stdin=ONE + b'\n{"a":1}\n').err == (
            "mhook: note: 1 of the 2 bodies in the standard input is JSON without an event_type, "
            "which every event of Maileroo's has\n"
        )
    assert endpoint.bodies == [ONE, b'{"a":1}', ONE, b'{"a":1}']


def test_replay_of_captured_requests(mhook: Mhook, project: Path) -> None:
    """A replay plays them with their bytes and signatures, all due at once, or signs them anew."""
    Path("capture.har").write_bytes(har(entry(ONE, *signed(ONE)), entry(TWO, (SIGNATURE, signature(TWO, "other")))))
    with Endpoint() as endpoint:
        ran = mhook("replay", "./capture.har", "--url", endpoint.url, "--attempts", "1", env={VARIABLE: None})
        assert (ran.code, [(one.body, one.signed) for one in endpoint.arrived]) == (1, [(ONE, True), (TWO, False)])
        assert ran.err == "mhook: note: 2 requests read from './capture.har'; sent unchanged\n"
        ran = mhook("replay", "./capture.har", "--url", endpoint.url, "--re-sign")
    assert (ran.code, [one.signed for one in endpoint.arrived[2:]]) == (0, [True, True])
    assert mhook("replay", "./capture.har", "--against", "careful", "--re-sign").code == 0


def test_replay_of_captures_signed_anew(mhook: Mhook, project: Path) -> None:
    """Captures of the store can be signed anew as well; a secret without that would do nothing."""
    old = ((SIGNATURE.encode(), signature(ONE, "other").encode()),)
    fill(project / ".mhook" / "captures.db", captured(1, ONE, headers=old))
    with Endpoint() as endpoint:
        words = ["replay", "--capture", "last", "--url", endpoint.url]
        assert mhook(*words, "--re-sign").code == 0
        ran = mhook(*words, "--secret", "env:OTHER", env={"OTHER": "x"})
    assert (ran.code, ran.error.startswith("captures keep their signatures, so --secret is not needed")) == (
        USAGE,
        True,
    )
    assert [one.signed for one in endpoint.arrived] == [True]


def test_exact_bytes(mhook: Mhook) -> None:
    """Of a captured request any byte arrives as it was, in the body and in its headers."""
    line = {"schema": "mhook.capture/1", "id": "r", "time": "", "method": "PUT", "target": "/"}
    headers = [
        ["Host", "x"],
        ["X-A", "\u00e9"],
        ["x-a", ""],
        ["Connection", "X-Hop"],
        ["X-Hop", "1"],
        [SIGNATURE, "0" * 64],
    ]
    content = json.dumps({**line, "headers": headers, "body_base64": b64encode(b"\xff\0").decode()}).encode()
    with Receiver() as receiver:
        assert mhook("send", "-", "--url", receiver.url, stdin=content).code == 0
    assert receiver.requests == [
        b"PUT /webhook HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-A: \xe9\r\nx-a: \r\nx-maileroo-signature: %b\r\n"
        b"Content-Length: 2\r\n\r\n\xff\0" % (receiver.port, b"0" * 64)
    ]
