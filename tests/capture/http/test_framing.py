"""Reading requests off a connection: what is accepted, what is refused, and always the same however bytes are cut."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.http.framing import CONTINUE, FrameLimits, Received, Refused, RequestReader
from tests.capture.reading import each_byte, random_cuts, read
from tests.capture.wire_cases import CASES, CUT_OFF, LIMITS, Case, chunked, filled, head, post
from tests.capture.wire_damage import damaged_requests

SENTINEL = post(b"sentinel", b"Connection: close", first=b"PUT /sentinel HTTP/1.1")
all_cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@all_cases
def test_cases(case: Case) -> None:
    """Each case is accepted with its bodies, or refused for its reason, and its bytes are kept as they came."""
    found = read(case.data)
    assert [one.body for one in found if isinstance(one, Received)] == list(case.bodies)
    assert [one.anomaly for one in found if isinstance(one, Refused)] == [code for code in [case.anomaly] if code]
    if not case.anomaly and found:
        last = found[-1]
        assert isinstance(last, Received)
        assert last.head.keeps == case.keeps
    place = 0
    for one in found:
        content = one.head.content if isinstance(one, Received) else one.content
        place = case.data.index(content, place) + len(content)


@all_cases
def test_cuts(case: Case) -> None:
    """The same bytes give the same requests in one piece, byte by byte, and cut at random places."""
    whole = read(case.data)
    assert read(case.data, each_byte(case.data)) == whole
    cutter = random.Random(case.name)
    for _ in range(10):
        assert read(case.data, random_cuts(case.data, cutter)) == whole


@all_cases
def test_sentinel(case: Case) -> None:
    """What follows a request is read as the next one where the connection stays, and never where it does not."""
    alone = read(case.data)
    found = read(case.data + SENTINEL)
    if case.stays:
        *before, last = found
        assert before == alone
        assert isinstance(last, Received)
        assert (last.head.target, last.body) == ("/sentinel", b"sentinel")
    elif case.anomaly != CUT_OFF:
        assert found == alone


def mutated() -> st.SearchStrategy[bytes]:
    """Return one to three valid requests with some damage."""
    return st.randoms(use_true_random=False).map(damaged_requests)


@given(data=mutated(), seed=st.randoms(use_true_random=False))
def test_mutations(data: bytes, seed: random.Random) -> None:
    """Damaged requests are accepted or refused, the same however they are cut, and nothing is made up."""
    whole = read(data)
    assert read(data, each_byte(data)) == whole
    assert read(data, random_cuts(data, seed)) == whole
    assert all(isinstance(one, Received) for one in whole[:-1])
    taken = sum(len(one.head.content) + len(one.body) for one in whole if isinstance(one, Received))
    assert taken <= len(data)


@given(data=st.binary(max_size=200) | st.text().map(str.encode), seed=st.randoms(use_true_random=False))
def test_any_bytes(data: bytes, seed: random.Random) -> None:
    """Whatever is sent is read without an exception, the same however it is cut."""
    assert read(data, random_cuts(data, seed)) == read(data)


@given(
    requests=st.lists(st.tuples(st.binary(max_size=300), st.lists(st.integers(1, 300), max_size=5)), max_size=4),
    seed=st.randoms(use_true_random=False),
)
def test_round_trip(requests: list[tuple[bytes, list[int]]], seed: random.Random) -> None:
    """Bodies of any bytes come out as they went in, with a length and in chunks of any sizes."""
    data = b""
    for body, sizes in requests:
        data += chunked(in_chunks(body, sizes)) if sizes else post(body)
    assert [one.body for one in read(data, random_cuts(data, seed))] == [body for body, _ in requests]


def in_chunks(body: bytes, sizes: list[int]) -> bytes:
    """Write a body in chunks of these sizes, and one for the rest."""
    content, place = b"", 0
    for size in [*sizes, len(body)]:
        if part := body[place : place + size]:
            content += b"%x\r\n%b\r\n" % (len(part), part)
            place += size
    return content + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (head(first=b"GET /a HTTP/1.1", host=b""), ("GET", "/a")),
        (head(first=b"GET /\x1b[1m HTTP/1.1"), ("GET", "/\x1b[1m")),
        (head(first=b"GET /a HTTP/2.0"), ("GET", "/a")),
        (head(first=b"GET /a FTP/1.1"), ("", "")),
        (b"GET /a HTTP/1.1", ("GET", "/a")),
        (head(b"Content-Length: 5") + b"he", ("POST", "/w")),
        (b"\xff\n", ("", "")),
    ],
)
def test_names(data: bytes, expected: tuple[str, str]) -> None:
    """A refused request is shown with its method and target wherever its first line has the form of one."""
    (refused,) = read(data)
    assert isinstance(refused, Refused)
    assert (refused.method, refused.target) == expected


@pytest.mark.parametrize(
    ("content", "body", "rest"),
    [
        (b"5\r\nhello\r\nzz\r\nmore", b"hello", b"zz\r\n"),
        (b"5\r\nhello\r\n" + b"0" * 2000, b"hello", b"0" * 1024),
        (b"5\r\nhello!\r\n", b"hello", b"!"),
        (b"5\r\nhello\r!\n", b"hello", b"\r!"),
        (b"5\r\nhello\r\n1001\r\nmore", b"hello", b"1001\r\n"),
        (b"1\r\na\r\n0\r\na: b\r\nc\r\nd: e\r\n", b"a", b"a: b\r\nc\r\n"),
        (b"1\r\na\r\n0\r\na: b\r\nc:", b"a", b"a: b\r\nc:"),
        (b"1\r\na\r\n5", b"a", b"5"),
    ],
    ids=["size", "size-line", "end", "end-after-cr", "too-large", "trailer", "cut-trailer", "cut-size"],
)
def test_rest(content: bytes, body: bytes, rest: bytes) -> None:
    """Of a refused body in chunks, what shows the reason is kept, and no more of what follows."""
    for cuts in ((), each_byte(chunked(content))):
        (refused,) = read(chunked(content), cuts)
        assert isinstance(refused, Refused)
        assert (refused.content, refused.body, refused.rest) == (chunked(b""), body, rest)


@pytest.mark.parametrize(
    ("data", "behind"),
    [
        (b"POST / HTTP/1.1\nHost: x\n\n{}", b"Host: x\n\n{}"),
        (b"POST / HTTP/1.1\r\nx-maileroo-signature:\n ab\r\n\r\n", b""),
        (b"\x16\x03\x01\x02hello", b"\x03\x01\x02hello"),
        (head(b"Content-Length: 5", b"Content-Length: 6") + b" hello", b" hello"),
        (head(b"Content-Length: 5000") + b"hello", b"hello"),
        (filled(LIMITS.head + 1) + b"more", b""),
        (chunked(b"5\r\nhello\r\nzz\r\nmore"), b"more"),
        (chunked(b"5\r\nhello!\r\nmore"), b"\r\nmore"),
        (chunked(b"5\r\nhello\r!more"), b"more"),
        (chunked(b"1\r\na\r\n0\r\na: b\r\nc\r\nd: e\r\n"), b"d: e\r\n"),
        (chunked(b"5\r\nhello\r\n1001\r\nmore"), b"more"),
        (b"\x16" + b"x" * 100_000, b"x" * 65_536),
    ],
    ids=[
        *("bare-lf", "value", "tls", "two-lengths", "too-large", "head-too-large", "chunk-size", "chunk-end"),
        *("chunk-end-after-cr", "trailer", "chunk-too-large", "limit"),
    ],
)
def test_behind(data: bytes, behind: bytes) -> None:
    """What has arrived behind a refusal can be had, exactly and up to a limit; cut otherwise, it is a beginning."""
    random_place = random.Random(1)
    for cuts in ((), each_byte(data), *(random_cuts(data, random_place) for _ in range(10))):
        reader = RequestReader(LIMITS)
        for start, end in pairwise([0, *cuts, len(data)]):
            if start < end:
                reader.feed(data[start:end])
            if isinstance(refused := reader.next(), Refused):
                assert behind.startswith(reader.behind(refused))
                assert cuts or reader.behind(refused) == behind
                break
        else:
            pytest.fail("it was not refused")


def test_continue() -> None:
    """A client that waits to be told to send its body is told once, and not where it has begun or need not."""
    reader = RequestReader(LIMITS)
    reader.feed(post(b"hello", b"Expect: 100-continue")[:-5])
    assert reader.next() is CONTINUE
    assert reader.next() is None
    reader.feed(b"he")
    assert reader.next() is None
    reader.feed(b"llo")
    assert isinstance(reader.next(), Received)
    for data in (post(b"hello", b"Expect: 100-continue")[:-4], head(b"Expect: 100-continue")):
        reader.feed(data)
        assert reader.next() is not CONTINUE


@pytest.mark.parametrize("size", [0, 1, 3])
def test_no_continue_beyond_the_limit(size: int) -> None:
    """A body that is too large is refused before it is sent, whether the client waits or not."""
    reader = RequestReader(LIMITS)
    reader.feed(head(b"Content-Length: 4097", b"Expect: 100-continue") + b"x" * size)
    refused = reader.next()
    assert isinstance(refused, Refused)
    assert (refused.anomaly, refused.body) == ("body-too-large", b"")


@pytest.mark.parametrize(
    ("limits", "data", "anomaly"),
    [
        (FrameLimits(head=200), filled(200), ""),
        (FrameLimits(head=200), filled(201), "head-too-large"),
        (FrameLimits(headers=2), head(b"a: b"), ""),
        (FrameLimits(headers=2), head(b"a: b", b"a: b"), "headers-too-many"),
        (FrameLimits(headers=1), head(host=b"") + b"x" * 70_000, "host-missing"),
        (FrameLimits(body=3), post(b"abc"), ""),
        (FrameLimits(body=3), post(b"abcd"), "body-too-large"),
        (FrameLimits(body=3), chunked(b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"), ""),
        (FrameLimits(body=3), chunked(b"2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"), "body-too-large"),
        (FrameLimits(body=0), post(b""), ""),
        (FrameLimits(body=0), post(b"a"), "body-too-large"),
    ],
)
def test_limits(limits: FrameLimits, data: bytes, anomaly: str) -> None:
    """Each limit is met exactly: what is as large is taken, one more is refused."""
    for cuts in ((), random_cuts(data, random.Random(1))):
        (one,) = read(data, cuts, limits=limits)
        assert (one.anomaly if isinstance(one, Refused) else "") == anomaly


@pytest.mark.parametrize(
    "data",
    [
        head(b"Content-Length: 1" + b",  " * 20_000 + b"x"),
        head(b"Transfer-Encoding: " + b" ," * 30_000),
        head(b"Connection: " + b", " * 30_000),
        head(host=b"Host: " + b"a" * 60_000 + b"/"),
        head(host=b"Host: [" + b":" * 60_000),
        head(first=b"GET /" + b"?" * 60_000 + b" HTTP/1.1 "),
        head(b"a" * 60_000 + b" : b"),
        head(b"a: " + b"\t " * 30_000 + b"\0"),
        chunked(b'5;a="' + b"\\a" * 500 + b"\r\n"),
        chunked(b"5" + b";a" * 500 + b";\r\n"),
    ],
    ids=["length", "encoding", "connection", "host", "address", "target", "name", "value", "quoted", "extension"],
)
def test_time(data: bytes) -> None:
    """No value makes reading slow: the time grows with the size alone, and what is hostile is no exception."""
    began = time.process_time()
    read(data, limits=FrameLimits())
    assert time.process_time() - began < 0.5
