"""Traces of curl: the requests in them, their bodies where a trace shows the bytes, and why not where it does not."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.formats.curl.trace import looks_like_curl, read_curl
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.webhook.signing.secret import Secret
from tests.receivers.raw import Receiver

FIXTURES = Path(__file__).parents[4] / "fixtures" / "captures"
BODY = b'{"event_id":"e-1","event_type":"opened"}'
SECRETS = [Secret("fixture-secret", "fixture")]
HEAD = b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n"


def read(data: bytes) -> list[ReadResult]:
    """Return all that is found in ``data``."""
    return list(read_curl(BytesIO(data)))


def captured(data: bytes) -> list[ReadRequest]:
    """Return the requests in ``data``, which holds nothing else."""
    found = read(data)
    assert all(isinstance(one, ReadRequest) for one in found), found
    return [one for one in found if isinstance(one, ReadRequest)]


def dump(kind: str, content: bytes, *, text: bool = False, before: bytes = b"") -> bytes:
    """Return what curl writes of something that it sends; this is its own loop, told anew in Python."""
    lines = [before + f"=> Send {kind}, {len(content)} bytes (0x{len(content):x})".encode()]
    place = 0
    while place < len(content):
        piece = content[place : place + (64 if text else 16)]
        end = content.find(b"\r\n", place, place + 64 + 2) if text else -1
        shown = bytes(byte if 0x20 <= byte < 0x7F else ord(".") for byte in (piece if end < 0 else content[place:end]))
        digits = b"" if text else b"".join(b"%02x " % byte for byte in piece).ljust(48)
        lines.append(b"%04x: %b%b" % (place, digits, shown))
        place = place + len(piece) if end < 0 else end + 2
    return b"\n".join(lines) + b"\n"


def trace(body: bytes = BODY, *, text: bool = False, sizes: tuple[int, ...] = (), before: bytes = b"") -> bytes:
    """Return the trace of one request, its body sent in pieces of the given sizes."""
    parts, rest = [dump("header", HEAD % len(body), text=text, before=before)], body
    for size in (*sizes, len(body)):
        piece, rest = rest[:size], rest[size:]
        parts += [dump("data", piece, text=text, before=before)] if piece else []
    answer = b"<= Recv header, 17 bytes (0x11)\n0000: HTTP/1.1 200 OK\n== Info: Connection #0 left intact\nok\n"
    return b"".join(parts) + answer


FOUND: dict[str, list[tuple[str, str]]] = {
    "curl-verbose.txt": [("unverifiable", "curl -v does not show the body"), ("valid", "")],
    "curl-verbose-time.txt": [("unverifiable", "curl -v does not show the body")],
    "curl-trace.txt": [("valid", ""), ("valid", ""), ("valid", ""), ("invalid", "unexplained")],
    "curl-trace-ascii.txt": [
        ("valid", ""),
        ("valid", ""),
        ("valid", ""),
        ("unverifiable", "--trace-ascii shows a dot for each byte"),
        ("invalid", "unexplained"),
    ],
    "curl-trace-ascii-large.txt": [("valid", "")],
    "curl-8-trace-ids.txt": [("valid", ""), ("valid", "")],
    "curl-8-trace-config.txt": [("valid", "")],
    "curl-8-verbose.txt": [("unverifiable", "curl -v does not show the body")],
    "curl-8-verbose-3.txt": [("valid", "")],
}


def test_every_fixture_is_known() -> None:
    """No trace lies in the folder of which nobody says what it holds, in the README as well."""
    names = {path.name for path in FIXTURES.glob("curl-*")}
    readme = (FIXTURES / "README.md").read_text(encoding="utf-8")
    assert names == set(FOUND)
    assert all(f"| `{name}` |" in readme for name in names)


@pytest.mark.parametrize(("name", "expected"), FOUND.items(), ids=FOUND.keys())
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["as written", "CRLF"])
def test_what_curl_wrote(name: str, expected: list[tuple[str, str]], ends: bytes) -> None:
    """Each request of a real trace has the verdict that belongs to it, also after an editor changed its line ends."""
    content = (FIXTURES / name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", ends)
    assert looks_like_curl(content)
    checked = list(Checker(SECRETS).check_results(read(content), name))
    assert [str(one.verdict) for one in checked] == [verdict for verdict, _ in expected]
    for one, (_, text) in zip(checked, expected, strict=True):
        assert text in (one.causes[0].code if one.causes else one.detail)


def test_a_request_is_kept_with_its_head_and_place() -> None:
    """Method, target, headers in order and the line where it begins are there; a name is given by number."""
    first, second = captured((FIXTURES / "curl-verbose.txt").read_bytes())
    assert (first.record.id, second.record.id) == ("request-1", "request-2")
    assert (first.record.method, first.record.target, first.record.time) == ("POST", "/webhook", "")
    assert [name for name, _ in first.record.headers] == [
        *("Host", "User-Agent", "Accept", "Content-Type", "x-maileroo-signature", "Content-Length")
    ]
    assert (first.where, second.where) == ("line 3", "line 22")


@pytest.mark.parametrize(
    ("trace_time", "prefix"),
    [
        pytest.param(b"", b"", id="plain"),
        pytest.param(b"08:44:18.645520 ", b"", id="time"),
        pytest.param(b"", b"[0-0] ", id="ids"),
        pytest.param(b"08:44:18.645520 ", b"[12-3] ", id="time and ids"),
    ],
)
def test_prefixes(trace_time: bytes, prefix: bytes) -> None:
    """What ``--trace-time`` and ``--trace-ids`` put before a line is no part of it."""
    start = trace_time + prefix
    verbose = b"".join(start + b"> " + line + b"\r\n" for line in (HEAD % 0).split(b"\r\n")[:-1])
    assert [one.record.content for one in captured(trace(before=start) + trace(text=True, before=start))] == [BODY] * 2
    (found,) = captured(start + b"* Connected\n" + verbose + start + b"< HTTP/1.1 200 OK\n")
    assert (found.record.target, found.record.content, found.whole) == ("/x", b"", True)


VERBOSE: dict[str, tuple[bytes, bool]] = {
    "a length": (b"> POST /x HTTP/1.1\n> Content-Length: 7\n> \n} [7 bytes data]\n", False),
    "an empty body": (b"> POST /x HTTP/1.1\r\n> Content-Length: 0\r\n> \r\n", True),
    "no length": (b"> GET /x HTTP/1.1\n> Host: h\n>\n", True),
    "chunked": (b"> POST /x HTTP/1.1\n> Transfer-Encoding: chunked\n> \n", False),
    "HTTP/2 without a length": (b"> POST /x HTTP/2\n> Host: h\n> \n", False),
    "HTTP/2 with an empty body": (b"> POST /x HTTP/2\n> content-length: 0\n> \n", True),
    "cut in the head": (b"> POST /x HTTP/1.1\n> Content-Length: 0\n", False),
    "after other output": (b"  % Total\r  0 0\n{}* Trying\nok\n> POST /x HTTP/1.1\n> Content-Length: 0\n> \n", True),
    "an id in the line": (b"[0-0] > [0-0] POST /x HTTP/1.1\n[0-0] > Content-Length: 0\n[0-0] > \n", True),
    "a line that is no header": (b"> nothing\n> POST /x HTTP/1.1\n> Content-Length: 0\n> \n> more\n", True),
}


@pytest.mark.parametrize(("data", "whole"), VERBOSE.values(), ids=VERBOSE.keys())
def test_verbose_output_shows_no_body(data: bytes, whole: bool) -> None:
    """Of ``-v`` alone a request is whole where its body is known to be empty, and else says what to do."""
    (found,) = captured(data)
    assert (found.whole, found.record.content, found.record.target) == (whole, b"", "/x")
    assert whole or any(text in " ".join(found.notes) for text in ("--trace-ascii", "before the blank line"))


@given(body=st.binary(max_size=400), sizes=st.lists(st.integers(1, 70)), chunk=st.integers(1, 50))
def test_hex_gives_the_bytes(body: bytes, sizes: list[int], chunk: int) -> None:
    """Any body comes back from ``--trace``, in however many pieces it was sent and is read."""
    data = trace(body, sizes=tuple(sizes)) * 2
    found = list(read_curl(data[place : place + chunk] for place in range(0, len(data), chunk)))
    assert [(one.record.content, one.whole, one.doubt) for one in found if isinstance(one, ReadRequest)] == [
        (body, True, "")
    ] * 2


ASCII = st.text(st.sampled_from('{}":, ab\r\n') | st.characters(min_codepoint=0x20, max_codepoint=0x7E))


@given(body=(ASCII.map(str.encode) | st.binary(max_size=200)), sizes=st.lists(st.integers(1, 70)))
def test_text_gives_the_bytes_or_a_doubt(body: bytes, sizes: list[int]) -> None:
    """``--trace-ascii`` gives the bytes, CRLF too; where a dot may be something else, that is said."""
    (found,) = captured(trace(body, text=True, sizes=tuple(sizes)))
    assert found.whole
    assert len(found.record.content) == len(body)
    if not found.doubt:
        assert found.record.content == body
    assert bool(found.doubt) == (b"." in found.record.content)


def test_lines_stripped_of_white_space_raise_a_doubt() -> None:
    """Where an editor took the white space from the line ends, a gap may be a CRLF or two spaces."""
    whole = trace(b'{"a":' + b" " * 57 + b"  1}" + b"x" * 70, text=True)
    stripped = b"\n".join(line.rstrip() for line in whole.split(b"\n"))
    (found,) = captured(stripped)
    assert "white space was stripped" in found.doubt or not found.whole


@pytest.mark.parametrize("text", [False, True], ids=["hex", "text"])
def test_a_trace_that_is_cut_off_anywhere_claims_no_other_body(text: bool) -> None:
    """However much of its end a trace lacks, no request is whole that has another body than was sent."""
    body = b"x" * 64 + b'{"event":\r\n' + b"y" * 70 + b"ab"
    data = trace(body, text=text)
    for end in range(len(data)):
        for found in read(data[:end]):
            assert isinstance(found, DamagedPlace) or not found.whole or found.record.content == body, end


def test_a_line_that_is_missing_is_told() -> None:
    """A dump with a hole is not closed over it."""
    lines = trace(b"x" * 300).splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if line.startswith(b"=> Send data")) + 3
    (found,) = captured(b"".join(lines[:place] + lines[place + 1 :]))
    assert not found.whole
    assert "lines are missing" in found.notes[0]


@pytest.mark.parametrize("ids", [True, False], ids=["with ids", "without"])
def test_parallel_transfers(ids: bool) -> None:
    """Bodies of overlapping requests find theirs by the ids of ``--trace-ids``; without ids no body is sure."""
    bodies = [b"aaaa", b"bbbb"]
    starts = [b"[%d-0] " % number if ids else b"" for number in range(2)]
    heads = [dump("header", HEAD % 4, before=start) for start in starts]
    data = [dump("data", body, before=start) for start, body in zip(starts, bodies, strict=True)]
    found = captured(b"".join([*heads, *reversed(data)]))
    if ids:
        assert [one.record.content for one in found] == [b"bbbb", b"aaaa"]
    else:
        assert [(one.whole, "overlap" in one.doubt) for one in found] == [(False, False), (True, True)]


def test_a_head_in_pieces_and_a_chunked_body() -> None:
    """A head may be sent in pieces, and the chunks of a body are taken apart, since what they hold was signed."""
    head = b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    data = dump("header", head[:10]) + dump("header", head[10:]) + dump("data", b"4\r\nabcd\r\n")
    (found,) = captured(data + dump("data", b"0\r\n\r\n"))
    assert (found.record.content, found.whole) == (b"abcd", True)
    (found,) = captured(data)
    assert (found.record.content, found.whole) == (b"abcd", False)


def test_a_tunnel_is_passed_over() -> None:
    """The request that opens a tunnel through a proxy is none of the user's."""
    tunnel = b"> CONNECT h:443 HTTP/1.1\n> Host: h:443\n> \n< HTTP/1.1 200 OK\n"
    assert [one.record.target for one in captured(tunnel + b"> GET /x HTTP/1.1\n> \n")] == ["/x"]


BAD: dict[str, tuple[bytes, str]] = {
    "no HTTP": (dump("header", b"USER anonymous\r\n\r\n"), "not the head of an HTTP request"),
    "two lengths": (
        dump("header", b"POST /x HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        "several different",
    ),
    "a bad header": (b"> POST /x HTTP/1.1\n> rubbish\n> \n", "not a header line"),
    "a huge head": (b"=> Send header, 999999999999 bytes (0x1)\n", "not the head"),
    "a huge body": (
        dump("header", HEAD % 9) + b"=> Send data, 999999999 bytes (0x9)\n0000: 41 \n",
        "longer than the limit",
    ),
    "an endless head": (b"> POST /x HTTP/1.1\n" + b"> A: b\n" * 60_000, "longer than the limit"),
}


@pytest.mark.parametrize(("data", "reason"), BAD.values(), ids=BAD.keys())
def test_damage_is_told_and_the_rest_is_read(data: bytes, reason: str) -> None:
    """What is no request is one report with its line, and the next request is found."""
    damaged, after = read(data + trace())
    assert isinstance(damaged, DamagedPlace)
    assert (damaged.where, reason in damaged.reason) == ("line 1", True)
    assert isinstance(after, ReadRequest)
    assert after.record.content == BODY


PIECES = st.sampled_from(
    [
        b"> POST /x HTTP/1.1\r\n", b"> A: b\n", b"> \n", b">\n", b"< HTTP/1.1 200 OK\n", b"* Info\n",
        b"{ [3 bytes data]\n", b"=> Send header, 5 bytes (0x5)\n", b"=> Send data, 4 bytes (0x4)\n",
        b"0000: 41 42 43 44 ABCD\n", b"0000: ABCD\n", b"0002: x\n", b"0000: \n", b"0000:\n", b"[0-0] ",
        b"\xef\xbb\xbf", dump("header", HEAD % 4), b"\r\n", b"\xff\x00",
    ]
)  # fmt: skip


@given(data=st.binary() | st.lists(PIECES, max_size=30).map(b"".join), size=st.integers(1, 40))
def test_no_bytes_raise_and_cutting_the_input_changes_nothing(data: bytes, size: int) -> None:
    """Any bytes give results, the same ones however the stream delivers them."""
    pieces = [data[place : place + size] for place in range(0, len(data), size)]
    assert list(read_curl(pieces)) == read(data)
    looks_like_curl(data)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"> POST /x HTTP/1.1\r\n", True),
        (b"\xef\xbb\xbf> POST /x HTTP/2\n", True),
        (b"*   Trying 127.0.0.1:80...\n* Connected\n> POST /x HTTP/1.1\n", True),
        (b"12:00:00.123456 [0-0] => Send header, 5 bytes (0x5)\n", True),
        (b"12:00:00.123456 [0-0] > [0-0] POST /x HTTP/1.1\n", True),
        (b"", False),
        (b"*   Trying 127.0.0.1:80...\n", False),
        (b"> a quotation\n", False),
        (b"POST /x HTTP/1.1\n", False),
        (b'{"a":"> POST /x HTTP/1.1"}\n', False),
    ],
)
def test_recognition_by_content(head: bytes, expected: bool) -> None:
    """A trace is known by the first line of a request that curl sends."""
    assert looks_like_curl(head) is expected


def test_many_transfers_at_once_take_bounded_memory() -> None:
    """Transfers that never end are given up, the oldest first, and nothing of them is lost from sight."""
    data = b"".join(dump("header", HEAD % 4, before=b"[%d-0] " % number) for number in range(200))
    assert [one.record.id for one in captured(data)] == [f"request-{number + 1}" for number in range(200)]


CURL = shutil.which("curl")


@pytest.mark.curl
@pytest.mark.skipif(CURL is None, reason="curl is not installed")
@pytest.mark.parametrize("option", ["--trace", "--trace-ascii"])
def test_the_curl_of_this_machine(tmp_path: Path, option: str) -> None:
    """What the installed curl writes of bodies in many pieces gives exactly what it sent."""
    bodies = [b"x" * 150_000, b'{"a":\r\n"b"}\r\n', b"\r\n" * 70, bytes(range(47, 127)) * 99, b"y" * 64 + b"\r\nz"]
    with Receiver() as receiver:
        for number, body in enumerate(bodies):
            path = tmp_path / str(number)
            path.write_bytes(body)
            words = ["-sS", "-H", "Expect:", "--data-binary", f"@{path}", receiver.url, option, f"{path}.trace"]
            done = subprocess.run([str(CURL), *words], capture_output=True, check=False, timeout=30)
            assert done.returncode == 0, done.stderr
            (found,) = captured((tmp_path / f"{number}.trace").read_bytes())
            assert (found.record.content, found.whole, found.doubt) == (body, True, "")
