"""Listeners that are killed while clients post and others read: what was lost, refused, or could not be read.

The tests do this a few times, the soak thousands of times.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from maileroo_cli.capture.store.archive import Archive
from tests.listening import NO_ANSWER, PATIENCE, Client
from tests.transport.server.driver import Driver, bytes_of, check_integrity, make_request

SENDERS = 3
SIZES = (0, 300, 5_000, 70_000, 400_000)
"""The sizes of bodies: a few of the largest are as much as is worth moving the log."""

MOST_WRITTEN = 24_000_000


@dataclass(slots=True)
class KillCounts:
    """What came of killing a listener again and again."""

    kills: int = 0
    written: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    readings: int = 0
    refused: list[str] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How often anything went wrong."""
        return self.lost + self.doubled + len(self.refused) + len(self.failed)

    def add(self, other: "KillCounts") -> None:
        """Add what came of others."""
        self.kills += other.kills
        self.written += other.written
        self.acknowledged += other.acknowledged
        self.lost += other.lost
        self.doubled += other.doubled
        self.readings += other.readings
        self.refused += other.refused
        self.failed += other.failed


class Readers:
    """Processes that read a store with one command after another while the ``with`` block runs."""

    def __init__(self, store: Path, count: int) -> None:
        self._command = [sys.executable, "-m", "tests.transport.server.reading", str(store)]
        self._count = count
        self.readings = 0
        self.failed: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        pipe, root = subprocess.PIPE, Path(__file__).parents[3]
        self._programs = [
            subprocess.Popen([*self._command, str(place)], stdin=pipe, stdout=pipe, cwd=root)
            for place in range(self._count)
        ]
        for program in self._programs:
            assert program.stdout is not None
            program.stdout.readline()
        return self

    def __exit__(self, *_: object) -> None:
        for program in self._programs:
            out, _error = program.communicate(timeout=PATIENCE)
            told = json.loads(out)
            self.readings += told["readings"]
            self.failed += told["failed"]


class Sender(threading.Thread):
    """Posts one request after the other until the listener is gone; ``acknowledged`` got their 200."""

    def __init__(self, port: int, name: str, seed: int, sizes: Sequence[int]) -> None:
        super().__init__(daemon=True)
        self._client = Client(port)
        self._name, self._sizes = name, sizes
        self._chance = random.Random(seed)
        self.acknowledged: list[bytes] = []
        self.written = 0
        self.wanted = 0
        self.enough = threading.Event()

    def run(self) -> None:
        """Post."""
        with self._client as client:
            for number in range(100_000):
                request = make_request(f"{self._name}-{number}", self._chance.choice(self._sizes))
                try:
                    answer = client.send(request).answer()
                except AssertionError:  # half an answer
                    break
                if answer is NO_ANSWER:
                    break
                assert answer.status == 200
                self.acknowledged.append(hashlib.sha256(request).digest())
                self.written += len(request)
                if self.written >= self.wanted:
                    self.enough.set()
        self.enough.set()


def kill_again_and_again(
    folder: Path,
    durability: str,
    chance: random.Random,
    *,
    turns: int,
    readers: int,
    sizes: Sequence[int] = SIZES,
    most: int = MOST_WRITTEN,
) -> KillCounts:
    """Kill a listener on one new store so many times, each after up to ``most`` bytes were acknowledged."""
    store, counts = folder / "captures.db", KillCounts()
    acknowledged: list[bytes] = []
    with Readers(store, readers) as reading:
        for turn in range(turns):
            try:
                acknowledged += _kill_once(store, durability, chance, f"{turn}", sizes, most // SENDERS, counts)
            except RefusedStartError as error:
                counts.refused.append(str(error))
    counts.readings, counts.failed = reading.readings, reading.failed
    check_integrity(store)
    with Archive(store) as archive:
        kept = [hashlib.sha256(bytes_of(capture)).digest() for capture in archive.captures()]
    counts.acknowledged = len(acknowledged)
    counts.lost = len(set(acknowledged) - set(kept))
    counts.doubled = len(kept) - len(set(kept))
    assert len(kept) - len(acknowledged) <= turns * SENDERS  # at most the one that each was waiting for
    return counts


class RefusedStartError(Exception):
    """A listener did not start on a store that another one left."""


def _kill_once(
    store: Path,
    durability: str,
    chance: random.Random,
    name: str,
    sizes: Sequence[int],
    most: int,
    counts: KillCounts,
) -> list[bytes]:
    with ExitStack() as stack:
        try:
            driver = stack.enter_context(Driver(store, durability))
        except AssertionError as error:
            raise RefusedStartError(str(error)) from None
        senders = [Sender(driver.port, f"{name}-{one}", chance.getrandbits(32), sizes) for one in range(SENDERS)]
        for sender in senders:
            sender.wanted = chance.randrange(1, most)
            sender.start()
        assert chance.choice(senders).enough.wait(PATIENCE)
        driver.process.kill()
        for sender in senders:
            sender.join(PATIENCE)
    counts.kills += 1
    counts.written += sum(sender.written for sender in senders)
    return [one for sender in senders for one in sender.acknowledged]


def readers_beside() -> int:
    """Return how many readers leave room for the listener on this machine."""
    return max(1, min(3, (os.cpu_count() or 1)))
