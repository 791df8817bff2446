"""How many requests a second `deliver` makes, beside one bare `httpx.Client`, against a receiver in another process.

    python -m tests.benchmarks.send [COUNT] [CONCURRENCY] [ROUNDS]

Both send the same body with the same headers over kept connections, in turn, several rounds; the ratio of the medians
counts, and should be 1 or more. `deliver` also signs each event and judges each attempt; the bare client does neither.
"""

import asyncio
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

import httpx

from maileroo_cli.delivery.attempt import judge
from maileroo_cli.delivery.deliver import deliver
from maileroo_cli.transport.client import Sender
from maileroo_cli.transport.target import parse_target
from maileroo_cli.webhook.message import Request
from maileroo_cli.webhook.secret import Secret
from maileroo_cli.webhook.signature import SIGNATURE_HEADER, Signer

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
BODY = b'{"event_type":"delivered","padding":"' + b"x" * 460 + b'"}'


class FastReceiver(asyncio.Protocol):
    """Answers 200 as soon as a request is whole."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._data = b""

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            length = int(self._data[:end].lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            if len(self._data) < end + 4 + length:
                return
            self._data = self._data[end + 4 + length :]
            self._transport.write(ANSWER)


def receive(pipe: Connection) -> None:
    """Run the receiver, and tell its port."""

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(FastReceiver, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@dataclass(frozen=True, slots=True)
class Item:
    """A request to deliver."""

    request: Request


def send_with_httpx(url: str, count: int) -> None:
    """Send one request after the other with one kept client."""
    headers = {"content-type": "application/json", SIGNATURE_HEADER: "0" * 64}
    with httpx.Client(trust_env=False) as client:
        for _ in range(count):
            assert client.post(url, content=BODY, headers=headers).status_code == 200


def send_with_mhook(url: str, count: int, concurrency: int) -> None:
    """Sign and deliver as many with our engine."""
    target = parse_target(url)
    signer = Signer(Secret("secret"))

    def items() -> Iterator[Item]:
        for _ in range(count):
            headers = (("Content-Type", "application/json"), (SIGNATURE_HEADER, signer.sign(BODY)))
            yield Item(Request("POST", url, headers, BODY))

    results = deliver(items(), lambda: Sender(target), concurrency=concurrency)
    assert sum(judge(result.attempt).ok for result in results) == count


def main(count: int = 5000, concurrency: int = 8, rounds: int = 7) -> None:
    """Run all in turn and print each median and its ratio to httpx."""
    ours, theirs = multiprocessing.Pipe()
    receiver = multiprocessing.get_context("spawn").Process(target=receive, args=(theirs,), daemon=True)
    receiver.start()
    url = f"http://127.0.0.1:{ours.recv()}/webhook"
    runs: dict[str, Callable[[], None]] = {
        "httpx.Client": lambda: send_with_httpx(url, count),
        "mhook, sequential": lambda: send_with_mhook(url, count, 1),
        f"mhook, {concurrency} at a time": lambda: send_with_mhook(url, count, concurrency),
    }
    speeds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            speeds[name].append(count / (time.perf_counter() - began))
    receiver.terminate()
    bare = statistics.median(speeds["httpx.Client"])
    for name, values in speeds.items():
        speed = statistics.median(values)
        print(f"{name:24}{speed:8.0f} requests/s {speed / bare:6.2f} times httpx  (lowest {min(values):.0f})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
