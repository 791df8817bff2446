"""Fuzzed requests against ``mhook listen`` as a process: none brings it down, keeps it busy, or makes it grow."""

import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from maileroo_cli.capture.http.anomaly import ANOMALIES
from maileroo_cli.capture.http.framing import MIB, Received
from tests.capture.reading import random_cuts, read
from tests.capture.wire_cases import LIMITS, chunked, post
from tests.capture.wire_damage import damage, damaged_requests
from tests.cli.store import event, signature
from tests.listening import NO_ANSWER, Answer, Client, ListenProcess
from tests.soak.part import Effort, SoakRow

TIMES = 100_000
_BETWEEN = 50
_PROMPT = 5.0
_WARM = 0.2
_GROWTH = 64 * MIB
_BOUNDS = ("--max-head", str(LIMITS.head), "--max-headers", str(LIMITS.headers), "--max-body", str(LIMITS.body))


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Yield one row: each connection sends damaged requests and leaves in one of several ways."""
    times, random = effort.of(TIMES), effort.random
    counts: Counter[str] = Counter()
    with (
        TemporaryDirectory(prefix="mhook-soak-") as folder,
        ListenProcess(Path(folder), *_BOUNDS, "--keep", "2000") as listen,
    ):
        warm = 0
        for number in range(times):
            _connect(listen.port, random, counts)
            if number % _BETWEEN == 0:
                counts["hangs"] += not _is_served(listen.port)
            if number == int(times * _WARM):
                warm = listen.peak_memory
        grown = listen.peak_memory - warm
        counts["crashes"] += listen.stop().code != 0
    counts["grown too far"] += grown > _GROWTH
    wrong = sum(counts[name] for name in ("crashes", "hangs", "wrong answers", "grown too far"))
    told = f"{counts['accepted']:,} accepted, {counts['refused']:,} refused, {counts['resets']:,} resets"
    yield SoakRow("connections with fuzzed requests", times, wrong, f"{told}, memory grew by {grown / MIB:.1f} MiB")


def _connect(port: int, random: Random, counts: Counter[str]) -> None:
    """Send damaged requests on one connection, and see to it that each gets the answer that it should get."""
    data = _drawn(random)
    found = read(data)
    with Client(port) as client:
        if random.random() < 0.2:
            counts["resets"] += 1
            client.send(data).reset()
            return
        client.send(*_pieces(data, random)).half_close()
        for one in found:
            accepted = isinstance(one, Received)
            answer = _answer(client, to_head=isinstance(one, Received) and one.head.method == "HEAD")
            wanted = 200 if isinstance(one, Received) else ANOMALIES[one.anomaly].status
            counts["accepted" if accepted else "refused"] += 1
            if answer.status != wanted:
                counts["wrong answers"] += 1
                print(f"{data!r} was answered with {answer.status}, not {wanted}", flush=True)
                return


def _answer(client: Client, *, to_head: bool) -> Answer:
    try:
        return client.final(to_head=to_head)
    except (AssertionError, ValueError, OSError):
        return NO_ANSWER


def _drawn(random: Random) -> bytes:
    """Return what one connection sends: damaged requests, or requests whose bodies are damaged events."""
    if random.random() < 0.6:
        return damaged_requests(random)
    bodies = []
    for _ in range(random.choice((1, 1, 2, 10))):
        body = event(random.randrange(1000), random.choice(("opened", "delivered", "\u202e", "x" * 500)))
        for _ in range(random.choice((0, 1, 3))):
            body = damage(body, random)
        bodies.append(body[: LIMITS.body])
    signed = b"x-maileroo-signature: "
    return b"".join(
        chunked(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body), signed + damage(signature(body).encode(), random))
        if body and random.random() < 0.3
        else post(body, signed + signature(body).encode())
        for body in bodies
    )


def _pieces(data: bytes, random: Random) -> list[bytes]:
    places = [0, *(random_cuts(data, random) if random.random() < 0.5 else ()), len(data)]
    return [data[start:end] for start, end in pairwise(places) if start < end]


def _is_served(port: int) -> bool:
    """Tell whether a plain request is answered promptly."""
    began = time.monotonic()
    with Client(port) as client:
        client.socket.settimeout(_PROMPT)
        return _answer(client.send(post(b"honest")), to_head=False).status == 200 and time.monotonic() - began < _PROMPT
