"""The body of a request on its way into an application."""

import threading
import time

import pytest

from maileroo_cli.transport.app.body import HIGH_WATER, PIECE, RequestBody, open_body
from tests.transport.app.calling import PATIENCE


def make_body(data: bytes = b"", *, whole: bool = True) -> RequestBody:
    """Return a body that holds ``data``."""
    body = RequestBody(lambda: None)
    body.put(data, None)
    if whole:
        body.finish()
    return body


def test_it_is_taken_in_pieces_as_servers_read_it() -> None:
    """No piece is longer than a server's."""
    body = make_body(b"x" * (PIECE + 10))
    assert [len(body.take()), body.is_taken, len(body.take()), body.is_taken] == [PIECE, False, 10, True]


def test_it_is_read_like_a_file() -> None:
    """Parts, lines and what is left are read, as of ``wsgi.input``."""
    file = open_body(make_body(b"one\ntwo\nthree\nfour"))
    assert (file.read(2), file.readline(), file.readline(2), file.readlines()) == (
        b"on",
        b"e\n",
        b"tw",
        [b"o\n", b"three\n", b"four"],
    )
    assert (file.read(), file.read(5)) == (b"", b"")


def test_it_is_iterated_by_lines() -> None:
    """A file of bytes yields its lines."""
    assert list(open_body(make_body(b"a\nb"))) == [b"a\n", b"b"]


def test_a_reader_waits_for_what_comes_later() -> None:
    """Where nothing is there yet, more is asked for, and comes."""

    def give() -> None:
        body.put(b"late", None)
        body.finish()

    body = RequestBody(lambda: threading.Thread(target=give).start())
    assert open_body(body).read() == b"late"


def test_one_that_is_cut_off_ends_early() -> None:
    """Who reads a body whose peer has gone gets what has come, and no error."""
    body = make_body(b"half", whole=False)
    body.cut()
    assert open_body(body).read(100) == b"half"


def test_much_is_held_back_until_some_was_taken() -> None:
    """Whoever puts waits where too much waits to be taken."""
    body = RequestBody(lambda: None)
    thread = threading.Thread(target=body.put, args=(b"x" * (3 * HIGH_WATER), time.monotonic() + PATIENCE))
    thread.start()
    taken, most = 0, 0
    while taken < 3 * HIGH_WATER:
        body.wait()
        taken += len(body.take())
        most = max(most, len(body._pieces))
    thread.join(PATIENCE)
    assert (taken, most <= HIGH_WATER + PIECE, thread.is_alive()) == (3 * HIGH_WATER, True, False)


def test_what_nobody_takes_in_time_raises() -> None:
    """The deadline of a request holds also where an application does not read."""
    with pytest.raises(TimeoutError):
        RequestBody(lambda: None).put(b"x" * (2 * HIGH_WATER), time.monotonic() + 0.05)


@pytest.mark.parametrize("what", ["release", "abandon"])
def test_nobody_waits_for_one_that_is_over(what: str) -> None:
    """Once a request is over, or its application has returned, putting waits for nothing."""
    body = RequestBody(lambda: None)
    thread = threading.Thread(target=body.put, args=(b"x" * (3 * HIGH_WATER), time.monotonic() + PATIENCE))
    thread.start()
    getattr(body, what)()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_nothing_is_kept_that_nobody_takes() -> None:
    """After the application has returned, the rest of a large body costs no memory."""
    body = make_body()
    body.abandon()
    body.put(b"x" * 100, None)
    assert not body._pieces
