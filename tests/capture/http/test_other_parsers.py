"""What is accepted is what other parsers accept: the same requests in the same bytes, so that none can be smuggled."""

import re
from bisect import bisect
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pytest
from hypothesis import given

from maileroo_cli.capture.http.framing import Received
from tests.capture.http.test_framing import mutated
from tests.capture.other_parsers import Seen, read_with_h11, read_with_llhttp
from tests.capture.reading import read
from tests.capture.wire_cases import CASES, Case, chunked, head, post

OtherParser = Callable[[bytes], list[Seen]]


class Place(NamedTuple):
    """Where a request was found: the bytes before it, those of its head, whether empty lines precede it, the rest."""

    before: bytes
    content: bytes
    apart: bool
    rest: bytes = b""


Difference = Callable[[Place], object]
_BAD_SPACE = re.compile(rb"(?:\A|\n)[0-9A-Fa-f]+(?:[ \t]+;|[^\r\n]*[;=][ \t]|[^\r\n]*[ \t][;=])")
_LISTED = re.compile(rb"(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|TRACE|PATCH) ")

# Where the others refuse or ignore what is right by the standards, and is accepted here.
H11: dict[str, Difference] = {
    # RFC 9112, section 2.2: a server should ignore at least one empty line before a request.
    "empty lines before a request": lambda place: place.apart,
    # RFC 9112, section 9.3: an HTTP/1.0 client may ask for the connection to stay. h11 closes it.
    "after HTTP/1.0": lambda place: b" HTTP/1.0\r\n" in place.before,
    # RFC 9112, section 7.1.1: bad white space beside the signs of a chunk's extension has to be read.
    "white space in a chunk's extension": lambda place: _BAD_SPACE.search(place.rest),
}
LLHTTP: dict[str, Difference] = {
    # RFC 9110, section 9.1: a method is any token. llhttp has a list of those that it knows.
    "a method that is not listed": lambda place: not _LISTED.match(place.content),
    # RFC 9110, section 5.5: white space around a value is no part of it, and a tab is white space.
    "a tab after chunked": lambda place: re.search(rb"(?i)\r\ntransfer-encoding:.*\t", place.content),
    # RFC 9110, section 7.8: a server may ignore Upgrade. llhttp stops reading HTTP after it.
    "Upgrade": lambda place: re.search(rb"(?i)\r\nupgrade:", place.before + place.content),
    # RFC 9112, section 7.1.1, as above.
    "white space in a chunk's extension": lambda place: _BAD_SPACE.search(place.rest),
    # No standard has Proxy-Connection; llhttp takes it for Connection.
    "Proxy-Connection": lambda place: re.search(rb"(?i)\r\nproxy-connection:", place.before + place.content),
}


def ours(data: bytes, differences: Iterable[Difference]) -> tuple[list[Seen], bool]:
    """Return what is accepted up to the first known difference, and whether that is all, on a connection that stays."""
    seen: list[Seen] = []
    end = 0
    for one in read(data, ends=False):
        if not isinstance(one, Received):
            return seen, False
        start = data.index(one.head.content, end)
        place = Place(data[:start], one.head.content, start > end, data[start + len(one.head.content) :])
        if any(differs(place) for differs in differences):
            return seen, False
        seen.append(Seen(one.head.method.encode(), one.head.target.encode(), one.body))
        if not one.head.keeps:
            return seen, False
        end = bisect(range(len(data)), len(seen) - 1, lo=start, key=lambda size: count(data[:size]))
    return seen, True


def count(data: bytes) -> int:
    """Return how many requests are whole in ``data``."""
    return len(read(data, ends=False))


def compare(data: bytes, parser: OtherParser, differences: dict[str, Difference]) -> None:
    """Check that another parser reads the requests that are accepted here, and none beside them."""
    accepted, whole = ours(data, differences.values())
    seen = parser(data)
    assert seen[: len(accepted)] == accepted
    assert not whole or len(seen) == len(accepted)


each_parser = pytest.mark.parametrize(
    ("parser", "differences"), [(read_with_h11, H11), (read_with_llhttp, LLHTTP)], ids=["h11", "llhttp"]
)


@each_parser
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases(parser: OtherParser, differences: dict[str, Difference], case: Case) -> None:
    """What is accepted of each case is accepted by another parser too, with the same method, target and body."""
    compare(case.data, parser, differences)


@each_parser
@given(data=mutated())
def test_mutations(parser: OtherParser, differences: dict[str, Difference], data: bytes) -> None:
    """Of damaged requests nothing is accepted that another parser reads in another way."""
    compare(data, parser, differences)


@pytest.mark.parametrize(
    ("parser", "name", "data"),
    [
        (read_with_h11, "empty lines before a request", b"\r\n" + head()),
        (read_with_h11, "after HTTP/1.0", head(b"Connection: keep-alive", first=b"POST / HTTP/1.0") + head()),
        (read_with_llhttp, "a method that is not listed", head(first=b"WEBHOOK / HTTP/1.1")),
        (read_with_llhttp, "a tab after chunked", head(b"Transfer-Encoding: chunked\t") + b"0\r\n\r\n"),
        (read_with_llhttp, "Upgrade", head(b"Upgrade: x", b"Connection: upgrade") + head()),
        (read_with_h11, "white space in a chunk's extension", chunked(b"1 ;a\r\nx\r\n0\r\n\r\n")),
        (read_with_llhttp, "white space in a chunk's extension", chunked(b"1; a\r\nx\r\n0\r\n\r\n")),
        (read_with_llhttp, "Proxy-Connection", head(b"Proxy-Connection: close") + head()),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_differences(parser: OtherParser, name: str, data: bytes) -> None:
    """Each known difference is one, and is the only one in its example: the list has nothing that is not needed."""
    differences = H11 if parser is read_with_h11 else LLHTTP
    accepted, whole = ours(data, [differs for other, differs in differences.items() if other != name])
    assert whole
    assert len(parser(data)) < len(accepted)
    compare(data, parser, differences)


@pytest.mark.parametrize(
    "data",
    [
        post(b"one") + post(b"two"),
        chunked(b"3\r\none\r\n0\r\n\r\n") + post(b"two"),
        post(b"one") + chunked(b"3\r\ntwo\r\n0\r\na: b\r\n\r\n"),
    ],
)
def test_other_parsers(data: bytes) -> None:
    """The other parsers read plain requests as they are, so that their word counts."""
    assert [one.body for one in read_with_h11(data)] == [b"one", b"two"]
    assert read_with_llhttp(data) == read_with_h11(data)
