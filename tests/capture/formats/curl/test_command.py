"""Requests as lines of shell: what curl then sends is the same request, byte for byte, whatever is in it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.curl.command import write_curl
from maileroo_cli.capture.formats.curl.shell_word import quote_bytes
from maileroo_cli.capture.formats.http.dump import read_http
from maileroo_cli.capture.read_result import ReadRequest
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.webhook.signing.request import Headers
from tests.receivers.raw import Receiver

SH, CURL = shutil.which("sh"), shutil.which("curl")
NEEDS_CURL = pytest.mark.skipif(CURL is None or SH is None, reason="curl is not installed")
URL = "http://127.0.0.1:8000/webhook"
OWN = {"host", "content-length"}


def make(body: bytes = b"{}", headers: Headers = (), method: str = "POST") -> CaptureRecord:
    """Return a record that came to another place."""
    return CaptureRecord.of("r-1", "", method, "/elsewhere", headers, body)


def send(line: str, folder: Path) -> None:
    """Run a line of shell, without the settings of whoever runs the tests; a script, since a line may be long."""
    (folder / "script").write_text(line, encoding="utf-8")
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C"}
    done = subprocess.run([str(SH), "script"], cwd=folder, env=env, capture_output=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
    assert b"200 OK" in done.stdout


def arrived(record: CaptureRecord, folder: Path, path: str = "") -> tuple[CaptureRecord, list[str]]:
    """Send the record with curl, and return what came as it was read off the wire, with the headers curl made."""
    with Receiver() as receiver:
        send(write_curl(record, receiver.url + path), folder)
    (raw,) = receiver.requests
    (found,) = read_http([raw])
    assert isinstance(found, ReadRequest)
    made = [name for name, _ in found.record.headers if name.lower() in OWN]
    headers = tuple(pair for pair in found.record.headers if pair[0].lower() not in OWN)
    return CaptureRecord.of("r-1", "", found.record.method, found.record.target, headers, found.record.content), made


BODIES: dict[str, bytes] = {
    "plain": b'{"event_type":"opened"}',
    "empty": b"",
    "like a file of curl": b"@/etc/passwd",
    "quotes": b"""{"a":"it's \\"so\\" $HOME `id` !! \\\\ %s %25"}""",
    "like an option": b"--help",
    "lines": b'{\r\n  "a": 1\n}\n',
    "not UTF-8": b"\xff\xfe\x80{}",
    "NUL": b"a\0b\0",
    "every byte": bytes(range(256)) * 3,
    "escapes": b"\x1b[31mred\x1b[0m",
    "other scripts": '{"name":"José 山田"}'.encode(),
    "bidi": "\u202eevil".encode(),
    "newlines at the end": b"{}\n\n\n",
    "a megabyte": bytes(range(256)) * 4096,
    "a megabyte of text": b"x" * (1 << 20),
}


@pytest.mark.curl
@NEEDS_CURL
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_bodies(tmp_path: Path, body: bytes) -> None:
    """Any body arrives as it is, with its right length and nothing that curl would add of its own."""
    headers = (("Content-Type", "application/json"), ("x-maileroo-signature", "0" * 64))
    found, made = arrived(make(body, headers), tmp_path)
    assert (found.content, found.headers, made) == (body, headers, ["Host", "Content-Length"])
    assert (found.method, found.target) == ("POST", "/webhook")


HEADERS: dict[str, Headers] = {
    "none": (),
    "order, case and duplicates": (
        ("b", "1"),
        ("A", "2"),
        ("b", "3"),
        ("B", "1"),
        ("USER-AGENT", "x"),
        ("accept", "y"),
    ),
    "empty values": (("X-Empty", ""), ("User-Agent", ""), ("Accept", ""), ("Content-Type", ""), ("X-Last", "z")),
    "quotes": (("X", 'it\'s "so" $HOME `id` $(id) \\ %s %% !! ;'), ("Y", "';id;'"), ("Z", "a;")),
    "latin-1": (("X", "caf\u00e9 \u00ff'\"\\$%1"), ("Y", "\u00a0z")),
    "control characters": (("X", "a\tb\x01c\x1b[31m\x7f"),),
    "beyond latin-1": (("X", "\u5c71\u7530"),),
    "like options": (("--help", "-v"), ("-o", "@file")),
    "like a file": (("X", "@/etc/passwd"), ("Y", "<z>")),
    "a second signature": (("x-maileroo-signature", "a" * 64), ("X-Maileroo-Signature", "b" * 64)),
    "cookies and credentials": (("Cookie", "a=b; c=d"), ("Authorization", "Bearer x:y"), ("Referer", "http://a.test/")),
}


@pytest.mark.curl
@NEEDS_CURL
@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
def test_headers(tmp_path: Path, headers: Headers) -> None:
    """Headers arrive in order, with case, duplicates, empty values and every byte; curl adds none."""
    found, _ = arrived(make(headers=headers), tmp_path)
    expected = tuple((name, _latin(value).strip(" \t")) for name, value in headers)
    assert found.headers == expected


def _latin(value: str) -> str:
    """Return a value as it is read off the wire, where text beyond latin-1 is UTF-8."""
    return value if all(ord(char) < 256 for char in value) else value.encode().decode("latin-1")


@pytest.mark.curl
@NEEDS_CURL
def test_what_belongs_to_one_connection_is_left_to_curl(tmp_path: Path) -> None:
    """Framing, host and hop-by-hop headers are not repeated, nor is what Connection names."""
    left = (
        "Host",
        "Content-Length",
        "Connection",
        "keep-alive",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Expect",
    )
    headers = (("A", "1"), *((name, "X-Mine") for name in left), ("x-mine", "2"), ("B", "3"))
    found, made = arrived(make(b"x" * 5000, headers), tmp_path)
    assert (found.headers, made, found.content) == ((("A", "1"), ("B", "3")), ["Host", "Content-Length"], b"x" * 5000)


@pytest.mark.curl
@NEEDS_CURL
@pytest.mark.parametrize(
    ("method", "body", "counted"),
    [
        ("POST", b"", True),
        ("PUT", b"", True),
        ("PUT", b"{}", True),
        ("GET", b"", False),
        ("GET", b"{}", True),
        ("HEAD", b"", False),
        ("DELETE", b"", False),
        ("post", b"{}", True),
    ],
)
def test_methods(tmp_path: Path, method: str, body: bytes, counted: bool) -> None:
    """Any method arrives, with a length where it has a body or should have one."""
    found, made = arrived(make(body, method=method), tmp_path)
    assert (found.method, found.content, "Content-Length" in made) == (method, body, counted)


@pytest.mark.curl
@NEEDS_CURL
@pytest.mark.parametrize(
    "path", ["?a=1&b='$x'", "/[1-3]/{a,b}", "/a/../b/./c", "?q=%20%00", "/..", ";id", "?a=$(id)`id`"]
)
def test_urls(tmp_path: Path, path: str) -> None:
    """The URL's path and query arrive as they were written: nothing is expanded by the shell or by curl."""
    found, _ = arrived(make(), tmp_path, path)
    assert found.target == f"/webhook{path}"


def test_an_ordinary_line_is_short() -> None:
    """What is not needed is not there, so that the line can be read."""
    headers = (("Content-Type", "application/json"), ("Accept", "*/*"), ("User-Agent", "x"))
    expected = "-H 'Content-Type: application/json' -H 'Accept: */*' -H 'User-Agent: x' --data-binary '{}'"
    assert write_curl(make(headers=headers), URL) == f"curl -sS -i -X POST {URL} {expected}"


REFUSED: dict[str, CaptureRecord] = {
    "a line break in a value": make(headers=(("A", "b\nc"),)),
    "a NUL": make(headers=(("A", "b\0c"),)),
    "a space in a name": make(headers=(("A b", "c"),)),
    "no name": make(headers=(("", "c"),)),
    "no method": make(method=""),
    "a space in the method": make(method="A B"),
}


@pytest.mark.parametrize("record", REFUSED.values(), ids=REFUSED.keys())
def test_what_a_line_cannot_hold_is_refused(record: CaptureRecord) -> None:
    """A record from elsewhere cannot smuggle a header, and what no argument can hold is said."""
    with pytest.raises(InputError):
        write_curl(record, URL)


@pytest.mark.parametrize("url", ["-o/etc/passwd", "file:///etc/passwd", "localhost:8000", ""])
def test_only_a_url_of_http(url: str) -> None:
    """What curl would take for an option, a file or a guess is refused."""
    with pytest.raises(UsageError, match="is not a URL to send to"):
        write_curl(make(), url)


@pytest.mark.skipif(SH is None, reason="there is no shell")
@given(words=st.lists(st.binary(max_size=60).map(lambda word: word.replace(b"\0", b"").rstrip(b"\n")), max_size=8))
@example(words=[b"-\x01", b"--\xff"])
def test_any_bytes_are_one_word(words: list[bytes]) -> None:
    """A shell gives back exactly the bytes that a word was made of, and runs nothing."""
    line = "printf '%s\\0' " + " ".join(["first", *map(quote_bytes, words)])
    done = subprocess.run([str(SH), "-c", line], capture_output=True, check=True, timeout=30)
    assert done.stdout == b"first\0" + b"".join(word + b"\0" for word in words)
