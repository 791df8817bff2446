"""The listener as a whole: it starts, answers, keeps, and ends."""

import errno
import signal
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.transport.server.address import LOOPBACK, Address, bind
from tests.cli.calling import Mhook
from tests.listening import PATIENCE, Client, ListenProcess, ListenThread

POST = b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"


@pytest.fixture
def mhook() -> Mhook:
    """Call the command line in this process."""
    return Mhook()


def test_process(tmp_path: Path) -> None:
    """A listener started as a user starts it tells where it is, answers, reports, keeps, and ends well on Ctrl-C."""
    with ListenProcess(tmp_path) as listen:
        with Client(listen.port) as client:
            assert client.send(POST).answer().status == 200
        assert listen.next_object()["target"] == "/webhook"
        assert listen.ready_file.read_text() == f"{listen.url}\n"
        ran = listen.stop()
    assert ran.code == 0
    assert [one["schema"] for one in ran.objects] == ["mhook.listen/1", "mhook.arrival/2", "mhook.listen-summary/2"]
    assert [one.content.body for one in listen.captures()] == [b"hello"]
    assert not listen.ready_file.exists()


@pytest.mark.parametrize("extension", [b" ;a", b"; a", b" ; a = b", b'\t;a="b c" ; d'])
def test_white_space_in_a_chunks_extension(tmp_path: Path, extension: bytes) -> None:
    """White space around ";" and "=" is read, as RFC 9112 wants it, and the body is what the chunks hold."""
    data = b"POST /webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    data += b"5%b\r\nhello\r\n0%b\r\n\r\n" % (extension, extension)
    with ListenProcess(tmp_path) as listen:
        with Client(listen.port) as client:
            assert client.send(data).answer().status == 200
            assert client.send(data.replace(extension, b" ")).answer().status == 400
        listen.stop()
    good, bad = listen.captures()
    assert (good.content.body, good.entry.anomaly, bad.entry.anomaly) == (b"hello", "", "chunk-size")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["term", "kill"])
def test_other_ends(tmp_path: Path, number: signal.Signals) -> None:
    """What was answered is in the store, however the process ends."""
    with ListenProcess(tmp_path) as listen:
        with Client(listen.port) as client:
            assert client.send(POST).answer().status == 200
        assert listen.stop(number).code == (0 if number is signal.SIGTERM else -number)
    assert [one.content.body for one in listen.captures()] == [b"hello"]


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (b"POST / HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}", b"{}"),
        (b"\x16\x03\x01hello", b"hello"),
        (POST.replace(b"Host: x", b"Host: x\r\nContent-Length: 6"), b"hello"),
        (POST.replace(b"Length: 5", b"Length: 99999999"), b"hello"),
    ],
    ids=["bare-lf", "tls", "two-lengths", "too-large"],
)
def test_what_came_behind(data: bytes, kept: bytes, mhook: Mhook, tmp_path: Path) -> None:
    """Of a refused request all is kept that came with what is wrong, and shown again byte for byte."""
    with ListenThread(tmp_path) as listen, Client(listen.port) as client:
        assert client.send(data).answer().status in (400, 413)
    (capture,) = listen.captures()
    assert capture.content.trailers.endswith(kept)
    assert mhook("captures", "show", "last", "--raw-request", "--store", listen.path).out == data


def test_a_signature_behind_is_hidden(mhook: Mhook, tmp_path: Path) -> None:
    """A signature that came behind what is wrong is shown only to who asks for it."""
    data = b"POST / HTTP/1.1\nX-Maileroo-Signature: " + b"5" * 64 + b"\nContent-Length: 2\n\n{}"
    with ListenThread(tmp_path) as listen, Client(listen.port) as client:
        assert client.send(data).answer().status == 400
    show = ["captures", "show", "last", "--store", str(listen.path)]
    for words in ([], ["--format", "json"], ["--raw-request"]):
        assert b"5" * 64 not in mhook(*show, *words).out
    assert mhook(*show, "--raw-request", "--with-signatures").out == data


class Exhausted(socket.socket):
    """A listening socket whose connections cannot be had once the process has no file left for one."""

    def __init__(self, address: Address) -> None:
        (bound,) = bind(address)
        super().__init__(fileno=bound.detach())
        self.none_left = False
        self.refused = threading.Event()

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection while there are files."""
        if self.none_left:
            self.refused.set()
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


def test_end_without_a_file_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A listener that tries in vain to accept a connection ends well all the same, and answers the others."""
    monkeypatch.setattr("asyncio.constants.ACCEPT_RETRY_DELAY", 0.05)
    with (
        ListenThread(
            tmp_path, respond=["200,201+delay:0.3s"], bind=lambda _: [Exhausted(Address((LOOPBACK,)))]
        ) as listen,
        Client(listen.port) as client,
    ):
        assert client.send(POST).answer().status == 200
        bound = listen.listener._sockets[0]
        assert isinstance(bound, Exhausted)
        bound.none_left = True
        client.send(POST)
        with Client(listen.port):
            assert bound.refused.wait(PATIENCE)
            listen.stop()
        assert client.answer().status == 201


def test_thread(tmp_path: Path) -> None:
    """A listener can run in a thread of another program."""
    with ListenThread(tmp_path) as listen, Client(listen.port) as client:
        assert client.send(POST).answer().status == 200
        (arrival,) = listen.heard.wait_for(1)
        assert arrival.entry.target == "/webhook"
        assert [one.content.body for one in listen.captures()] == [b"hello"]


LARGEST = 10 * 1024 * 1024


def head(size: int, *lines: bytes) -> bytes:
    """Return the head of a request with a body of so many bytes."""
    return b"".join(line + b"\r\n" for line in (*FIRST, *lines, b"Content-Length: %d" % size, b""))


FIRST = (b"POST /webhook HTTP/1.1", b"Host: x")


@pytest.mark.parametrize(
    ("options", "within", "beyond", "status"),
    [
        ("", head(LARGEST) + b"x" * LARGEST, head(LARGEST + 1), 413),
        ("", head(0, *[b"a: b"] * 98), head(0, *[b"a: b"] * 99), 431),
        ("", head(0, b"a: " + b"b" * 65_000), head(0, b"a: " + b"b" * 65_536), 431),
        ("--max-body 5", head(5) + b"hello", head(6), 413),
        ("--max-body 2KiB", head(2048) + b"x" * 2048, head(2049), 413),
        ("--max-headers 3", head(0, b"a: b"), head(0, b"a: b", b"a: b"), 431),
        ("--max-head 500", head(0, b"a: " + b"b" * 400), head(0, b"a: " + b"b" * 500), 431),
        ("--head-timeout 0.05", head(0), b"POST", 408),
        ("--request-timeout 0.05", head(0), head(1), 408),
    ],
    ids=["body", "headers", "head", "5-bytes", "2-kib", "3-headers", "500-bytes", "head-time", "request-time"],
)
def test_options(options: str, within: bytes, beyond: bytes, status: int, tmp_path: Path) -> None:
    """The limits for clients are those that were promised, or asked for."""
    with ListenProcess(tmp_path, *options.split()) as listen, Client(listen.port) as client:
        assert client.send(within).answer().status == 200
        assert client.send(beyond).answer().status == status


def test_max_connections(tmp_path: Path) -> None:
    """The number of connections is the one that was asked for, and those ended to make room are told and counted."""
    with ListenProcess(tmp_path, "--max-connections", "1") as listen:
        with Client(listen.port) as client:
            assert client.send(POST + POST[:20]).answer().status == 200
            with Client(listen.port) as other:
                assert other.send(POST).answer().status == 200
                assert client.answer().status == 408
        ran = listen.stop()
    assert [one.entry.anomaly for one in listen.captures()] == ["", "evicted", ""]
    assert (ran.objects[-1]["turned_away"], ran.objects[-1]["anomaly_counts"]["evicted"]) == (1, 1)


def test_idle_timeout(tmp_path: Path) -> None:
    """A connection that stays idle for too long is closed without an answer."""
    with ListenProcess(tmp_path, "--idle-timeout", "0.05") as listen, Client(listen.port) as client:
        assert client.send(POST).answer().status == 200
        assert client.ended
