"""Reading a pipe that never waits: nothing where nothing has come, then the bytes, then the end."""

import os
from collections.abc import Callable, Iterator
from typing import IO

import pytest

from maileroo_cli.transport.load.worker.feed import PipeFeed, ThreadFeed, UnblockedFeed, make_feed

KINDS = [
    pytest.param(ThreadFeed, id="thread"),
    pytest.param(UnblockedFeed, id="unblocked", marks=pytest.mark.skipif(os.name == "nt", reason="not on Windows")),
    pytest.param(make_feed, id="of this system"),
]


@pytest.fixture
def pipe() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Give both ends of a pipe."""
    read, write = os.pipe()
    with os.fdopen(read, "rb", 0) as output, os.fdopen(write, "wb", 0) as input_:
        yield output, input_


def await_bytes(feed: PipeFeed) -> bytes:
    """Return what comes next; a thread may still be on its way."""
    while (data := feed.read()) is None:
        pass
    return data


@pytest.mark.parametrize("make", KINDS)
def test_a_pipe_is_read_without_waiting(
    make: Callable[[IO[bytes]], PipeFeed], pipe: tuple[IO[bytes], IO[bytes]]
) -> None:
    """An open pipe without bytes gives nothing at once; the end is told each time."""
    output, input_ = pipe
    feed = make(output)
    assert feed.read() is None
    input_.write(b"one")
    assert await_bytes(feed) == b"one"
    assert feed.read() is None
    input_.write(b"two")
    input_.close()
    assert [await_bytes(feed), await_bytes(feed), await_bytes(feed)] == [b"two", b"", b""]


def test_a_thread_reads_on_as_there_is_room(pipe: tuple[IO[bytes], IO[bytes]]) -> None:
    """More than it holds at a time comes whole, and in order."""
    output, input_ = pipe
    feed, found = ThreadFeed(output), b""
    for number in range(40):
        input_.write(b"%d," % number)
        found += await_bytes(feed) if number % 2 else b""
    input_.close()
    while data := await_bytes(feed):
        found += data
    assert found == b"".join(b"%d," % number for number in range(40))
