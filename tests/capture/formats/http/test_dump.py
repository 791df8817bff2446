"""Raw HTTP requests: every way in which people keep them gives the bytes that were signed, and damage is told."""

import itertools
import tracemalloc
from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.http.dump import looks_like_http, read_http
from maileroo_cli.capture.formats.http.writer import write_http, write_http_file
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import Headers

BODY = b'{"a":1}'


def read(data: bytes) -> list[ReadResult]:
    """Return all that is found in ``data``."""
    return list(read_http(BytesIO(data)))


def captured(data: bytes) -> list[ReadRequest]:
    """Return the requests in ``data``, which holds nothing else."""
    found = read(data)
    assert all(isinstance(one, ReadRequest) for one in found), found
    return [one for one in found if isinstance(one, ReadRequest)]


def bodies(data: bytes) -> list[bytes]:
    """Return the bodies of the requests in ``data``."""
    return [one.record.content for one in captured(data)]


def make(body: bytes = BODY, headers: Headers = (), *, target: str = "/x", method: str = "POST") -> CaptureRecord:
    """Return a record as the reader would make it."""
    return CaptureRecord.of(id="request-1", time="", method=method, target=target, headers=headers, body=body)


WIRE = b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\n" + BODY
CHUNKED = b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"

ONE = {
    "content-length, crlf": (WIRE, BODY),
    "content-length, lf": (WIRE.replace(b"\r\n", b"\n"), BODY),
    "an editor's newline after a counted body": (WIRE + b"\n", BODY),
    "an editor's crlf after a counted body": (WIRE + b"\r\n\r\n", BODY),
    "an editor's newline after a body that is not counted": (b"POST /x HTTP/1.1\n\n" + BODY + b"\n", BODY + b"\n"),
    "to the end of the input": (b"POST /x HTTP/1.1\n\n" + BODY, BODY),
    "crlf within the body": (b"POST /x HTTP/1.1\n\n{\r\n}\r\n", b"{\r\n}\r\n"),
    "no body": (b"POST /x HTTP/1.1\r\n\r\n", b""),
    "content-length 0": (b"POST /x HTTP/1.1\r\nContent-Length: 0\r\n\r\n", b""),
    "the same length twice": (WIRE.replace(b": 7", b": 7\r\nContent-length: 7"), BODY),
    "chunked": (CHUNKED + b'3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n', BODY),
    "chunked, lf": (CHUNKED.replace(b"\r\n", b"\n") + b'3\n{"a\n4\n":1}\n0\n\n', BODY),
    "chunked with extensions and upper-case sizes": (CHUNKED + b'A;x="y" \r\n0123456789\r\n00\r\n\r\n', b"0123456789"),
    "chunked, the last line end missing": (CHUNKED + b"7\r\n" + BODY + b"\r\n0", BODY),
    "chunked and empty": (CHUNKED + b"0\r\n\r\n", b""),
    "chunks that hold line ends": (CHUNKED + b"4\r\n\r\n\r\n\r\n0\r\n\r\n", b"\r\n\r\n"),
    "chunked wins over a length": (
        CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\n\r\n") + b"1\r\nx\r\n0\r\n\r\n",
        b"x",
    ),
    "gzip stays gzip": (
        b"POST /x HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08",
        b"\x1f\x8b\x08",
    ),
    "a byte order mark": (b"\xef\xbb\xbf" + WIRE, BODY),
    "blank lines and comments first": (b"\n\r\n# hello\n// more\n@host = x\n" + WIRE, BODY),
    "no version": (b"POST http://localhost:8000/x\nA: b\n\n" + BODY, BODY),
    "a comment among the headers": (b"POST /x HTTP/1.1\nA: b\n# C: d\n// E: f\nG: h\n\n" + BODY, BODY),
    "a template as host": (b"POST {{host}}/x\n\n" + BODY, BODY),
    "http/2": (b"POST /x HTTP/2\n\n" + BODY, BODY),
    "a body like a comment": (b"POST /x HTTP/1.1\n\n# {}\n// x", b"# {}\n// x"),
    "a counted body that holds a request": (
        b"POST /x HTTP/1.1\nContent-Length: 20\n\n\nPOST /y HTTP/1.1\n\n\n",
        b"\nPOST /y HTTP/1.1\n\n\n",
    ),
}


@pytest.mark.parametrize(("data", "body"), ONE.values(), ids=ONE.keys())
def test_one_request_gives_its_exact_body(data: bytes, body: bytes) -> None:
    """Line ends, framing and an editor's habits do not change a byte of the body, however the input is cut."""
    for chunks in ([data], [data[i : i + 1] for i in range(len(data))]):
        (found,) = read_http(chunks)
        assert isinstance(found, ReadRequest)
        assert found.record.content == body
        assert found.whole


MANY = {
    "pipelined": (WIRE + WIRE, [BODY, BODY]),
    "blank lines between": (WIRE + b"\r\n\n" + WIRE + b"\n", [BODY, BODY]),
    "chunked, then another": (CHUNKED + b"1\r\nx\r\n0\r\n\r\n" + WIRE, [b"x", BODY]),
    "### between": (b"###\nPOST /a\n\nA\n\n### two\nPOST /b\n\nB\n###\n", [b"A", b"B"]),
    "### and crlf": (b"POST /a\r\n\r\nA\r\n\r\n###\r\n\r\nPOST /b\r\n\r\nB\r\n", [b"A", b"B\r\n"]),
    "# that counts as body": (WIRE.replace(b": 7", b": 9") + b"##\n" + WIRE, [BODY + b"##", BODY]),
    "uncounted bodies": (b"POST /a HTTP/1.1\n\nA\n\nPOST /b HTTP/1.1\n\nB\n", [b"A", b"B\n"]),
    "no bodies": (b"GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n", [b"", b""]),
    "heads that end in ###": (b"GET /a\nA: b\n###\nPOST /b\n\nB", [b"", b"B"]),
    "a comment after a counted body": (WIRE + b"\n\n# @name two\n" + WIRE, [BODY, BODY]),
    "a comment right after a counted body": (WIRE.replace(b": 7", b": 8") + b"\n# two\n" + WIRE, [BODY + b"\n", BODY]),
}


@pytest.mark.parametrize(("data", "expected"), MANY.values(), ids=MANY.keys())
def test_several_requests_in_one_file(data: bytes, expected: list[bytes]) -> None:
    """Requests one after another are told apart, and what separates them belongs to no body."""
    assert bodies(data) == expected


def test_headers_keep_case_order_duplicates_and_bytes() -> None:
    """A header is what stood there: only the white space around its value goes."""
    data = b"POST /x HTTP/1.1\r\nB: 1\r\na:2\r\nb:  \t3 \xff \r\nEmpty:\r\nC: x: y\r\n\r\n"
    (found,) = captured(data)
    assert found.record.headers == (("B", "1"), ("a", "2"), ("b", "3 \u00ff"), ("Empty", ""), ("C", "x: y"))


@pytest.mark.parametrize(
    ("line", "method", "target"),
    [
        (b"POST /x?a=1&b HTTP/1.1", "POST", "/x?a=1&b"),
        (b"POST http://localhost:8000/x HTTP/1.1", "POST", "http://localhost:8000/x"),
        (b"PUT https://h/x", "PUT", "https://h/x"),
        (b"post  /x  HTTP/1.0", "post", "/x"),
        (b"OPTIONS * HTTP/1.1", "OPTIONS", "*"),
        (b"POST /\xfc\xa0 HTTP/1.1", "POST", "/\u00fc\u00a0"),
    ],
)
def test_request_lines(line: bytes, method: str, target: str) -> None:
    """The request's method and target are kept as they were written, in every form."""
    (found,) = captured(line + b"\n\n{}")
    assert (found.record.method, found.record.target) == (method, target)


@pytest.mark.parametrize(
    ("before", "name"),
    [
        (b"", "request-1"),
        (b"###\n", "request-1"),
        (b"### Opened twice\n\n", "Opened twice"),
        (b"# @name opened\n", "opened"),
        (b"// @name = opened\r\n", "opened"),
        (b"### Opened\n# a comment\n# @name\n", "Opened"),
        (b"### first\n### second\n", "second"),
        (b"### \xff\n", "\ufffd"),
    ],
)
def test_a_request_is_called_what_the_file_calls_it(before: bytes, name: str) -> None:
    """``### name`` and ``# @name name`` name a request; others are numbered."""
    (found,) = captured(before + WIRE)
    assert found.record.id == name


def test_a_name_is_for_one_request() -> None:
    """The second request is not called after the first, and where each begins is told."""
    first, second = captured(b"### one\n" + WIRE + b"\n\n" + WIRE)
    assert [first.record.id, second.record.id] == ["one", "request-2"]
    assert [first.where, second.where] == ["line 2", "line 8"]


CUT = {
    "fewer bytes than counted": (WIRE[:-3], b'{"a"', "4 of 7 bytes"),
    "nothing after the head": (WIRE[: -len(BODY)], b"", "0 of 7 bytes"),
    "the next request too early": (WIRE[:-4] + b"\n\n###\n", b'{"a', "3 of 7 bytes"),
    "### instead of a blank line": (b"POST /x HTTP/1.1\nContent-Length: 7\n###\n", b"", "0 of 7 bytes"),
    "within a chunk": (CHUNKED + b'7\r\n{"a', b'{"a', "chunk 1"),
    "before the last chunk": (CHUNKED + b"7\r\n" + BODY + b"\r\n", BODY, "chunk 1"),
    "a chunk longer than it says": (CHUNKED + b"3\r\n" + BODY + b"\r\n0\r\n\r\n", BODY[:3], "chunk 1"),
    "within the head": (b"POST /x HTTP/1.1\r\nHost: h", b"", "before the blank line"),
    "after the request line": (b"POST /x HTTP/1.1", b"", "before the blank line"),
}


@pytest.mark.parametrize(("data", "body", "note"), CUT.values(), ids=CUT.keys())
def test_a_cut_off_request_is_kept_and_marked(data: bytes, body: bytes, note: str) -> None:
    """The bytes that are there are given, and nobody takes them for all of them."""
    found = read(data)[0]
    assert isinstance(found, ReadRequest)
    assert found.record.content == body
    assert not found.whole
    assert note in " ".join(found.notes)


def test_the_request_after_a_cut_off_one_is_read() -> None:
    """A wrong Content-Length, or a chunk cut short, costs one request and not the rest of the file."""
    wrong = WIRE.replace(b": 7", b": 7000")
    chunk = CHUNKED + b"70\r\n" + BODY + b"\r\n"
    assert bodies(wrong + b"\n\n" + WIRE + b"\n" + chunk + WIRE) == [BODY, BODY, BODY + b"\r\n", BODY]


NOTED = {
    "folded header": (b"POST /x HTTP/1.1\nA: b\n  c\n\td\n\n{}", "split over", b"{}"),
    "more than counted": (WIRE + b"}}\n", "there are more bytes", BODY + b"}}\n"),
    "said to be chunked": (CHUNKED + BODY, "not chunked", BODY),
    "said to be chunked, and counted": (WIRE.replace(b"Host: h", b"Transfer-Encoding: Chunked"), "not chunked", BODY),
    "trailers": (CHUNKED + b"1\r\nx\r\n0\r\nT: 1\r\n\r\n", "after the last chunk", b"x"),
}


@pytest.mark.parametrize(("data", "note", "body"), NOTED.values(), ids=NOTED.keys())
def test_oddities_are_noted(data: bytes, note: str, body: bytes) -> None:
    """What a reader had to decide is said beside the request."""
    found = read(data)[0]
    assert isinstance(found, ReadRequest)
    assert found.whole
    assert note in " ".join(found.notes)
    assert found.record.content == body


def test_a_folded_header_is_joined_with_spaces() -> None:
    """The value is what the obsolete rule makes of it."""
    (found,) = captured(b"POST /x HTTP/1.1\nA:\n  b\n\tc \nD: e\n\n")
    assert found.record.headers == (("A", "b c"), ("D", "e"))


BAD = {
    "rubbish": (b"\x00\xff\xfe rubbish\nmore\n", "line 1", "not an HTTP request"),
    "json": (b'{"event_type":"opened"}', "line 1", "not an HTTP request"),
    "a response": (b"\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nOK\r\n", "line 2", "a response|an HTTP response"),
    "a header without a colon": (b"POST /x HTTP/1.1\nA: b\nrubbish\n\n{}\n", "line 3", "not a header line"),
    "a header with a space in its name": (b"POST /x HTTP/1.1\nA : b\n\n{}\n", "line 2", "not a header line"),
    "a fold without a header": (b"POST /x HTTP/1.1\n b\n\n{}\n", "line 2", "not a header line"),
    "a body without a blank line": (b"POST /x HTTP/1.1\n{}\n", "line 2", "blank line"),
    "two lengths": (b"POST /x HTTP/1.1\nContent-Length: 1\nContent-Length: 2\n\n{}", "line 1", "several different"),
    "a list of lengths": (b"POST /x HTTP/1.1\nContent-Length: 1, 2\n\n{}", "line 1", "several different"),
    "no number": (b"POST /x HTTP/1.1\nContent-Length: 0x2\n\n{}", "line 1", "not a number"),
    "a negative length": (b"POST /x HTTP/1.1\nContent-Length: -2\n\n{}", "line 1", "not a number"),
    "arabic digits": (b"POST /x HTTP/1.1\nContent-Length: \xd9\xa2\n\n{}", "line 1", "not a number"),
    "a huge length": (b"POST /x HTTP/1.1\nContent-Length: 99999999999\n\n{}", "line 1", "limit"),
    "a huge chunk": (CHUNKED + b"FFFFFFFFFFF\r\n{}", "line 1", "limit"),
    "a huge header": (b"POST /x HTTP/1.1\nA: " + b"x" * 70_000 + b"\n\n{}", "line 2", "too long"),
    "a huge head": (b"POST /x HTTP/1.1\n" + b"A: x\n" * 60_000 + b"\n{}", "line", "too long"),
    "a huge request line": (b"POST /" + b"x" * 70_000 + b"\n\n{}", "line 1", "too long"),
}


@pytest.mark.parametrize(("data", "where", "reason"), BAD.values(), ids=BAD.keys())
def test_damage_is_told_once_and_the_rest_is_read(data: bytes, where: str, reason: str) -> None:
    """What is no request is one report with its line, and the next request is found."""
    found = read(data + b"\n\n### next\n" + WIRE)
    assert len(found) == 2
    damaged, after = found
    assert isinstance(damaged, DamagedPlace)
    assert damaged.where.startswith(where)
    assert any(part in damaged.reason for part in reason.split("|"))
    assert isinstance(after, ReadRequest)
    assert (after.record.id, after.record.content) == ("next", BODY)


def test_a_body_above_the_limit_is_damage() -> None:
    """The limit holds for each framing, and the next request is found."""
    long = b"x" * 50 + b"\n"
    data = (
        b"POST /a HTTP/1.1\n\n" + long * 3 + WIRE + b"\n" + CHUNKED + b"33\n" + long + b"\n33\n" + long + b"\n" + WIRE
    )
    found = list(read_http([data], body_limit=100))
    assert [type(one) for one in found] == [DamagedPlace, ReadRequest, DamagedPlace, ReadRequest]


TARGETS = {
    "a query on lines of its own": (b"POST http://h/x\n    ?a=1\n    &b=2\nA: b\n\n{}", "http://h/x?a=1&b=2"),
    "without indent": (b"POST http://h/x\n?a=1\n&b=2\nA: b\n\n{}", "http://h/x?a=1&b=2"),
    "a path on lines of its own": (b"POST http://h\n\t/x\n\t/y HTTP/1.1\nA: b\n\n{}", "http://h/x/y"),
    "a version behind the query": (b"POST http://h/x\r\n  ?a=1 HTTP/1.1\r\nA: b\r\n\r\n{}", "http://h/x?a=1"),
    "no scheme": (b"POST example.com/x\nA: b\n\n{}", "example.com/x"),
    "a port": (b"POST localhost:8000/x\nA: b\n\n{}", "localhost:8000/x"),
    "a variable": (b"@h = a.test\nPOST http://{{h}}/x\nA: b\n\n{}", "http://a.test/x"),
    "a variable of variables": (b"@h=a.test\n@u=http://{{h}}\nPOST {{u}}/x\nA: b\n\n{}", "http://a.test/x"),
    "a variable that is defined below": (b"POST http://{{h}}/x\nA: b\n\n{}\n\n###\n@h = a.test\n", "http://a.test/x"),
    "the definition above wins": (
        b"@h=a.test\nPOST http://{{h}}{{i}}/x\nA: b\n\n{}\n\n###\n@h=b\n@i=:8\n",
        "http://a.test:8/x",
    ),
    "a variable without a value": (b"POST {{ host }}/x?a={{$guid}}\nA: b\n\n{}", "{{ host }}/x?a={{$guid}}"),
    "a variable of itself": (b"@h={{h}}{{h}}\nPOST http://a{{i}}/x\nA: b\n\n{}", "http://a{{i}}/x"),
    "a space": (b"POST /a b HTTP/1.1\nA: b\n\n{}", "/a b"),
}


@pytest.mark.parametrize(("data", "target"), TARGETS.values(), ids=TARGETS.keys())
def test_targets_as_editors_have_them(data: bytes, target: str) -> None:
    """Lines that go on with a target are joined to it, and variables of the file have their values."""
    (found,) = captured(data)
    assert (found.record.target, found.record.headers, found.record.content) == (target, (("A", "b"),), b"{}")


RESPONSES = {
    "at its length": (WIRE + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + WIRE, 1),
    "up to the next request": (WIRE + b"\n\nHTTP/1.1 200 OK\n\nok\n\n" + WIRE, 1),
    "a length that is wrong": (WIRE + b"HTTP/1.1 200 OK\nContent-Length: 1\n\nlonger\n\n" + WIRE, 1),
    "HTTP/2": (WIRE + b"\nHTTP/2 200 \ncontent-length: 0\n\n" + WIRE, 1),
    "several": (WIRE + b"HTTP/1.1 103 Early Hints\n\nHTTP/1.1 200 OK\n\n" + WIRE, 2),
    "before the body": (WIRE.replace(BODY, b"HTTP/1.1 100 Continue\r\n\r\n" + BODY) + WIRE, 1),
    "a request within": (WIRE + b"HTTP/1.1 200 OK\nContent-Length: 19\n\n\nPOST /y HTTP/1.1\n\n" + WIRE, 1),
}


@pytest.mark.parametrize(("data", "count"), RESPONSES.values(), ids=RESPONSES.keys())
def test_responses_are_passed_over_and_counted(data: bytes, count: int) -> None:
    """What answers a request is no damage and no part of a body."""
    reader = read_http([data])
    assert [one.record.content if isinstance(one, ReadRequest) else one for one in reader] == [BODY, BODY]
    assert reader.responses == count


INCLUDED = {
    "alone": (b"< ./a.json\n", b"\xff{}\n", ""),
    "with another length in the headers": (b"< a.json", b"\xff{}\n", ""),
    "with variables": (b"<@ b.json\n", b'{"h":"a.test"}', ""),
    "in another encoding": (b"<@latin1 c.json\n", "é".encode(), ""),
    "with a variable that has no value": (b"<@ d.json\n", b"{{x}}", "the file 'd.json' holds a variable"),
    "without variables": (b"< d.json\n", b"{{x}}", ""),
    "within text": (b"a\n< a.json\nb", b"a\n\xff{}\nb", "the body is composed of text and files"),
    "a path of Windows": (b"< .\\a.json\r\n", b"\xff{}\n", ""),
}
FILES = {
    "./a.json": b"\xff{}\n",
    "a.json": b"\xff{}\n",
    "b.json": b'{"h":"{{h}}"}',
    "c.json": b"\xe9",
    "d.json": b"{{x}}",
}


@pytest.mark.parametrize(("line", "body", "doubt"), INCLUDED.values(), ids=INCLUDED.keys())
@pytest.mark.parametrize("end", [b"", b"\n\n> {%\nx\n%}\n", b"\n### next\n"], ids=["", "handler", "next"])
def test_a_body_in_a_file(line: bytes, body: bytes, doubt: str, end: bytes) -> None:
    """The file's very bytes are the body, with the variables of this file where the line asks for them."""
    data = b"@h = a.test\nPOST /x HTTP/1.1\nContent-Length: 3\n\n" + line + end
    (found,) = read_http([data], FILES.get)
    assert isinstance(found, ReadRequest)
    assert (found.record.content, found.whole) == (body, True)
    assert found.doubt.startswith(doubt)
    assert bool(found.doubt) is bool(doubt)
    (missing,) = read_http([data])
    assert isinstance(missing, ReadRequest)
    assert (missing.whole, "which is not in this file's folder" in missing.notes[0]) == (False, True)


@pytest.mark.parametrize(
    ("body", "counted", "doubtful"),
    [
        (b'{"a":{{$randomInt}}}', False, True),
        (b'{"a":{{$randomInt}}}', True, True),
        (b'{"a":"{{name}}"}', False, True),
        (b'{"a":"{{name}}"}', True, False),
        (b'{"a":"{name}"}', False, False),
    ],
)
def test_a_variable_in_a_body(body: bytes, counted: bool, doubtful: bool) -> None:
    """A variable without a value leaves the body in doubt, unless its length says that it was sent so."""
    length = b"Content-Length: %d\n" % len(body) if counted else b""
    (found,) = captured(b"POST /x HTTP/1.1\n%b\n%b\n" % (length, body))
    assert "has no value here" in found.doubt if doubtful else found.doubt == ""
    assert found.record.content.rstrip() == body


def test_nothing_gives_nothing() -> None:
    """An empty input, or one of comments alone, holds no request and no damage."""
    assert read(b"") == read(b"\n\n# x\n###\n") == read(b"\xef\xbb\xbf") == []


PIECES = st.sampled_from(
    [
        b"POST /x HTTP/1.1\r\n", b"POST http://h/x\n", b"GET / HTTP/1.0\n",
        b"Content-Length: 5\r\n", b"Content-Length: 0\n", b"Transfer-Encoding: chunked\r\n",
        b"A: b\n", b" fold\n", b"\r\n", b"\n", b"###\n", b"### n\n",
        b"# @name x\n", b"5\r\n",
        b"hello", b"0\r\n\r\n", b"{}", b"\xff\x00", b"HTTP/1.1 200 OK\r\n", b"\xef\xbb\xbf", b"\r", b" ", b"@a=b\n",
        b"@a={{a}}{{b}}\n", b"{{a}}", b"{{$b}}", b"< ./x.json\n", b"<@ x\n", b"< {%\n", b"> {%\n", b"%}\n",
        b"> x.js\n", b"<> x.json\n", b">> x\n", b"  ?a=1\n", b"&b=2\n", b"POST a.test/x\n", b"https://a.test/\n",
        b"HTTP/1.1 100 Continue\r\n\r\n", b"# mhook: unsigned-copy: x\n", b"import x\n",
    ]
)  # fmt: skip


@given(data=st.binary() | st.lists(PIECES, max_size=30).map(b"".join), size=st.integers(1, 40))
@example(data=b"POST /x HTTP/1.1\nContent-Length: 1, 2\n\nPOST /y HTTP/1.1\n\n", size=7)
def test_no_bytes_raise_and_cutting_the_input_changes_nothing(data: bytes, size: int) -> None:
    """Any bytes give results, the same ones however the stream delivers them."""
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    assert list(read_http(pieces)) == read(data)
    looks_like_http(data)


TOKEN = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,20}", fullmatch=True).filter(
    lambda name: name.lower() not in {"content-length", "transfer-encoding", "host"}
)
LATIN = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n")).map(lambda text: text.strip(" \t"))
PAIRS = st.lists(st.tuples(TOKEN, LATIN), max_size=8).map(tuple)


@given(body=st.binary(), headers=PAIRS, chunked=st.booleans(), count=st.integers(1, 3))
def test_what_is_written_reads_back(body: bytes, headers: Headers, chunked: bool, count: int) -> None:
    """Any body and any latin-1 headers survive, alone and pipelined, counted and chunked."""
    framing = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body)))
    record = make(body, (*headers, framing))
    found = captured(write_http(record) * count)
    assert [(one.record.content, one.record.headers, one.whole, one.notes) for one in found] == [
        (body, record.headers, True, ())
    ] * count


@given(body=st.binary(), sizes=st.lists(st.integers(1, 9)), end=st.sampled_from([b"\n", b"\r\n"]))
def test_any_chunking_gives_the_same_body(body: bytes, sizes: list[int], end: bytes) -> None:
    """How a body was cut into chunks, and the line ends between them, leave no trace."""
    data, rest = CHUNKED.replace(b"\r\n", end), body
    for size in itertools.chain(sizes, itertools.repeat(1000)):
        part, rest = rest[:size], rest[size:]
        data += b"%x" % len(part) + end + part + end
        if not part:
            break
    assert bodies(data) == [body]


@pytest.mark.parametrize(
    ("target", "headers", "expected"),
    [
        pytest.param("/x", (), (("Content-Length", "7"),), id="a length is added"),
        pytest.param(
            "/x", (("content-length", "9"), ("A", "b")), (("content-length", "7"), ("A", "b")), id="put right"
        ),
        pytest.param("/x", (("Transfer-Encoding", "gzip"),), (("Content-Length", "7"),), id="another coding goes"),
        pytest.param(
            "http://u@h:80/x", (), (("Host", "h:80"), ("Content-Length", "7")), id="an absolute target gives the host"
        ),
        pytest.param(
            "http://h/x", (("HOST", "i"),), (("HOST", "i"), ("Content-Length", "7")), id="a host that is there stays"
        ),
    ],
)
def test_written_headers_fit_the_body(target: str, headers: Headers, expected: Headers) -> None:
    """A written request can be sent as it is."""
    (found,) = captured(write_http(make(headers=headers, target=target)))
    assert found.record.headers == expected
    assert found.record.content == BODY


def test_text_beyond_latin_1_is_written_as_utf8() -> None:
    """Headers that somebody typed as Unicode go out as a browser or curl would send them; surrogates do not fail."""
    data = write_http(make(headers=(("A", "\u20ac"), ("B", "\ud800"))))
    assert b"A: \xe2\x82\xac\r\nB: \xed\xa0\x80\r\n" in data


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(make(headers=(("A", "b\r\nX: y"),)), id="a line break in a value"),
        pytest.param(make(headers=(("A\n", "b"),)), id="a line break in a name"),
        pytest.param(make(headers=(("A b", "c"),)), id="a space in a name"),
        pytest.param(make(headers=(("", "c"),)), id="no name"),
        pytest.param(make(target="/a b"), id="a space in the target"),
        pytest.param(make(target="/a\rb"), id="a line break in the target"),
        pytest.param(make(target=""), id="no target"),
        pytest.param(make(method=""), id="no method"),
    ],
)
def test_what_http_cannot_hold_is_refused(record: CaptureRecord) -> None:
    """A record from elsewhere cannot smuggle a header or a second request into a written one."""
    with pytest.raises(InputError):
        write_http(record)


NAMES = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30).filter(
    lambda name: name == " ".join(name.split()) and not name.startswith("#")
)


@given(
    parts=st.lists(st.tuples(NAMES, st.binary() | st.sampled_from([WIRE, b"### x\n", b"\n\n"]), PAIRS, st.booleans()))
)
def test_a_written_file_reads_back(parts: list[tuple[str, bytes, Headers, bool]]) -> None:
    """Each record of a written file comes back with its name, its headers and its body, whatever these hold."""
    records = []
    for name, body, headers, chunked in parts:
        framing = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body)))
        records.append(CaptureRecord.of(name, "", "POST", "/x?a=1", (*headers, framing), body))
    found = captured(b"".join(write_http_file(records)))
    assert [one.record for one in found] == records
    assert all(one.whole and not one.notes for one in found)


def test_a_name_in_a_written_file_stays_on_its_line() -> None:
    """A record's id cannot forge a request, and a file that an editor ended with a newline reads the same."""
    records = [CaptureRecord.of("a\n\nPOST /evil\n\nx", "", "POST", "/x", (), BODY)] * 2
    for end in (b"", b"\n", b"\r\n\r\n"):
        found = captured(b"".join(write_http_file(records)) + end)
        assert [(one.record.id, one.record.target) for one in found] == [("a POST /evil x", "/x")] * 2
        assert [one.record.content for one in found] == [BODY] * 2


def test_a_file_names_the_request_that_it_cannot_hold() -> None:
    """Of many records the one that HTTP cannot hold is named."""
    with pytest.raises(InputError, match="the request 'request-1' cannot be written: a header"):
        list(write_http_file([make(headers=(("A", "b\nc"),))]))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (WIRE, True),
        (b"\xef\xbb\xbf\r\n# c\n### n\n@a = b\nPOST {{url}}/x\n", True),
        (b"POST /x HTTP/1.1", True),
        (b"GET https://h/", True),
        (b"### a\n< {%\nlet a = 1\n%}\nPOST example.com/x\n", True),
        (b"POST localhost:8000/x\n", True),
        (b"POST {{ host }}/x\n", True),
        (b"POST http://h\n    /x\n    ?a=1\n", True),
        (b"https://h/x\n\n###\nPOST /y\n", True),
        (b"https://h/x\nx-maileroo-signature: 0\n", True),
        (b"https://h/x\nhttps://h/y\n", False),
        (b"> {% x\n", False),
        (b"", False),
        (b"###\n# heading\n", False),
        (BODY, False),
        (b'{"schema":"mhook.capture/1"}\n', False),
        (b"HTTP/1.1 200 OK\r\n\r\n", False),
        (b"POST mortem\n", False),
        (b"\x00" * 100, False),
    ],
)
def test_recognition_by_content(head: bytes, expected: bool) -> None:
    """A file of requests is known by its first line that is neither blank nor a comment."""
    assert looks_like_http(head) is expected


def test_many_requests_take_constant_memory() -> None:
    """A stream far larger than any buffer is read with the memory of one request."""
    wire = b"POST /x HTTP/1.1\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2_000 + b"\n\n"

    def stream() -> Iterator[bytes]:
        for _ in range(2_000):
            yield wire

    tracemalloc.start()
    try:
        count = sum(1 for _ in read_http(stream()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 2_000
    assert peak < 1_000_000


def test_long_lines_do_not_take_long() -> None:
    """White space, digits and letters without end in every place are read in linear time."""
    filler = [b" " * 60_000, b"1" * 60_000, b"a " * 30_000, b"\t" * 200_000, b"a" * 200_000]
    for text in filler:
        for before in (
            b"",
            b"POST",
            b"POST /",
            b"POST /x HTTP/1.1",
            b"### ",
            b"# @name",
            WIRE,
            CHUNKED,
            CHUNKED + b"1;",
        ):
            read(before + text + b"x\n")
            read(before + b"\nA:" + text + b"x\n\n" + text)
