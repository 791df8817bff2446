"""The listener as a whole: it starts, answers, keeps, and ends."""

import signal
from pathlib import Path

import pytest

from tests.listening import Client, ListenProcess, ListenThread

POST = b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"


def test_process(tmp_path: Path) -> None:
    """A listener started as a user starts it tells where it is, answers, reports, keeps, and ends well on Ctrl-C."""
    with ListenProcess(tmp_path) as listen:
        with Client(listen.port) as client:
            assert client.send(POST).answer().status == 200
        assert listen.next_object()["target"] == "/webhook"
        assert listen.ready_file.read_text() == f"{listen.url}\n"
        ran = listen.stop()
    assert ran.code == 0
    assert [one["schema"] for one in ran.objects] == ["mhook.listen/1", "mhook.arrival/1", "mhook.listen-summary/1"]
    assert [one.content.body for one in listen.captures()] == [b"hello"]
    assert not listen.ready_file.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["term", "kill"])
def test_other_ends(tmp_path: Path, number: signal.Signals) -> None:
    """What was answered is in the store, however the process ends."""
    with ListenProcess(tmp_path) as listen:
        with Client(listen.port) as client:
            assert client.send(POST).answer().status == 200
        assert listen.stop(number).code == (0 if number is signal.SIGTERM else -number)
    assert [one.content.body for one in listen.captures()] == [b"hello"]


def test_thread(tmp_path: Path) -> None:
    """A listener can run in a thread of another program."""
    with ListenThread(tmp_path) as listen, Client(listen.port) as client:
        assert client.send(POST).answer().status == 200
        (arrival,) = listen.heard.wait_for(1)
        assert arrival.entry.target == "/webhook"
        assert [one.content.body for one in listen.captures()] == [b"hello"]
