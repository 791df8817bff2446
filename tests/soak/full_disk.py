"""A disk that is full again and again beside ``mhook listen``: 507 or kept, readable all the time, and well again.

It needs a small file system of its own, and therefore root on Linux: elsewhere this part is left out.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.cli.calling import VARIABLE, Mhook
from tests.listening import Client, ListenProcess, read_captures
from tests.soak.part import Effort, SoakRow
from tests.transport.server.driver import KEY, bytes_of, check_integrity, make_request

CYCLES = 200
CYCLES_A_DISK = 20
DISK = 4 * 1024 * 1024
READINGS = (
    ("captures", "list", "--limit", "0"),
    ("captures", "show", "last"),
    ("captures", "path"),
    ("captures", "export"),
    ("verify",),
)


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Fill disks."""
    what, left, wrong, done = "full disks beside listen", effort.of(CYCLES), list[str](), 0
    counts = {"kept": 0, "refused": 0, "readings": 0, "prunes": 0, "kills": 0}
    with TemporaryDirectory() as folder:
        while left > 0:
            with small_disk(Path(folder)) as mounted:
                if not mounted:
                    yield SoakRow(what, 0, 0, "left out: it takes root and Linux to make a small disk")
                    return
                cycles = min(left, CYCLES_A_DISK)
                for durability in ("normal", "full")[: 1 + (cycles > 1)]:
                    disk = FullDisk(Path(folder), durability, effort.random, counts, wrong)
                    done += disk.cycle(cycles // 2 or 1)
                left -= cycles
    sys.stderr.writelines(f"{one}\n" for one in wrong[:20])
    yield SoakRow(what, done, len(wrong), ", ".join(f"{number:,} {name}" for name, number in counts.items()))


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Put a small file system in the place of a folder while the ``with`` block runs; yield whether that could be."""
    line = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    try:
        mounted = sys.platform == "linux" and subprocess.run(line, check=False, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


class FullDisk:
    """Fills the disk at ``folder`` beside a listener, and empties it again."""

    def __init__(self, folder: Path, durability: str, chance: Random, counts: dict[str, int], wrong: list[str]) -> None:
        self._folder = folder / durability
        self._folder.mkdir()
        self._store = self._folder / "captures.db"
        self._options = ("--durability", durability, "--quiet")
        self._chance, self._counts, self._wrong = chance, counts, wrong
        self._kept: list[bytes] = []
        self._number = 0
        self._mhook = Mhook()

    def cycle(self, times: int) -> int:
        """Do it so many times, and return how often it was done; a listener ends in a kill as often as in order."""
        done = 0
        while done < times:
            with ListenProcess(self._folder, *self._options, env={VARIABLE: KEY}) as listen:
                for _ in range(min(self._chance.randint(1, 4), times - done)):
                    self._once(listen)
                    done += 1
                if self._chance.random() < 0.5:
                    self._counts["kills"] += 1
                    listen.kill()
            self._check()
            check_integrity(self._store)
        with suppress(FileNotFoundError):
            self._store.unlink()
        return done

    def _once(self, listen: ListenProcess) -> None:
        with Client(listen.port) as client:
            self._expect(self._post(client, 1_000) == 200, "it does not store with room on the disk")
            with self._ballast():
                statuses = [self._post(client, self._chance.choice((10, 1_000, 20_000, 200_000))) for _ in range(12)]
                self._expect({*statuses} <= {200, 507}, f"it answers {statuses}")
                self._read()
                self._prune("full")
            self._expect(self._post(client, 1_000) == 200, "it does not store after there is room again")
            self._read()
            self._prune("")

    def _post(self, client: Client, size: int) -> int:
        self._number += 1
        request = make_request(f"{self._folder.name}-{self._number}", size)
        status = client.send(request).answer().status
        if status == 200:
            self._kept.append(request)
            self._counts["kept"] += 1
        self._counts["refused"] += status == 507
        return status

    @contextmanager
    def _ballast(self) -> Iterator[None]:
        """Leave hardly any room on the disk while the ``with`` block runs."""
        path = self._folder.parent / "ballast"
        room = self._chance.choice((0, 0, 5_000, 50_000, 300_000))
        left = os.statvfs(path.parent)
        with path.open("wb", buffering=0) as file, suppress(OSError):
            for _ in range(max(0, left.f_bavail * left.f_frsize - room) // 4096):
                file.write(bytes(4096))
        try:
            yield
        finally:
            path.unlink()

    def _read(self) -> None:
        for line in READINGS:
            ran = self._mhook(*line, "--store", self._store, env={VARIABLE: KEY})
            self._counts["readings"] += 1
            self._expect(ran.code == 0, f"{line} exits with {ran.code}: {ran.err}")

    def _prune(self, disk: str) -> None:
        """Delete all but the newest five; on a full disk that may be refused, and then nothing may be gone."""
        self._check()
        ran = self._mhook("captures", "prune", "--keep", "5", "--store", self._store)
        self._counts["prunes"] += ran.code == 0
        self._expect(ran.code == 0 or (disk == "full" and ran.code == 3), f"prune exits with {ran.code}: {ran.err}")
        if ran.code == 0:
            self._kept = self._kept[-5:]
        self._check()

    def _check(self) -> None:
        """Check that all that was acknowledged and not deleted is there."""
        there = {bytes_of(capture) for capture in read_captures(self._store)}
        lost = len(set(self._kept) - there)
        self._expect(not lost, f"{lost} are lost")

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self._wrong.append(otherwise)
