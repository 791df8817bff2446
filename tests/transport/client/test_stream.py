"""Tests of maileroo_cli.transport.client.stream for what no receiver can bring about reliably."""

import socket
import struct
import time
from collections.abc import Callable, Iterator

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome, Phase
from maileroo_cli.transport.client.stream import PeerError, Stream


@pytest.fixture
def pair() -> Iterator[tuple[Stream, socket.socket]]:
    """Return a stream and the socket at its other end."""
    listener = socket.create_server(("127.0.0.1", 0))
    near = socket.create_connection(listener.getsockname())
    far, _ = listener.accept()
    with listener, near, far:
        yield Stream(near, (BlockingIOError,), time.monotonic() + 5), far


def break_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every send fail as on a connection that the peer has closed."""

    def fail(self: Stream, data: bytes) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(Stream, "_send", fail)


def reset(far: socket.socket) -> None:
    """End the connection from the other end with a TCP reset."""
    far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    far.close()


def test_answer_of_a_broken_request(pair: tuple[Stream, socket.socket], monkeypatch: pytest.MonkeyPatch) -> None:
    """What came back is read although the request could not be sent to its end."""
    stream, far = pair
    far.sendall(b"HTTP/1.1 413 X\r\n\r\n")
    break_sending(monkeypatch)
    assert stream.exchange_first((b"request",)).startswith(b"HTTP/1.1 413")
    assert stream.phase is Phase.READING


@pytest.mark.parametrize("end", [socket.socket.close, reset], ids=["closed", "reset"])
def test_broken_request(
    pair: tuple[Stream, socket.socket], monkeypatch: pytest.MonkeyPatch, end: Callable[[socket.socket], None]
) -> None:
    """Where nothing came back either, the failure to send is told."""
    stream, far = pair
    end(far)
    break_sending(monkeypatch)
    with pytest.raises(PeerError) as raised:
        stream.exchange_first((b"request",))
    assert raised.value.outcome is Outcome.RESET
    assert "Broken pipe" in raised.value.detail


def test_stale(pair: tuple[Stream, socket.socket]) -> None:
    """An idle connection is good until the other end closes or resets it."""
    stream, far = pair
    assert not stream.is_stale()
    reset(far)
    assert stream.is_stale()


def test_interrupt_of_a_closed_stream(pair: tuple[Stream, socket.socket]) -> None:
    """Interrupting a connection that is closed already does nothing."""
    stream, _ = pair
    stream.close()
    stream.interrupt()
    with pytest.raises(PeerError):
        stream.receive()
