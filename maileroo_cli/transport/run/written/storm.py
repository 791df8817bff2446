"""The file of one storm, in the folder of runs: its plan, and a line for each attempt that came to its end.

It is text that is only appended to, since a storm writes thousands of lines a second; what was written survives any
death. No secret is in it, no command, no value of a header: going on with it can do no more than its plan says.
"""

import os
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from maileroo_cli.capture.database.wording import short_name, system_words
from maileroo_cli.capture.disk.creation import NO_FOLLOWING
from maileroo_cli.capture.disk.reading import open_own_file
from maileroo_cli.capture.store.file import refuse_links
from maileroo_cli.capture.store.lock import StoreLock
from maileroo_cli.delivery.storm.live.attempts import EndedAttempt, WaveAttempt
from maileroo_cli.delivery.storm.live.notes import (
    NotedStorm,
    SeenStorm,
    attempt_line,
    base_line,
    end_line,
    is_end,
    moment_line,
    plan_line,
    read_notes,
    seen_line,
)
from maileroo_cli.delivery.storm.live.plan import StormPlan, check_plan
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.run.folder import list_kept
from maileroo_cli.transport.run.schema import RUN
from maileroo_cli.transport.run.written.claim import claim, delete, delete_oldest, find
from maileroo_cli.webhook.text.shown import show

SUFFIX = ".storm"
NOUN = "storm"
_LONGEST_END = 200
"""Bytes of a last line."""

_LONGEST_LINE = 16 << 20
"""No plan is as large: a longer line is read no further."""


class StormFile:
    """A storm that this process plays; what is noted is written at once."""

    def __init__(self, path: Path, descriptor: int, lock: StoreLock) -> None:
        """Take over what :func:`create_storm` and :func:`open_storm` opened."""
        self.path = path
        self._descriptor, self._lock = descriptor, lock

    @property
    def id(self) -> str:
        """The storm's id, as ``--resume`` takes it."""
        return storm_id(self.path)

    def end(self, attempt: WaveAttempt, what: EndedAttempt) -> None:
        """Note what came of an attempt; what the disk refuses raises ``InputError``."""
        self._write(attempt_line(attempt, what))

    def reach(self, moment: float) -> None:
        """Note how far the storm has come."""
        self._write(moment_line(moment))

    def begin_effects(self, effects: float) -> None:
        """Note how many effects were observed before the storm."""
        self._write(base_line(effects))

    def finish(self, moment: float, events: int, seen: SeenStorm) -> None:
        """Note that the storm is over, after so many events, and what was observed of it."""
        self._write(seen_line(seen) + end_line(moment, events))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
        self._lock.release()

    def _write(self, line: bytes) -> None:
        try:
            os.write(self._descriptor, line)
        except OSError as error:
            what = f"cannot write the storm {short_name(self.path)!r} ({system_words(error)})"
            raise InputError(what, "make room, and go on with --resume") from None


def create_storm(folder: Path, plan: StormPlan, seconds: float) -> StormFile:
    """Make the file of a new storm in ``folder``, made at this Unix time.

    What the disk refuses raises ``InputError``.
    """
    path = claim(folder, SUFFIX, seconds, NOUN)
    made = _open(path)
    made._write(plan_line(plan))  # noqa: SLF001
    return made


def open_storm(path: Path) -> tuple[StormFile, NotedStorm]:
    """Open a storm in order to go on with it, and return what was noted of it.

    What is no storm, is damaged, or is being played by another process raises ``InputError``.
    """
    refuse_links(path, RUN)
    file = _open(path)
    try:
        noted = read_storm(path)
        _cut_unfinished_line(path, file._descriptor)  # noqa: SLF001
    except BaseException:
        file.__exit__(None, None, None)
        raise
    return file, noted


def read_storm(path: Path, *, whole: bool = True) -> NotedStorm:
    """Return what was noted of a storm, or its plan alone; what is no storm, or damaged, raises ``InputError``."""
    refuse_links(path, RUN)
    try:
        noted = read_notes(islice(_lines(path), None if whole else 1))
        parse_target(noted.plan.url)
        check_plan(noted.plan)
        return noted
    except OSError as error:
        what = f"cannot read the storm {short_name(path)!r} ({system_words(error)})"
        raise InputError(what, "check its permissions") from None
    except (ValueError, LookupError, UsageError) as error:
        what = f"the storm {short_name(path)!r} is damaged: {show(str(error)[:200])}"
        raise InputError(what, "start it again") from None


def list_storms(folder: Path) -> list[Path]:
    """Return the files of storms in ``folder``, the newest last; none where there is no folder."""
    return list_kept(folder, SUFFIX)


def find_storm(folder: Path, name: str) -> Path:
    """Return the file of the storm called ``name``: its id or the beginning of it, or ``last``.

    What is not there, or is the beginning of several ids, raises ``UsageError``.
    """
    return find(list_storms(folder), name, "storm", folder)


def is_over(path: Path) -> bool:
    """Tell whether nothing is left to do in a storm; of what cannot be read it cannot be told, so it is not."""
    try:
        with open_own_file(path) as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _LONGEST_END))
            return is_end(file.read().splitlines()[-1:])
    except OSError:
        return False


def delete_storm(path: Path, *, dry_run: bool = False) -> None:
    """Delete a storm; one that is being played raises ``InputError``, and stays. With ``dry_run`` all stay."""
    delete(path, NOUN, dry_run=dry_run)


def remove_old_storms(folder: Path, keep: int | None) -> int:
    """Delete the storms in ``folder`` that are over but for the last ``keep``, and return how many that were."""
    return (
        0
        if keep is None
        else delete_oldest([path for path in list_storms(folder) if is_over(path)], keep, delete_storm)
    )


def storm_id(path: Path) -> str:
    """Return the id of the storm whose file is at ``path``."""
    return path.name.removesuffix(SUFFIX)


def _open(path: Path) -> StormFile:
    lock = StoreLock(path, "mhook storm", RUN)
    try:
        flags = os.O_WRONLY | os.O_APPEND | NO_FOLLOWING | getattr(os, "O_BINARY", 0)
        return StormFile(path, os.open(path, flags), lock)
    except OSError as error:
        lock.release()
        what = f"cannot open the storm {short_name(path)!r} ({system_words(error)})"
        raise InputError(what, "check its permissions") from None


def _cut_unfinished_line(path: Path, descriptor: int) -> None:
    """Take away the beginning of a line that a process did not come to end, so that the next one stands alone."""
    os.ftruncate(descriptor, sum(len(line) for line in _lines(path) if line.endswith(b"\n")))


def _lines(path: Path) -> Iterator[bytes]:
    with BufferedReader(cast("RawIOBase", open_own_file(path))) as file:
        while line := file.readline(_LONGEST_LINE + 1):
            if len(line) > _LONGEST_LINE:
                raise ValueError("a line is longer than any that mhook writes")
            yield line
