"""Writers of a store, without a listener before them, killed past checkpoints beside readers: many more than of those.

Both are forks of this process, which saves starting Python each time; where none can be forked this is left out.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.writer import CHECKPOINT_BYTES, Durability, Store
from maileroo_cli.errors import MhookError
from maileroo_cli.operation.captures.path import locate_store
from tests.capture.stored import capture
from tests.soak.part import Effort, SoakRow
from tests.transport.server.driver import check_integrity

KILLS = 10_000
TURNS = 20
READERS = 2
BODY = bytes(range(256)) * 1_000
MOST_BATCHES = 40
BATCH = 2
"""A checkpoint is due after some sixteen batches."""


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Kill writers of both durabilities."""
    if not hasattr(os, "fork"):
        yield SoakRow("kills of a store's writer", 0, 0, "left out: no process can be forked here")
        return
    for durability in Durability:
        left, kills, acknowledged = effort.of(KILLS // 2), 0, 0
        wrong: list[str] = []
        readings = 0
        while left > 0:
            turns = min(TURNS, left)
            with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
                stored, read = _one_store(Path(folder) / "a.db", durability, turns, effort.random, wrong)
            kills, acknowledged, readings, left = kills + turns, acknowledged + stored, readings + read, left - turns
        sys.stderr.writelines(f"{one}\n" for one in wrong[:10])
        detail = f"{acknowledged:,} acknowledged, {readings:,} readings"
        yield SoakRow(f"kills of a store's writer, durability {durability}", kills, len(wrong), detail)


def _one_store(path: Path, durability: Durability, turns: int, chance: Random, wrong: list[str]) -> tuple[int, int]:
    """Kill a writer so many times on one store; return how many captures were acknowledged, and how often was read."""
    Store(path).close()
    readers = [_fork(_read, path, seed) for seed in range(READERS)]
    acknowledged = 0
    for _ in range(turns):
        wanted = chance.randrange(1, MOST_BATCHES)
        pid, told = _fork(_write, path, durability, acknowledged)
        for _ in range(wanted):
            if os.read(told, 1) != b".":
                break
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        rest = b""
        while piece := os.read(told, 1 << 16):
            rest += piece
        os.close(told)
        if b"!" in rest:
            wrong.append(rest.decode(errors="replace"))
        with Archive(path) as archive:
            there = archive.count()
        if there < acknowledged + (wanted + rest.count(b".")) * BATCH:
            wrong.append(f"{there} are there, {acknowledged} and {wanted} times {BATCH} were acknowledged")
        acknowledged = there
    readings = 0
    for pid, told in readers:
        os.kill(pid, signal.SIGTERM)
        heard = b""
        while piece := os.read(told, 1 << 16):
            heard += piece
        os.close(told)
        os.waitpid(pid, 0)
        readings += heard.count(b".")
        wrong += [line for line in heard.decode(errors="replace").replace(".\n", "").splitlines() if line]
    check_integrity(path)
    return acknowledged, readings


def _fork(work: Callable[..., None], *arguments: object) -> tuple[int, int]:
    """Have a new process do some work; return its number and where what it tells can be read."""
    heard, told = os.pipe()
    pid = os.fork()
    if pid:
        os.close(told)
        return pid, heard
    try:
        work(told, *arguments)
    except BaseException as error:  # noqa: BLE001  (it is told, whatever it is)
        os.write(told, f"!{error}\n".encode())
    finally:
        os._exit(0)


def _write(told: int, path: Path, durability: Durability, first: int) -> None:
    with Store(path, durability=durability) as store:
        number = first
        while True:
            store.add([capture(number + place, body=BODY) for place in range(BATCH)])
            os.write(told, b".")
            number += BATCH
            if store.unmoved > CHECKPOINT_BYTES:
                store.checkpoint()


def _read(told: int, path: Path, seed: int) -> None:
    chance = Random(seed)
    while True:
        try:
            choice = chance.randrange(10)
            if choice == 0:
                locate_store(path)
            else:
                with Archive(path) as archive:
                    if choice == 1:
                        sum(len(one.content.body) for one in archive.captures())
                    elif choice < 5 and archive.count():
                        archive.find("last")
                    else:
                        list(archive.entries(limit=5))
        except MhookError as error:
            os.write(told, f"!{error}\n".encode())
        os.write(told, b".\n")
