"""How many requests a second `deliver` makes, beside one bare `httpx.Client`, against a receiver in another process.

    python -m tests.benchmarks.send [COUNT] [CONCURRENCY] [ROUNDS]

Both send the same body with the same headers over kept connections, in turn, several rounds; the ratio of the medians
counts, and should be 1 or more. `deliver` also signs each event and judges each attempt; the bare client does neither.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from maileroo_cli.delivery.attempt.judgement import judge
from maileroo_cli.delivery.attempt.sending import deliver
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Signer
from tests.benchmarks.receiver import fast_receiver

BODY = b'{"event_type":"delivered","padding":"' + b"x" * 460 + b'"}'


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
    with fast_receiver() as url:
        measure(url, count, concurrency, rounds)


def send_with_program(url: str, count: int, concurrency: int) -> None:
    """Send as many with the whole program, its start and its line for each attempt included."""
    command = [sys.executable, "-m", "maileroo_cli", "send", "delivered", "--secret", "secret", "--url", url]
    more = ["--count", str(count), "--concurrency", str(concurrency)]
    subprocess.run([*command, *more], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(url: str, count: int, concurrency: int, rounds: int) -> None:
    """Run all in turn against the receiver at ``url``."""
    runs: dict[str, Callable[[], None]] = {
        "httpx.Client": lambda: send_with_httpx(url, count),
        "mhook, sequential": lambda: send_with_mhook(url, count, 1),
        f"mhook, {concurrency} at a time": lambda: send_with_mhook(url, count, concurrency),
        "the whole program": lambda: send_with_program(url, count, concurrency),
    }
    speeds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            speeds[name].append(count / (time.perf_counter() - began))
    bare = statistics.median(speeds["httpx.Client"])
    for name, values in speeds.items():
        speed = statistics.median(values)
        print(f"{name:24}{speed:8.0f} requests/s {speed / bare:6.2f} times httpx  (lowest {min(values):.0f})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
