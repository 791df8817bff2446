"""``mhook captures show``: one capture in full, and its exact bytes."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import SECRET, VARIABLE, Mhook, Ran, check_printable
from tests.cli.store import captured, event, fill, signature

BODY = event(1, event_data={"to": ["<a@b.test>"], "n": 1.50, "deep": {}, "none": []})


def shown(mhook: Mhook, project: Path, *words: str, **capture: object) -> Ran:
    """Show one capture that was made so; environment and terminal may be given too."""
    options = {name: capture.pop(name) for name in ("env", "terminal") if name in capture}
    fill(project / ".mhook" / "captures.db", captured(1, capture.pop("body", BODY), **capture))  # type: ignore[arg-type]
    ran = mhook("captures", "show", "last", *words, **options)  # type: ignore[arg-type]
    assert ran.code == 0
    return ran


def test_text(mhook: Mhook, project: Path) -> None:
    """Time, peer, answer, event and verdict come first, then the head with the signature masked, then the body."""
    ran = shown(mhook, project)
    assert ran.lines == [
        "0001000000000000  2026-03-15 23:32:23.250 UTC from 127.0.0.1:40000, 230 B",
        "answered 200 by mhook after 3.2 ms",
        f"delivered  {1:048x}",
        f"of the mail {'m' * 24}",
        f"valid with env:{VARIABLE}",
        "",
        "  POST /webhook HTTP/1.1",
        "  Host: a.test",
        f"  x-maileroo-signature: {signature(BODY)[:8]}…",
        "",
        f"  {BODY.decode()}",
    ]
    assert signature(BODY) not in ran.text
    assert signature(BODY) in mhook("captures", "show", "last", "--with-signatures").text


def test_a_terminal_gets_a_line_for_each_value(mhook: Mhook, project: Path) -> None:
    """JSON is indented with each token as it came: escapes, numbers, empty objects."""
    ran = shown(mhook, project, "--no-color", terminal=True)
    assert ran.text.partition("\n\n  {\n")[2].replace("\n  ", "\n").splitlines() == [
        '    "event_data": {',
        '    "to": [',
        '      "\\u003ca@b.test>"',
        "    ],",
        '    "n": 1.5,',
        '    "deep": {},',
        '    "none": []',
        "  },",
        '  "event_time": 1773617543,',
        f'  "event_id": "{1:048x}",',
        '  "event_type": "delivered",',
        f'  "message_reference_id": "{"m" * 24}"',
        "}",
    ]
    coloured = mhook("captures", "show", "last", terminal=True)
    check_printable(coloured)
    assert b'\x1b[36m"event_data"\x1b[0m: {' in coloured.out


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"[]", ["[]"]),
        (b" 1e5\n", ["1e5"]),
        (b'{"a":1,"a":2}', ["{", '  "a": 1,', '  "a": 2', "}"]),
        (b'\xef\xbb\xbf"x"', ['"x"']),
        (b'{"a":', ['{"a":']),
        (b"a=1&b=2\nc", ["a=1&b=2", "c"]),
        (b"\x1b[31m", ["\\x1b[31m"]),
        (b'{"a":"\\u001b[31m\\u202e"}', ["{", '  "a": "\\u001b[31m\\u202e"', "}"]),
        ('{"a":"\u202e"}'.encode(), ["{", '  "a": "\\u202e"', "}"]),
        (b"[" * 50_000 + b"]" * 50_000, ["[" * 50_000 + "]" * 50_000]),
        (b"\x00\xffA", ["00000000  00 ff 41                                          |..A|"]),
        (bytes(range(16)) * 2, [
            f"000000{number}0  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|"
            for number in range(2)
        ]),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_bodies(mhook: Mhook, project: Path, body: bytes, lines: list[str]) -> None:
    """JSON, other text and binary bodies are each shown as they are best read."""
    ran = shown(mhook, project, "--no-color", body=body, terminal=True)
    assert ran.text.split("\n\n", 2)[2].splitlines() == [f"  {line}" for line in lines]


def test_a_long_body_does_not_flood_the_terminal(mhook: Mhook, project: Path) -> None:
    """A terminal shows the start and says where the rest is; a pipe gets all."""
    body = b"x\n" * 3000
    ran = shown(mhook, project, body=body, terminal=True)
    assert len(ran.lines) < 1100
    assert ran.lines[-1] == "  …  (the rest with --raw, or in a file)"
    assert len(mhook("captures", "show", "last").lines) > 3000


def test_hex(mhook: Mhook, project: Path) -> None:
    """With --hex text is shown in hexadecimal as well."""
    ran = shown(mhook, project, "--hex", body=b'{"a":"\xc3\xa9"}')
    assert ran.lines[-1] == '  00000000  7b 22 61 22 3a 22 c3 a9  22 7d                    |{"a":".."}|'


@pytest.mark.parametrize("body", [BODY, b"", b"\xff\0\x1b[31m\r\n", b"no newline", b"x" * 100_000])
def test_raw(mhook: Mhook, project: Path, body: bytes) -> None:
    """--raw writes the body's very bytes into a pipe, and harmless text onto a terminal."""
    assert shown(mhook, project, "--raw", body=body).out == body
    check_printable(mhook("captures", "show", "last", "--raw", terminal=True))


def test_raw_request(mhook: Mhook, project: Path) -> None:
    """--raw-request writes head and body as they came; without the signature's line unless it is wanted."""
    headers = ((b"HOST", b"a\xe9"), (b"X-Maileroo-SIGNATURE", signature(BODY).encode()), (b"a", b""))
    ran = shown(mhook, project, "--raw-request", headers=headers)
    assert ran.out == b"POST /webhook HTTP/1.1\r\nHOST: a\xe9\r\na: \r\n\r\n" + BODY
    assert ran.err == "mhook: note: the signature is left out; --with-signatures keeps it\n"
    ran = mhook("captures", "show", "last", "--raw-request", "--with-signatures")
    head = b"POST /webhook HTTP/1.1\r\n" + b"".join(b"%b: %b\r\n" % pair for pair in headers)
    assert (ran.out, ran.err) == (head + b"\r\n" + BODY, "")


def test_diagnosis(mhook: Mhook, project: Path) -> None:
    """With a secret the signature is checked now, and what is wrong is explained in full."""
    wrong = signature(json.dumps(json.loads(BODY)).encode())
    headers = ((b"x-maileroo-signature", wrong.encode()),)
    ran = shown(mhook, project, headers=headers, verdict="unchecked", secret="")
    assert "invalid: json-python" in ran.lines
    assert "  Fix: Hash the raw bytes before any JSON parser sees them: request.get_data() in Flask," in ran.lines
    assert wrong not in ran.text
    ran = mhook("captures", "show", "last", "--secret", "env:OTHER", env={"OTHER": "x"})
    assert "invalid: json-python" not in ran.text
    (found,) = mhook("captures", "show", "last", "--format", "json").objects
    assert (found["verdict"], found["cause"], found["secret"]) == ("invalid", "json-python", None)


def test_stored_verdict(mhook: Mhook, project: Path) -> None:
    """Without a secret the stored verdict is told, its causes explained."""
    ran = shown(mhook, project, verdict="invalid", cause="json-python+header-prefixed", secret="", env={VARIABLE: None})
    assert "invalid: json-python + header-prefixed" in ran.lines
    assert ran.text.count("  Fix: ") == 2
    (found,) = mhook("captures", "show", "last", "--format", "json", env={VARIABLE: None}).objects
    assert found["causes"] == ["json-python", "header-prefixed"]


@pytest.mark.parametrize(
    ("anomaly", "sentence"),
    [
        ("cut-off", "The connection was closed in the middle of the request."),
        ("of-tomorrow", "of-tomorrow"),
    ],
)
def test_anomalies(mhook: Mhook, project: Path, anomaly: str, sentence: str) -> None:
    """What arrived malformed is explained, and not verified."""
    ran = shown(mhook, project, anomaly=anomaly, verdict="damaged")
    assert [f"damaged: {anomaly}", f"  {sentence}"] == ran.lines[4:6]
    (found,) = mhook("captures", "show", "last", "--format", "json").objects
    assert (found["anomaly"], found["anomaly_reason"], found["verdict"]) == (anomaly, sentence, "damaged")


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("incomplete", "incomplete", "The imported file does not hold all of its bytes."),
        ("incomplete: 3 of 9 bytes: cut", "incomplete", "3 of 9 bytes: cut"),
        ("unsigned-copy", "unsigned-copy", "The signature was left out of the export."),
    ],
)
def test_what_a_file_left_open(mhook: Mhook, project: Path, text: str, code: str, sentence: str) -> None:
    """Why nothing can be said of a signature is told with and without a secret, and the code is one word."""
    for env in ({}, {VARIABLE: None}):
        ran = shown(mhook, project, headers=((b"Host", b"a"),), anomaly=text, verdict="unverifiable", env=env)
        assert [f"unverifiable: {code}", f"  {sentence}"] == ran.lines[4:6]
        (found,) = mhook("captures", "show", "last", "--format", "json", env=env).objects
        assert (found["anomaly"], found["anomaly_reason"], found["verdict"]) == (code, sentence, "unverifiable")
        assert (found["detail"], found["cause"]) == (sentence, None)


def test_object(mhook: Mhook, project: Path) -> None:
    """An object has all that is known, the headers as pairs, and the body as text or base64."""
    answer = (b"HTTP/1.1 500 No\r\nX: y\r\n\r\n", b"\xff")
    (found,) = shown(mhook, project, "--format", "json", answer=answer).objects
    assert found["schema"] == "mhook.capture-shown/2"
    assert (found["request_line"], found["trailers"]) == ("POST /webhook HTTP/1.1", [])
    assert found["headers"] == [["Host", "a.test"], ["x-maileroo-signature", f"{signature(BODY)[:8]}…"]]
    assert (found["body"], found["body_base64"]) == (BODY.decode(), None)
    assert found["response"] == {
        "status": 200,
        "headers": [["X", "y"]],
        "body": None,
        "body_base64": "/w==",
        "truncated": False,
    }
    (found,) = mhook("captures", "show", "last", "--format", "json", "--with-signatures").objects
    assert found["headers"][1] == ["x-maileroo-signature", signature(BODY)]


def test_the_applications_answer(mhook: Mhook, project: Path) -> None:
    """What an application answered is shown below the request."""
    answer = (b"HTTP/1.1 503 Busy\r\nRetry-After: 5\r\n\r\n", b"later\n")
    ran = shown(mhook, project, answer=answer, answered="application", status=503)
    assert ran.lines[1] == "answered 503 by the receiver after 3.2 ms"
    assert ran.lines[-5:] == ["the receiver's answer:", "  HTTP/1.1 503 Busy", "  Retry-After: 5", "", "  later"]


SIGNED = signature(BODY).encode()
HEADS = {
    "folded": b"POST / HTTP/1.1\r\nx-maileroo-signature: a\r\n %b\r\n\r\n" % SIGNED,
    "bare LF": b"POST / HTTP/1.1\nA: b\nx-maileroo-signature: %b\n\n" % SIGNED,
    "bare CR": b"POST / HTTP/1.1\rA: b\rx-maileroo-signature: %b\r\r" % SIGNED,
    "blank before the colon": b"POST / HTTP/1.1\r\nx-maileroo-signature : %b\r\n\r\n" % SIGNED,
    "prefixed": b"POST / HTTP/1.1\r\nX-MAILEROO-SIGNATURE: sha256=%b\r\n\r\n" % SIGNED,
    "cut off": b"POST / HTTP/1.1\r\nx-maileroo-signature: %b" % SIGNED,
    "doubled": b"POST / HTTP/1.1\r\nx-maileroo-signature: %b\r\nx-maileroo-signature: %b\r\n\r\n" % (SIGNED, SIGNED),
    "with more": b"POST / HTTP/1.1\r\nx-maileroo-signature: %b, %b\r\n\r\n" % (SIGNED, SIGNED),
    "the secret": b"POST / HTTP/1.1\r\nx-maileroo-signature: %b\r\n\r\n" % SECRET.encode(),
}


@pytest.mark.parametrize("words", [[], ["--raw-request"], ["--format", "json"]], ids=" ".join)
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_no_signature_comes_out(mhook: Mhook, project: Path, head: bytes, words: list[str]) -> None:
    """Wherever and however the signature stands in a head, it is hidden; so is a secret in its place."""
    one = captured(1, BODY, anomaly="cut-off", verdict="unverifiable")
    fill(project / ".mhook" / "captures.db", one._replace(content=one.content._replace(head=head, trailers=head[17:])))
    ran = mhook("captures", "show", "last", *words)
    assert ran.code == 0
    assert SIGNED[10:] not in ran.out
    assert SECRET[:6].encode() not in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("last~9", "there is no capture 'last~9'"),
        ("x", "there is no capture 'x'"),
        ("last --raw --hex", "exclude each other"),
        ("", "ID is missing"),
        ("last --secret env:NONE", "'NONE' is not set"),
    ],
)
def test_wrong_words(mhook: Mhook, project: Path, words: str, said: str) -> None:
    """What cannot be shown is refused."""
    fill(project / ".mhook" / "captures.db", captured(1))
    ran = mhook("captures", "show", *words.split())
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.error


@pytest.mark.parametrize("form", ["--raw", "--raw-request", "--hex"])
def test_bytes_are_not_json(mhook: Mhook, project: Path, form: str) -> None:
    """What writes bytes, or is for people, is refused beside JSON instead of one of the two being ignored."""
    fill(project / ".mhook" / "captures.db", captured(1))
    ran = mhook("captures", "show", "last", form, "--format", "json")
    assert (ran.code, ran.out) == (2, b"")
    error = json.loads(ran.err)
    assert error["error"] == f"{form} is not JSON"
    assert error["hint"].startswith(f"leave out {form}: ")


def test_why_a_gateway_answered(mhook: Mhook, project: Path) -> None:
    """Why the application did not answer itself is told beside the status; the answer in its place says no more."""
    why = "nothing listens on 127.0.0.1:9: is the receiver running?"
    answer = (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 64\r\n\r\n", f"mhook: {why}\n".encode())
    fill(project / ".mhook" / "captures.db", captured(1, status=502, answered="gateway", answer=answer))
    ran = mhook("captures", "show", "last", env={"COLUMNS": "120"})
    assert f"answered 502 in place of the receiver after 3.2 ms: {why}" in ran.lines
    assert "Bad Gateway" not in ran.text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_what_is_known_fits(mhook: Mhook, project: Path, width: int) -> None:
    """What mhook says of a capture is wrapped between words; only what came from outside has its own lines."""
    answer = (b"HTTP/1.1 502 X\r\n\r\n", b"mhook: " + b"the receiver is not there " * 5)
    one = captured(1, status=502, answered="gateway", answer=answer)
    fill(project / ".mhook" / "captures.db", one)
    ran = mhook("captures", "show", "last", env={"COLUMNS": str(width)})
    said = ran.text.partition("\n\n")[0]
    assert max(map(len, said.splitlines())) <= width
    assert " ".join(said.split()).count("the receiver is not there") == 5


def test_a_malformed_request_ends_with_its_rest(mhook: Mhook, project: Path) -> None:
    """What arrived behind what is wrong stands under words of its own, and the last line ends like any other."""
    one = captured(1, b"", anomaly="content-length-repeated", verdict="damaged", status=400, answered="listener")
    content = one.content._replace(trailers=b"hello there")
    fill(project / ".mhook" / "captures.db", one._replace(content=content))
    ran = mhook("captures", "show", "last")
    assert ran.text.endswith("\n\nwhat arrived after that:\n  hello there\n")
