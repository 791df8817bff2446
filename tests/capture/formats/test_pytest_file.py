"""Captures as a file of tests: it is clean, posts the exact bytes, passes a right receiver and fails a wrong one."""

import ast
import hashlib
import hmac
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.http.dump import read_http
from maileroo_cli.capture.formats.pytest_file import PytestCase, write_pytest
from maileroo_cli.capture.formats.python_literal import bytes_literal, split_literals, text_literal
from maileroo_cli.capture.read_result import ReadRequest
from maileroo_cli.capture.record import CaptureRecord, without_signature
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, sign
from tests.receivers.raw import Receiver, answering

SECRET = "a secret"
EVENT = b'{"event_data":{"to":["ada@example.com"]},"event_id":"0123456789abcdef","event_type":"delivered"}'
BODIES: dict[str, bytes] = {
    "delivered-0123456789ab": EVENT,
    "delivered-0123456789ab-2": EVENT,
    "request-empty": b"",
    "request-bytes": bytes(range(256)),
    "request-quotes": b"""it's "so" \\ {x} %s\r\n""" * 9,
    "request-pretty": b'{\n  "event": "x",\n  "tags": null\n}\n' * 3,
    "request-large": b"x" * 70_000,
}


def make(body: bytes, name: str = "r", headers: Headers | None = None) -> CaptureRecord:
    """Return a signed record."""
    signed = (("Host", "a.test"), ("Content-Type", "application/json"), (SIGNATURE_HEADER, sign(body, SECRET)))
    return CaptureRecord.of(name, "", "POST", "/x", signed if headers is None else headers, body)


RECORDS = [make(body, name.removeprefix("request-")) for name, body in BODIES.items()]


def write(records: Iterable[CaptureRecord], folder: Path) -> Path:
    """Write the file of tests and return its path."""
    path = folder / "test_captures.py"
    path.write_text("".join(write_pytest(map(PytestCase, records))), encoding="ascii")
    return path


def run(path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the file of tests on its own, as somebody does who has pytest alone."""
    known = {name: value for name, value in os.environ.items() if name not in {"WEBHOOK_URL", "PYTEST_ADDOPTS"}}
    words = ["-m", "pytest", "-v", "-rs", "-p", "no:cacheprovider", "-W", "error", "-c", os.devnull]
    words += ["--rootdir", str(path.parent), str(path)]
    env = {**known, **variables, "COLUMNS": "200", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=path.parent, env=env, capture_output=True, check=False, text=True, timeout=60
    )


def bodies(receiver: Receiver) -> list[CaptureRecord]:
    """Return what came, as it was read off the wire."""
    return [found.record for raw in receiver.requests for found in read_http([raw]) if isinstance(found, ReadRequest)]


def test_a_right_receiver_passes(tmp_path: Path) -> None:
    """Each capture is a test with a readable name, and posts its exact bytes with its own signature."""
    path = write(RECORDS, tmp_path)
    with Receiver() as receiver:
        done = run(path, WEBHOOK_URL=f"{receiver.url}?a=1")
    assert done.returncode == 0, done.stdout
    assert f"{len(RECORDS)} passed" in done.stdout
    for name in BODIES:
        assert f"test_is_answered[{name}] PASSED" in done.stdout
    arrived = bodies(receiver)
    assert [one.content for one in arrived] == list(BODIES.values())
    assert [one.target for one in arrived] == ["/webhook?a=1"] * len(RECORDS)
    assert [one.header(SIGNATURE_HEADER) for one in arrived] == [sign(body, SECRET) for body in BODIES.values()]
    assert {one.header("host") for one in arrived} == {f"127.0.0.1:{receiver.port}"}


@pytest.mark.parametrize("status", [500, 401, 201, 302])
def test_a_wrong_receiver_fails(tmp_path: Path, status: int) -> None:
    """Any other answer than 200 fails, and the status is seen."""
    path = write(RECORDS[:1], tmp_path)
    with Receiver(answering(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nLocation: /\r\n\r\n" % status)) as receiver:
        done = run(path, WEBHOOK_URL=receiver.url)
    assert done.returncode == 1
    assert f"assert {status} == 200" in done.stdout


def test_a_signature_that_was_left_out_is_made_when_the_test_runs(tmp_path: Path) -> None:
    """The secret comes from the environment, and stands in no file; without it the test is skipped and says why."""
    path = write(map(without_signature, RECORDS), tmp_path)
    assert SECRET not in path.read_text()
    assert sign(EVENT, SECRET) not in path.read_text()
    with Receiver() as receiver:
        done = run(path, WEBHOOK_URL=receiver.url)
        assert (done.returncode, receiver.requests) == (0, [])
        assert "MAILEROO_WEBHOOK_SECRET is not set: it signs this capture, which has none" in done.stdout
        assert run(path, WEBHOOK_URL=receiver.url, MAILEROO_WEBHOOK_SECRET=SECRET).returncode == 0
    for one in bodies(receiver):
        expected = hmac.new(SECRET.encode(), one.content, hashlib.sha256).hexdigest()
        assert one.header(SIGNATURE_HEADER) == expected


def test_without_a_receiver_everything_is_skipped(tmp_path: Path) -> None:
    """The reason names the variable that is missing."""
    done = run(write(RECORDS[:1], tmp_path))
    assert (done.returncode, "WEBHOOK_URL is not set: it names the receiver" in done.stdout) == (0, True)
    assert run(write([], tmp_path)).returncode == 0


def test_headers_arrive_as_they_were(tmp_path: Path) -> None:
    """Order, case, duplicates, empty values and every byte of a value are kept; those of one connection are not."""
    headers = (
        ("X-B", "1"), ("x-a", ""), ("X-B", "2"), ("X-Quotes", "it's \"so\" \\"), ("X-Latin", "caf\u00e9\u00ff"),
        ("X-Wide", "\u5c71"), ("User-Agent", "Go-http-client/1.1"), ("X-Long", "y" * 200),
        ("Transfer-Encoding", "chunked"),
    )  # fmt: skip
    path = write([make(EVENT, headers=headers)], tmp_path)
    with Receiver() as receiver:
        assert run(path, WEBHOOK_URL=receiver.url, MAILEROO_WEBHOOK_SECRET=SECRET).returncode == 0
    (arrived,) = bodies(receiver)
    kept = [(name, value.replace("\u5c71", "\u00e5\u00b1\u00b1")) for name, value in headers[:-1]]
    assert [pair for pair in arrived.headers if pair[0] not in {"Host", "Content-Length", SIGNATURE_HEADER}] == kept


def test_a_header_that_cannot_be_sent_is_refused() -> None:
    """A record from elsewhere cannot smuggle a header: its id is named."""
    with pytest.raises(InputError, match="the request 'r' cannot be written"):
        list(write_pytest([PytestCase(make(EVENT, headers=(("A", "b\r\nC: d"),)))]))


NASTY = [
    '"',
    "'",
    "\\",
    "\n",
    ",",
    "a",
    "\x00",
    "\xff",
    "\r",
    "\t",
    "\ud800",
    "\u202e",
    "\U0001f600",
    "{",
    '\\"',
    "\x7f",
]


def encode(text: str) -> bytes:
    """Return the bytes of a text that may hold half a character."""
    return text.encode("utf-8", "surrogatepass")


def test_a_file_is_clean(tmp_path: Path) -> None:
    """Formatters and linters with their own settings have nothing to change, whatever the captures hold."""
    texts = [
        "".join(NASTY[(place * step) % len(NASTY)] for place in range(size)) for step in (1, 3, 5) for size in range(90)
    ]
    records = [make(encode(text)) for text in texts]
    records += [make(b"a" * size) for size in range(50, 100)]
    records += [make(b"", headers=(("X", "v" * size), ("Y", "'" * size + '"'))) for size in range(50, 80)]
    records += [make(b"{}", headers=())]
    records += [make(b"", name=text) for text in texts[::7]]
    for path in (write([*RECORDS, *records], tmp_path), write([], tmp_path)):
        for words in (["format", "--check"], ["check", "--select", "E,F,I,W,B", "--ignore", "E501"]):
            done = subprocess.run(
                [sys.executable, "-m", "ruff", words[0], "--isolated", "--no-cache", *words[1:], str(path)],
                capture_output=True,
                check=False,
                text=True,
            )
            assert done.returncode == 0, done.stdout + done.stderr


@given(body=st.binary() | st.lists(st.sampled_from(NASTY)).map("".join).map(encode))
def test_any_body_is_the_same_in_the_file(body: bytes) -> None:
    """The literal in the file is the body, in lines of a bounded width, with no character that could do harm."""
    text = "".join(write_pytest([PytestCase(make(body))]))
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    tree = ast.parse(text)
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "capture")
    assert ast.literal_eval(next(one.value for one in call.keywords if one.arg == "body")) == body
    assert max(map(len, text.splitlines())) <= 88


@given(text=st.text(), content=st.binary(), width=st.integers(8, 80))
def test_literals(text: str, content: bytes, width: int) -> None:
    """A literal is its text, and pieces add up to the content, none wider than asked."""
    assert ast.literal_eval(text_literal(text)) == text
    assert ast.literal_eval(bytes_literal(content)) == content
    pieces = list(split_literals(content, width))
    assert b"".join(map(ast.literal_eval, pieces)) == content
    assert all(len(piece) <= width for piece in pieces)
