"""Text of others, wherever it comes from, reaches a terminal as harmless characters, and never as markup.

That stderr is harmless and one line an error is checked at each call in ``calling``.
"""

import json
import os
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from maileroo_cli.webhook.signing.signature import sign
from tests.cli.calling import SECRET, Mhook, Ran, check_printable
from tests.receivers.raw import Receiver, answering_once, closed_port

CORPUS = {
    "colour": "\x1b[31mred",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;http://evil.test\x1b\\click\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "cursor": "\x1b[2J\x1b[1;1H\x1b[8m",
    "C1": "\x9b31mred\x9d0;owned\x9c\x90q\x9c",
    "bell and delete": "\x07\x08\x7f",
    "bidi": "\u202egnp.\u2066exe\u2069",
    "zero width": "a\u200bb\u200d\u2060\ufeff",
    "forged line": "ok\nmhook: error: forged\r200 accepted",
    "forged by CRLF": "\r\n\r\n3 requests: 3 valid\r\n",
    "line separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "markup": "[red]x[/red][/][link=http://evil.test]y[/link]",
    "unbalanced markup": "[/bold] [/] [",
    "NUL": "a\x00b",
    "tag characters": "\U000e0041\U000e007f",
    "private and unassigned": "\ue000\U0010ffff\ufffe",
}
EVERY = pytest.mark.parametrize("evil", CORPUS.values(), ids=CORPUS.keys())
FORMS = pytest.mark.parametrize("form", ["text", "json"])
REPORTS = pytest.mark.parametrize("form", ["text", "json", "junit", "github"])


def harmless(ran: Ran) -> Ran:
    """Check that nothing that was shown can be obeyed: without colours there is not an escape at all."""
    check_printable(ran)
    assert b"\x1b" not in ran.out
    assert "\x1b" not in ran.err
    assert "\nmhook: error: forged" not in ran.text + ran.err
    assert "\n3 requests" not in ran.text
    if ran.out.startswith(b"<?xml"):
        ET.fromstring(ran.out)
    return ran


def record(body: bytes, **changed: object) -> bytes:
    """Return a capture record of ``body`` that is signed, with other values where they are given."""
    headers: list[list[str]] = [["x-maileroo-signature", sign(body, SECRET)]]
    fields = {"id": "r", "time": "", "method": "POST", "target": "/", "headers": headers, "body": body.decode()}
    return json.dumps({"schema": "mhook.capture/1", **fields, **changed}).encode() + b"\n"


def event(evil: str) -> bytes:
    """Return a body that carries the text in each field that is shown."""
    return json.dumps({"event_type": evil, "event_id": evil, "event_data": {evil: evil}}).encode()


@REPORTS
@EVERY
def test_captures(mhook: Mhook, evil: str, form: str) -> None:
    """Each field of a record and of its body is shown harmlessly, be the request valid, invalid or damaged."""
    headers = [[evil, evil], ["X-Maileroo-Signature", evil]]
    lines = [
        record(event(evil), id=evil, time=evil, method=evil, target=evil),
        record(event(evil), id=evil, headers=headers),
        record(b"{}", schema=f"mhook.capture/{evil}"),
        record(b"{}", schema=evil),
        record(b"{}", **{evil: evil, "target": [evil]}),
        record(b"{}", body_base64=evil),
        evil.replace("\n", " ").encode() + b"\n",
    ]
    ran = harmless(mhook("verify", "-", "--format", form, stdin=b"".join(lines)))
    assert ran.code == 1
    if form == "json":
        assert ran.objects[0]["event_type"] == evil
        assert [one["verdict"] for one in ran.objects[:2]] == ["valid", "invalid"]


@REPORTS
def test_lone_surrogates(mhook: Mhook, form: str) -> None:
    """Half a character, which JSON can hold and no encoding can, does no harm wherever it stands."""
    half = "\ud800 \udc9b31m"
    body = event(half)
    lines = [
        record(body),
        record(body, headers=[[half, half]]),
        record(b"{}", id=half),
        record(b"{}", schema=half),
    ]
    assert harmless(mhook("verify", "-", "--format", form, stdin=b"".join(lines))).code == 3
    if form not in {"text", "json"}:
        return
    with Receiver() as receiver:
        assert harmless(mhook("send", "-", "--url", receiver.url, "--format", form, stdin=body)).code == 0


@REPORTS
@EVERY
def test_raw_requests(mhook: Mhook, evil: str, form: str) -> None:
    """So is each part of a raw request, also where it is none any more."""
    body = event(evil)
    text = evil.encode()
    good = b"POST /%s HTTP/1.1\r\n%s: %s\r\nContent-Length: %d\r\nx-maileroo-signature: %s\r\n\r\n%s\r\n\r\n" % (
        *(text, text, text, len(body), sign(body, SECRET).encode(), body),
    )
    for content in (good, b"%s %s HTTP/1.1\r\n\r\n" % (text, text), b"POST / HTTP/1.1\r\n" + text, good[:-30]):
        harmless(mhook("verify", "-", "--format", form, stdin=content))


@REPORTS
@EVERY
def test_traces(mhook: Mhook, evil: str, form: str) -> None:
    """So is each part of a trace of curl, in whichever of its forms."""
    body, text = event(evil), evil.encode()
    lines = (
        b"x-maileroo-signature: %s" % sign(body, SECRET).encode(),
        b"Content-Length: %d" % len(body),
        b"X: " + text,
    )
    head = b"POST /%s HTTP/1.1\r\n%s\r\n\r\n" % (text.replace(b" ", b""), b"\r\n".join(lines))
    pieces = [b"%04x: %s" % (place, body[place : place + 16].hex(" ").encode()) for place in range(0, len(body), 16)]
    first = b"0000: %s" % head[:16].hex(" ").encode()
    contents = [
        b"> POST /x HTTP/1.1\r\n" + b"".join(b"> %s\r\n" % line for line in (*lines, b"")),
        b"=> Send header, %d bytes (0x1)\n%s\n=> Send data, 1 bytes (0x1)\n%s" % (len(head), first, b"\n".join(pieces)),
        b"> POST /%s HTTP/1.1\n> %s\n> \n" % (text, text),
        b"=> Send header, 5 bytes (0x5)\n0000: %s\n" % text,
    ]
    for content in contents:
        harmless(mhook("verify", "-", "--format", form, stdin=text + b"\n" + content))


@REPORTS
@EVERY
def test_signature_option(mhook: Mhook, evil: str, form: str) -> None:
    """A header that is given is not echoed as it is."""
    assert harmless(mhook("verify", "-", "--signature", evil, "--format", form, stdin=event(evil))).code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
@EVERY
def test_file_names(mhook: Mhook, tmp_path: Path, evil: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of a file is shown harmlessly, in results, hints, ready requests and errors."""
    name = evil.replace("\0", "").replace("/", "_")
    monkeypatch.chdir(tmp_path)
    url = f"http://127.0.0.1:{closed_port()}/"
    for form in ("text", "json"):
        words = ["--format", form]
        for line in (["sign"], ["verify"], ["send", "--url", url], ["generate", "--lifecycle"], ["verify", "-s", "x"]):
            assert harmless(mhook(*line, f"./{name}", *words)).code == 3
        assert harmless(mhook("sign", "-", "--secret", f"file:{name}", *words)).code == 3
        assert harmless(mhook("generate", "opened", "-o", f"no/{name}", *words)).code == 3
    for form in ("junit", "github"):
        assert harmless(mhook("verify", f"./{name}", "--format", form)).code == 3
    Path(name).write_bytes(record(b"{}") + b"damaged\n")
    Path("folder").mkdir()
    Path(f"folder/{name}").write_bytes(b"strange\n")
    Path(f"folder/{name}.http").write_bytes(b"POST /x HTTP/1.1\n\n{}")
    for form in ("text", "json", "junit", "github"):
        assert harmless(mhook("verify", f"./{name}", "--format", form)).code == 3
        assert harmless(mhook("verify", "folder", "--format", form)).code == 1
    for form in ("text", "json"):
        for shape in ("curl", "httpie", "header"):
            harmless(mhook("sign", f"./{name}", "--as", shape, "--format", form))
    Path(f"{name}.toml").write_text("[[step]]\nevent = 'failed'\n[[step]]\nevent = 'opened'\n")
    ran = harmless(mhook("generate", "--lifecycle", f"./{name}.toml"))
    assert ran.code == 0
    assert "Maileroo is not known to send events in that order" in ran.err


def test_a_file_name_that_is_no_text(mhook: Mhook, tmp_path: Path) -> None:
    """Bytes that are no UTF-8 in a file's name are shown as escapes."""
    name = os.fsdecode(b"caf\xe9\x9b31m")
    ran = harmless(mhook("sign", tmp_path / name))
    assert (ran.code, "\\udc9b31m" in ran.err) == (3, True)
    if sys.platform == "linux":
        (tmp_path / name).write_bytes(record(b"{}"))
        for form in ("text", "json"):
            assert harmless(mhook("verify", tmp_path / name, "--format", form)).code == 0


@FORMS
@EVERY
def test_answers(mhook: Mhook, evil: str, form: str) -> None:
    """A receiver's reason, headers, body and redirect are shown harmlessly, or the answer is called garbage."""
    text = evil.encode()
    plain = text.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")
    answers = [
        b"HTTP/1.1 500 %s\r\nX: %s\r\nContent-Length: %d\r\n\r\n%s" % (plain, plain, len(text), text),
        b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % plain,
        b"HTTP/1.1 200 OK\r\nX: %s\r\nY: z\r\n\r\n%s" % (text, text),
        b"HTTP/1.1 200 %s\r\n\r\n" % text,
        text,
    ]
    for answer in answers:
        with Receiver(answering_once(answer)) as receiver:
            harmless(mhook("send", "opened", "--show-response", "--url", receiver.url, "--format", form))


@FORMS
@EVERY
def test_bodies_that_are_sent(mhook: Mhook, evil: str, form: str) -> None:
    """The type and the id that a body names are shown harmlessly."""
    with Receiver() as receiver:
        ran = harmless(mhook("send", "-", "--url", receiver.url, "--format", form, stdin=event(evil)))
    assert ran.code == 0


@EVERY
def test_lifecycle_files(mhook: Mhook, tmp_path: Path, evil: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a lifecycle's file holds, an error shows it harmlessly."""
    monkeypatch.chdir(tmp_path)
    quoted = '"' + "".join(f"\\U{ord(char):08x}" for char in evil) + '"'
    contents = [
        evil,
        f"{quoted} = 1",
        f"[[step]]\nevent = {quoted}",
        f"[[step]]\nevent = 'opened'\nafter = {quoted}",
        f"[[step]]\nevent = 'opened'\nset = {{ {quoted} = 1 }}",
        f"[[step]]\nevent = 'opened'\nunset = [{quoted}]",
        f"recipients = {quoted}\n[[step]]\nevent = 'opened'",
    ]
    for content in contents:
        Path("life.toml").write_bytes(content.encode())
        for form in ("text", "json"):
            assert harmless(mhook("generate", "--lifecycle", "life.toml", "--format", form)).code in {2, 3}


@EVERY
def test_words_of_the_command_line(mhook: Mhook, evil: str) -> None:
    """A wrong word is repeated harmlessly by whatever refuses it."""
    word = evil.replace("\0", "")
    url = ["--url", "http://127.0.0.1:9/"]
    lines = [
        [word],
        ["events", word],
        ["causes", word],
        ["schema", word],
        ["generate", word],
        ["generate", "opened", "--set", f"{word}=1"],
        ["generate", "opened", "--unset", word],
        ["generate", "opened", "--at", word],
        ["generate", "opened", "--to", word],
        ["generate", "opened", "--tag", f"={word}"],
        ["generate", "opened", "--locale", word],
        ["generate", "opened", "--style", word],
        ["generate", "--mix", word],
        ["sign", "-", "--as", word],
        ["sign", "-", "--as", "curl", "--url", word],
        ["sign", "-", "--secret", f"env:{word}"],
        ["send", "opened", "--url", word],
        ["send", "opened", "--header", word, *url],
        ["send", "opened", "--expect", word, *url],
        ["send", "opened", "--bad-signature", word, *url],
        ["verify", "-", "--jobs", word],
        ["events", f"--{word}"],
    ]
    for line in lines:
        for form in ("text", "json"):
            assert harmless(mhook(*line, "--format", form, stdin=b"{}")).code == 2, line


@pytest.mark.parametrize("command", ["generate", "generate --signed", "send --dry-run", "sign --as http"])
@EVERY
def test_a_terminal_shows_bodies_harmlessly(mhook: Mhook, tmp_path: Path, evil: str, command: str) -> None:
    """What a file or a pipe gets byte for byte, a terminal gets as harmless text."""
    url = ["--url", "http://127.0.0.1:9/"]
    body = event(evil) + evil.encode()
    given = ["--set", f"event_data.reason={evil}", "--seed", "1"]
    lines = {
        "generate": ["generate", "failed", *given],
        "generate --signed": ["generate", "failed", "--signed", *given],
        "send --dry-run": ["send", "-", "--raw-body", "--dry-run", *url],
        "sign --as http": ["sign", "-", "--as", "http", *url],
    }
    words = lines[command]
    shown = mhook(*words, "--no-color", stdin=body, terminal=True)
    exact = mhook(*words, stdin=body)
    check_printable(shown)
    assert b"\x1b" not in shown.out
    assert (shown.code, exact.code) == (0, 0)
    assert shown.out.endswith(b"\n")
    if "-" in words:
        assert exact.out.endswith(body)


@EVERY
def test_colours_are_ours_alone(mhook: Mhook, evil: str) -> None:
    """With colours, the same number of escapes is written whatever the text of others says."""

    def escapes(text: str) -> int:
        lines = [
            record(event(text)),
            record(event(text), headers=[["x-maileroo-signature", text or "x"]]),
            b"damaged\n",
        ]
        ran = mhook("verify", "-", stdin=b"".join(lines), env={"FORCE_COLOR": "1"})
        return ran.out.count(b"\x1b")

    assert escapes(evil) == escapes("x")
