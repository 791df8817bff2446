"""Captures as a file of tests: it is clean, posts the exact bytes, passes a right receiver and fails a wrong one."""

import ast
import hashlib
import hmac
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.http.dump import read_http
from maileroo_cli.capture.formats.pytest.literal import bytes_literal, split_literals, text_literal
from maileroo_cli.capture.formats.pytest.writer import PytestCase, write_pytest
from maileroo_cli.capture.read_result import ReadRequest
from maileroo_cli.capture.record import CaptureRecord, without_signature
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, sign
from tests.exported_tests import results, run_tests
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


BOTH = pytest.mark.parametrize("mhook", [False, True], ids=["alone", "with mhook"])


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


def bodies(receiver: Receiver) -> list[CaptureRecord]:
    """Return what came, as it was read off the wire."""
    return [found.record for raw in receiver.requests for found in read_http([raw]) if isinstance(found, ReadRequest)]


@BOTH
def test_a_right_receiver_passes(tmp_path: Path, mhook: bool) -> None:
    """Each capture is a test with a readable name, and posts its exact bytes with its own signature."""
    path = write(RECORDS, tmp_path)
    with Receiver() as receiver:
        lines = run_tests(path, mhook=mhook, WEBHOOK_URL=f"{receiver.url}?a=1")
    assert results(lines, "PASSED") == [f"test_captures.py[{name}]" for name in BODIES], lines
    assert "exit code 0" in lines
    arrived = bodies(receiver)
    assert [one.content for one in arrived] == list(BODIES.values())
    assert [one.target for one in arrived] == ["/webhook?a=1"] * len(RECORDS)
    assert [one.header(SIGNATURE_HEADER) for one in arrived] == [sign(body, SECRET) for body in BODIES.values()]
    assert {one.header("host") for one in arrived} == {f"127.0.0.1:{receiver.port}"}


@BOTH
@pytest.mark.parametrize("status", [500, 401, 201, 302])
def test_a_wrong_receiver_fails(tmp_path: Path, mhook: bool, status: int) -> None:
    """Any other answer than 200 fails, and the status is seen."""
    path = write(RECORDS[:1], tmp_path)
    with Receiver(answering(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nLocation: /\r\n\r\n" % status)) as receiver:
        lines = run_tests(path, mhook=mhook, WEBHOOK_URL=receiver.url)
    assert "exit code 1" in lines
    assert any(f"assert {status} == 200" in line for line in lines), lines


@BOTH
def test_no_answer_fails(tmp_path: Path, mhook: bool) -> None:
    """Where nothing answers one line says so, and no signature is shown, however much is."""
    with Receiver() as receiver:
        url = receiver.url
    lines = run_tests(write(RECORDS[:1], tmp_path), mhook=mhook, WEBHOOK_URL=url, PYTEST_ADDOPTS="--showlocals")
    assert any(line.startswith(f"{url} gave no answer: ") for line in lines), lines
    assert sign(EVENT, SECRET) not in "".join(lines)


@BOTH
def test_a_signature_that_was_left_out_is_made_when_the_test_runs(tmp_path: Path, mhook: bool) -> None:
    """The secret comes from the environment and stands in no file; a failure shows neither it nor the signature."""
    path = write(map(without_signature, RECORDS), tmp_path)
    assert SECRET not in path.read_text()
    assert sign(EVENT, SECRET) not in path.read_text()
    with Receiver() as receiver:
        lines = run_tests(path, mhook=mhook, WEBHOOK_URL=receiver.url, MAILEROO_WEBHOOK_SECRET=SECRET)
    assert "exit code 0" in lines
    for one in bodies(receiver):
        expected = hmac.new(SECRET.encode(), one.content, hashlib.sha256).hexdigest()
        assert one.header(SIGNATURE_HEADER) == expected
    with Receiver(answering(b"HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n")) as receiver:
        variables = {"WEBHOOK_URL": receiver.url, "MAILEROO_WEBHOOK_SECRET": SECRET}
        lines = run_tests(path, mhook=mhook, PYTEST_ADDOPTS="--showlocals", **variables)
    assert len(results(lines, "FAILED")) == len(RECORDS)
    assert SECRET not in "".join(lines)
    assert sign(EVENT, SECRET) not in "".join(lines)


LACKS = {
    "no receiver": (
        {},
        "no receiver is named: set WEBHOOK_URL=http://localhost:8000/webhook, or WEBHOOK_APP=package.module:app",
    ),
    "no secret": (
        {"WEBHOOK_URL": "http://127.0.0.1:1/"},
        "no secret is there to sign this capture: set MAILEROO_WEBHOOK_SECRET",
    ),
}


@BOTH
@pytest.mark.parametrize(("variables", "reason"), LACKS.values(), ids=LACKS.keys())
def test_what_is_missing_skips_a_test_and_fails_it_in_ci(
    tmp_path: Path, mhook: bool, variables: dict[str, str], reason: str
) -> None:
    """The reason names the variable; on a build server a test that cannot run is none that passed."""
    path = write(map(without_signature, RECORDS[:2]), tmp_path)
    lines = run_tests(path, mhook=mhook, **variables)
    assert "exit code 0" in lines
    assert any(line.startswith("SKIPPED [2] ") and line.endswith(reason) for line in lines), lines
    lines = run_tests(path, mhook=mhook, CI="true", **variables)
    assert ("exit code 1" in lines, len(results(lines, "FAILED"))) == (True, 2)
    assert lines.count(reason) == 2
    assert not [line for line in lines if line.startswith("SKIPPED")]
    assert "exit code 0" in run_tests(path, mhook=mhook, CI="", **variables)


def test_an_application_needs_mhook(tmp_path: Path) -> None:
    """Without mhook nothing can call it, and the test says so; nor can there be two receivers."""
    path = write(RECORDS[:1], tmp_path)
    lines = run_tests(path, mhook=False, WEBHOOK_APP="shop.web:app")
    assert ("exit code 1" in lines, "WEBHOOK_APP needs mhook: pip install maileroo-cli" in lines) == (True, True)
    lines = run_tests(path, mhook=False, WEBHOOK_APP="shop.web:app", WEBHOOK_URL="http://127.0.0.1:1/")
    assert "WEBHOOK_URL and WEBHOOK_APP are both set: set one" in lines


@BOTH
def test_a_receiver_that_cannot_be(tmp_path: Path, mhook: bool) -> None:
    """A URL without its scheme is told in one line, and no signature beside it."""
    variables = {"WEBHOOK_URL": "localhost:8000/webhook", "PYTEST_ADDOPTS": "--showlocals"}
    lines = run_tests(write(RECORDS[:1], tmp_path), mhook=mhook, **variables)
    assert "WEBHOOK_URL has to begin with http:// or https://" in lines
    assert sign(EVENT, SECRET) not in "".join(lines)


def test_a_file_without_captures(tmp_path: Path) -> None:
    """It can be run."""
    assert "exit code 0" in run_tests(write([], tmp_path), mhook=False)


@BOTH
def test_headers_arrive_as_they_were(tmp_path: Path, mhook: bool) -> None:
    """Order, case, duplicates, empty values and every byte of a value are kept; those of one connection are not."""
    headers = (
        ("X-B", "1"), ("x-a", ""), ("X-B", "2"), ("X-Quotes", "it's \"so\" \\"), ("X-Latin", "caf\u00e9\u00ff"),
        ("X-Wide", "\u5c71"), ("User-Agent", "Go-http-client/1.1"), ("X-Long", "y" * 200),
        ("Transfer-Encoding", "chunked"),
    )  # fmt: skip
    path = write([make(EVENT, headers=headers)], tmp_path)
    with Receiver() as receiver:
        lines = run_tests(path, mhook=mhook, WEBHOOK_URL=receiver.url)
    assert "exit code 0" in lines, lines
    (arrived,) = bodies(receiver)
    kept = [(name, value.replace("\u5c71", "\u00e5\u00b1\u00b1")) for name, value in headers[:-1]]
    assert [pair for pair in arrived.headers if pair[0] not in {"Host", "Content-Length"}] == kept


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
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Capture")
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
