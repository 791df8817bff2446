"""``mhook inspect`` beside ``mhook listen``, each a process of its own: what arrives is streamed, once and in order."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.answer_keys import check_answer
from tests.cli.store import event, signature
from tests.inspecting import InspectProcess
from tests.listening import PATIENCE, Client, ListenProcess


def send(client: Client, first: int, count: int) -> None:
    """Send signed events, one after the other."""
    for number in range(first, first + count):
        body = event(number)
        head = f"POST / HTTP/1.1\r\nHost: x\r\nX-Maileroo-Signature: {signature(body)}\r\nContent-Length: {len(body)}"
        assert client.send(head.encode() + b"\r\n\r\n" + body).answer().status == 200


class Stream:
    """A stream that is read as a browser does, which goes on after the last row that it was told of."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.event_ids: list[str] = []

    @contextmanager
    def open(self, inspect: InspectProcess) -> Iterator[Iterator[dict[str, Any]]]:
        """Have the events of one connection, as their data."""
        with closing(HTTPConnection("127.0.0.1", inspect.port, timeout=PATIENCE)) as connection:
            headers = {"Authorization": f"Bearer {inspect.token}", "Accept": "text/event-stream"}
            headers |= {"Last-Event-ID": str(self.rows[-1])} if self.rows else {}
            connection.request("GET", "/api/stream", headers=headers)
            answer = connection.getresponse()
            assert (answer.status, answer.getheader("content-type", "").split(";")[0]) == (200, "text/event-stream")
            assert answer.readline().startswith(b":")
            yield (check_answer(json.loads(line[6:])) for line in answer if line.startswith(b"data: "))

    def read_to(self, events: Iterator[dict[str, Any]], row: int) -> None:
        """Take note of what is told, up to a row."""
        while not self.rows or self.rows[-1] < row:
            told = next(events)
            if told["schema"] == "mhook.inspector-stream/1":
                assert told["left_out"] == 0
                self.rows += [one["row"] for one in told["captures"]]
                self.event_ids += [one["event_id"] for one in told["captures"]]


@pytest.mark.slow
def test_an_inspector_that_is_killed(tmp_path: Path) -> None:
    """No row is lost or told twice, also where the inspector is killed and started again while requests arrive."""
    stream = Stream()
    with ListenProcess(tmp_path) as listen, Client(listen.port) as client:
        with InspectProcess(listen.store) as inspect, stream.open(inspect) as events:
            send(client, 1, 50)
            stream.read_to(events, 50)
            status, answer = inspect.ask("/api/wait?type=delivered&count=50&seconds=0")
            assert (status, answer["met"], answer["found"]) == (200, True, 50)
            inspect.kill()
        send(client, 51, 50)
        with InspectProcess(listen.store) as inspect, stream.open(inspect) as events:
            send(client, 101, 50)
            stream.read_to(events, 150)
            inspect.stop()
            assert list(events) == []
    assert stream.rows == list(range(1, 151))
    assert stream.event_ids == [f"{number:048x}" for number in range(1, 151)]
