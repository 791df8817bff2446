"""The secret appears in no output and no file of any command, however it is given; nor does the right signature.

That the secret of the environment stays out of stdout and stderr is checked at each call in ``calling``; here the ways
to give it are tried, and what is written is searched.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from traceback import TracebackException

import pytest

from maileroo_cli.webhook.signing.tamper import BadSignature
from tests.cli.calling import SECRET, VARIABLE, Mhook
from tests.cli.endpoint import Endpoint
from tests.receivers.raw import closed_port

BODY = b'{"event_id":"1","event_type":"opened"}'
RIGHT = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
GIVEN = [("env", "text"), ("env", "json"), ("file", "text"), ("stdin", "json"), ("literal", "text")]
COMMANDS = {
    **{f"sign as {form}": ["sign", "body", "--as", form] for form in ("hex", "header", "curl", "http", "httpie")},
    "generate": ["generate", "opened", "clicked", "--signed"],
    "generate into a file": ["generate", "opened", "--signed", "--output", "written"],
    "generate into nowhere": ["generate", "opened", "--signed", "--output", "no/such"],
    "send": ["send", "opened", "--url", "{url}", "--show-response"],
    "send a file": ["send", "body", "--url", "{url}"],
    "send several": ["send", "--mix", "delivered=1", "-c", "4", "-n", "5", "--url", "{url}"],
    "send nowhere": ["send", "opened", "--url", "{closed}"],
    "send dry": ["send", "opened", "--url", "{url}", "--dry-run"],
    "send dry with the secret itself": [
        *("send", "opened", "--url", "{url}", "--dry-run", "--bad-signature", "secret-itself")
    ],
    **{f"send {kind}": ["send", "opened", "--url", "{url}", "--bad-signature", kind] for kind in BadSignature},
    "verify": ["verify", "records"],
    "verify another's": ["verify", "other"],
    "verify the secret as signature": ["verify", "echo"],
    "verify damage": ["verify", "damaged"],
    "verify a body": ["verify", "body", "--signature", RIGHT.upper()],
    "verify with a known one": ["verify", "records", "--secret", "env:OTHER", "--known-secret", "{secret}"],
    "verify nothing": ["verify", "no/such"],
    "verify the store": ["verify", "--store", "store"],
    "captures import": ["captures", "import", "other", "damaged", "--store", "store"],
    "captures show": ["captures", "show", "last", "--store", "store"],
    "captures show with signatures": ["captures", "show", "last", "--with-signatures", "--store", "store"],
    "captures resend": ["captures", "resend", "last", "--re-sign", "--url", "{url}", "--store", "store"],
    "a wrong option": ["sign", "body", "--no-such-option"],
    "a word too many": ["sign", "body", "more"],
    "a wrong command": ["sgin", "body"],
}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mhook: Mhook) -> Iterator[Path]:
    """Make the files that the commands read, and search every file for the secret at the end."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANARY", SECRET)
    monkeypatch.setenv("OTHER", "another")
    kept = {"secret": f"{SECRET}\n".encode(), "echo": record(SECRET), "body": BODY}
    kept["records"] = mhook("generate", "opened", "clicked", "--signed").out
    kept["other"] = mhook("generate", "opened", "--signed", env={VARIABLE: "another"}).out
    kept["damaged"] = kept["records"] + b'{"schema":"mhook.capture/1"\n' + kept["other"] + record(None)
    for name, content in kept.items():
        (tmp_path / name).write_bytes(content)
    assert mhook("captures", "import", "records", "--store", "store").code == 0
    yield tmp_path
    for path in tmp_path.rglob("*"):
        if path.name not in {"secret", "echo"}:
            assert SECRET.encode() not in path.read_bytes(), path


def record(signature: str | None, body: bytes = BODY) -> bytes:
    """Return a capture record with a signature header, or without one."""
    headers = [] if signature is None else [["X-Maileroo-Signature", signature]]
    start = {"schema": "mhook.capture/1", "id": "r", "time": "", "method": "POST", "target": "/"}
    return json.dumps({**start, "headers": headers, "body": body.decode()}).encode() + b"\n"


@pytest.mark.parametrize(("given", "form"), GIVEN)
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS.keys())
def test_the_secret_stays_hidden(mhook: Mhook, files: Path, words: list[str], given: str, form: str) -> None:
    """No command shows or writes the secret, however it came in."""
    reference = {"env": "env:CANARY", "file": "file:secret", "stdin": "-", "literal": SECRET}[given]
    with Endpoint() as endpoint:
        places = {"url": endpoint.url, "closed": f"http://127.0.0.1:{closed_port()}/", "secret": reference}
        line = [word.format(**places) if word.startswith("{") else word for word in words]
        secret = [] if "{secret}" in words else ["--secret", reference]
        ran = mhook(*line, *secret, "--format", form, stdin=SECRET.encode(), env={VARIABLE: None})
    if given == "literal" and ran.code in {0, 1}:
        assert "other programs and your shell history can see a secret on the command line; use env:NAME" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["sign", "body", "--secret", "a", "b", SECRET],
        ["--secret", SECRET, "sign", "body"],
        [f"--secret={SECRET}", "sign", "body"],
        [f"-s{SECRET}", "sign", "body"],
        ["sign", "body", f"--secrt={SECRET}"],
        ["verify", "--known-secret", "with", SECRET, "--signature", "a", "--secret", "x", "--format", "yaml"],
    ],
)
def test_a_secret_in_the_wrong_place(mhook: Mhook, files: Path, words: list[str]) -> None:
    """What a slip of the pen puts in the wrong place is not repeated by the error."""
    assert mhook(*words).code == 2


HEADERS = {
    "missing": None,
    "empty": "",
    "zeros": "0" * 64,
    "upper case": RIGHT.upper(),
    "prefixed": f"sha256={RIGHT}",
    "truncated": RIGHT[:-1],
    "flipped": RIGHT[:-1] + f"{int(RIGHT[-1], 16) ^ 1:x}",
    "quoted": f'"{RIGHT}"',
    "of another secret": hmac.new(b"another", BODY, hashlib.sha256).hexdigest(),
    "of another body": hmac.new(SECRET.encode(), BODY + b"\n", hashlib.sha256).hexdigest(),
    "the secret": SECRET,
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
def test_the_right_signature_is_never_told(mhook: Mhook, header: str | None, form: str) -> None:
    """Who asks why a signature is wrong is not told the right one, whatever came in its place."""
    ran = mhook("verify", "-", "--known-secret", "another", "--format", form, stdin=record(header))
    assert ran.code == 1
    assert RIGHT not in (ran.text + ran.err).lower()
    if header is not None:
        ran = mhook("verify", "-", "--signature", header, "--format", form, stdin=BODY)
        assert (ran.code, RIGHT in (ran.text + ran.err).lower()) == (1, False)


@pytest.mark.parametrize("kind", BadSignature)
def test_sending_shows_no_signature(mhook: Mhook, files: Path, kind: BadSignature) -> None:
    """The line of an attempt shows neither the right signature nor the wrong one."""
    with Endpoint() as endpoint:
        ran = mhook("send", "body", "--bad-signature", kind, "--url", endpoint.url)
    sent = [value for name, value in endpoint.arrived[0].headers if name == "x-maileroo-signature" and value]
    assert not any(value in ran.text for value in [RIGHT, *sent])


def test_a_crash_shows_no_secret(files: Path, mhook: Mhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even the frames of a crash, printed with their variables as some tools do, do not show the secret."""

    def crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("maileroo_cli.operation.sign.sign", crash)
    with pytest.raises(ZeroDivisionError) as raised:
        mhook("sign", "body", "--secret", "env:CANARY")
    frames = TracebackException.from_exception(raised.value, capture_locals=True)
    assert SECRET not in "".join(frames.format())
