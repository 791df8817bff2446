"""A flood of wrong signatures and odd bodies beside honest clients of ``mhook listen``.

None of the honest ones is refused, each request is answered and stored once, and no process is left at the end. How
long the honest ones waited, and how much memory the listener took, is counted besides.
"""

import json
import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.flood import SECRET, honest_request, post, wrong_request
from tests.listening import Client, ListenProcess
from tests.soak.part import Effort, SoakRow

_SECONDS = 600
_EVERY = 0.02
_TOGETHER = {"wrong": 10, "odd": 1}
_PAUSE = 0.01
_MIB = 1 << 20

ODD: dict[str, Callable[[int], bytes]] = {
    "deep lists": lambda size: b'{"a":' + b"[" * size,
    "deep objects": lambda size: b'{"a":' * (size // 5),
    "many keys": lambda size: json.dumps({f"k{number}": 1 for number in range(size // 18)}).encode(),
    "the same key": lambda size: b"{" + b'"event_id":"x",' * (size // 15) + b'"event_type":5}',
    "small lists": lambda size: b'{"event_type":5,"a":[' + b"[[[[]]]]," * (size // 9) + b"1]}",
    "a long number": lambda size: b'{"event_time":' + b"9" * size + b"}",
    "a long id": lambda size: b'{"event_id":"' + b"x" * size + b'","event_type":1}',
    "escapes": lambda size: b'{"event_id":"' + b"\\u00e9" * (size // 6) + b'"}',
    "half pairs": lambda size: b'{"event_id":"' + b"\\ud800" * (size // 6) + b'"}',
    "no text": lambda size: b"\xff" * size,
}
"""What is most laborious to read, by its size in bytes."""

_SIZES = {1_000: 50, 60_000: 30, _MIB - 100: 15, 9 * _MIB: 1}
"""How large they are, and how often: what is stored of the largest takes longer than anything that is read in it."""


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Yield one row: a flood of ten minutes."""
    seconds = max(3.0, _SECONDS * effort.share)
    with tempfile.TemporaryDirectory() as folder:
        yield _flood(Path(folder), seconds, effort.random.randrange(1 << 30))


def _flood(folder: Path, seconds: float, seed: int) -> SoakRow:
    with ListenProcess(folder, "--quiet", env={"MAILEROO_WEBHOOK_SECRET": SECRET}) as listen:
        floods = {"wrong": _wrong(random.Random(seed)), "odd": _odd(random.Random(seed))}
        next(floods["odd"])
        end = time.monotonic() + seconds
        answers: Counter[str] = Counter()
        flooders = [
            threading.Thread(target=_send, args=(listen.port, end, answers, name, requests, _TOGETHER[name]))
            for name, requests in floods.items()
        ]
        for flooder in flooders:
            flooder.start()
        latencies, refused = _stay_honest(listen.port, end)
        for flooder in flooders:
            flooder.join()
        searchers, memory = _children(listen.pid), listen.peak_memory / _MIB
        ran = listen.stop()
    left = [pid for pid in searchers if _is_running(pid)]
    stored = Counter(one.entry.verdict for one in listen.captures())
    missing = len(latencies) - stored["valid"] + answers["wrong"] + answers["odd"] - stored["invalid"]
    wrong = refused + len(left) + abs(missing) + answers["refused"] + (ran.code != 0)
    times = sorted(latencies)
    half, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
    detail = (
        f"{answers['wrong']:,} wrong signatures and {answers['odd']:,} odd bodies; honest p50 {half:.1f} ms,"
        f" p99 {slow:.0f} ms; {memory:.0f} MiB"
    )
    return SoakRow("honest requests beside a flood of wrong signatures", len(latencies), wrong, detail)


def _wrong(draw: random.Random) -> Iterator[bytes]:
    while True:
        yield wrong_request(draw)


def _odd(draw: random.Random) -> Iterator[bytes]:
    """Yield odd bodies, which are made beforehand: that would hold up the honest clients of this process."""
    made = {size: [post(make(size), draw.randbytes(32).hex()) for make in ODD.values()] for size in _SIZES}
    while True:
        [size] = draw.choices(list(_SIZES), list(_SIZES.values()))
        yield draw.choice(made[size])


def _send(port: int, end: float, answers: Counter[str], name: str, requests: Iterator[bytes], together: int) -> None:
    """Send some requests at a time, with a pause between, until it is time to end."""
    with Client(port) as client:
        while time.monotonic() < end:
            client.send(*(next(requests) for _ in range(together)))
            for _ in range(together):
                answers[name if client.answer().status == 200 else "refused"] += 1
            time.sleep(_PAUSE)


def _stay_honest(port: int, end: float) -> tuple[list[float], int]:
    """Send signed requests at their times; return how many milliseconds each waited, and how many were refused."""
    latencies: list[float] = []
    refused, due = 0, time.monotonic()
    with Client(port) as client:
        while due < end:
            time.sleep(max(0.0, due - time.monotonic()))
            refused += client.send(honest_request(len(latencies))).answer().status != 200
            latencies.append((time.monotonic() - due) * 1000)
            due += _EVERY
    return latencies, refused


def _children(pid: int) -> list[int]:
    """Return the processes that the listener has started; none where the system does not tell."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
