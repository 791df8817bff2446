"""Answers are read whole in whatever pieces they come, and their ends are told apart as h11 alone tells them."""

import itertools

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.transport.load.answer import AnswerReader, CutAnswerError, GarbledAnswerError

WHOLE = {
    "length": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, True),
    "lower case": (b"HTTP/1.1 500 x\r\ndate: now\r\ncontent-length:0\r\n\r\n", 500, True),
    "no reason": (b"HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", 404, True),
    "no body": (b"HTTP/1.1 204 No Content\r\n\r\n", 204, True),
    "close": (b"HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 1\r\n\r\nx", 200, False),
    "chunked": (b"HTTP/1.1 201 x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: x\r\n\r\n", 201, True),
    "continue": (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, True),
    "old": (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, False),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 200, True),
    "switching": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", 101, False),
}
ENDED = {
    "until the end": (b"HTTP/1.1 200 OK\r\n\r\nall of it", 200),
    "old, until the end": (b"HTTP/1.0 503 x\r\nDate: now\r\n\r\n", 503),
}
CUT = {
    "nothing": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "half a body": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok",
    "half a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
    "continue alone": b"HTTP/1.1 100 Continue\r\n\r\n",
}
GARBLED = {
    "text": b"hello\r\n\r\n",
    "one line": b"no HTTP at all",
    "TLS": b"\x15\x03\x01\x00\x02\x02\x46",
    "lengths that differ": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
    "bad length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "endless head": b"HTTP/1.1 200 OK\r\nA: " + b"a" * 70_000,
}


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    """Cut data at these places."""
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(places) if end > start]


@pytest.mark.parametrize("name", WHOLE)
@given(cuts=st.lists(st.integers(0, 300), max_size=6))
def test_whole_answers(name: str, cuts: list[int]) -> None:
    """In any pieces an answer is whole with its last byte and not before, and another one can follow where it may."""
    data, status, keeps = WHOLE[name]
    reader = AnswerReader()
    for _ in range(2 if keeps else 1):
        taken = [reader.take(piece) for piece in pieces(data, cuts)]
        assert [one for one in taken if one] == [status]
        assert taken[-1] == status
        assert reader.keeps is keeps
        assert not reader.has_begun


@pytest.mark.parametrize("name", ENDED)
def test_answers_that_end_with_their_connection(name: str) -> None:
    """Without a length an answer is whole when the connection ends, which then cannot be kept."""
    data, status = ENDED[name]
    reader = AnswerReader()
    assert reader.take(data) == 0
    assert (reader.end(), reader.keeps) == (status, False)


@pytest.mark.parametrize("name", CUT)
@given(cuts=st.lists(st.integers(0, 100), max_size=3))
def test_cut_answers(name: str, cuts: list[int]) -> None:
    """An answer that ends too early is none."""
    reader = AnswerReader()
    assert not any(reader.take(piece) for piece in pieces(CUT[name], cuts))
    with pytest.raises(CutAnswerError):
        reader.end()


@pytest.mark.parametrize("name", GARBLED)
def test_garbled_answers(name: str) -> None:
    """What is no answer is told at once, and not waited for."""
    with pytest.raises(GarbledAnswerError):
        AnswerReader().take(GARBLED[name])


def test_more_than_was_said() -> None:
    """What follows an answer unasked is nobody's: the connection cannot be kept."""
    reader = AnswerReader()
    assert reader.take(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxx") == 200
    assert not reader.keeps


HEADERS = st.sampled_from(
    [b"Content-Length: 1", b"content-length : 1", b"Content-Length: 1, 1", b"X-Content-Length: 5", b"Connection: close",
     b"Transfer-Encoding: chunked", b"A: b", b"A:", b" folded", b"Upgrade: h2c", b"Connection: x-close-x", b"\xff: x"]
)  # fmt: skip


@given(
    status=st.sampled_from([b"200 OK", b"204 x", b"304", b"999 x", b"20 x", b"200OK", b"500 \xff", b"302 a b"]),
    headers=st.lists(HEADERS, max_size=4),
    version=st.sampled_from([b"1.1", b"1.0"]),
)
def test_heads_are_read_as_h11_reads_them(status: bytes, headers: list[bytes], version: bytes) -> None:
    """The fast way and h11 come to the same status, the same end, and the same word on whether it can be kept."""
    data = b"\r\n".join([b"HTTP/" + version + b" " + status, *headers, b"", b"x"])
    assert _ours(data) == _theirs(data)


def _ours(data: bytes) -> tuple[int, bool] | str:
    reader = AnswerReader()
    try:
        return reader.take(data) or reader.end(), reader.keeps
    except GarbledAnswerError:
        return "garbled"
    except CutAnswerError:
        return "cut"


def _theirs(data: bytes) -> tuple[int, bool] | str:
    protocol = h11.Connection(h11.CLIENT)
    protocol.send(h11.Request(method="POST", target="/", headers=[("host", "h"), ("content-length", "0")]))
    protocol.send(h11.EndOfMessage())
    status = 0
    for piece in (data, b""):
        try:
            protocol.receive_data(piece)
            while (event := protocol.next_event()) is not h11.NEED_DATA:
                if isinstance(event, h11.Response):
                    status = event.status_code
                elif isinstance(event, h11.EndOfMessage):
                    return status, bool(piece and protocol.their_state is h11.DONE and not protocol.trailing_data[0])
        except h11.ProtocolError:
            return "garbled" if piece else "cut"
    return "cut"
