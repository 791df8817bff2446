"""Captures as a file of tests: it is clean, posts the exact bytes, passes a right receiver and fails a wrong one."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.pytest.literal import bytes_literal, split_literals, text_literal
from maileroo_cli.capture.formats.pytest.writer import PytestCase, write_pytest
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, sign
from tests.exported_tests import BODIES, BOTH, EVENT, RECORDS, SECRET, bodies, make, results, run_tests, write
from tests.receivers.raw import Receiver, answering


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
