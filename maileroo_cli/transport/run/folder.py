"""The folder of runs: where it is, which runs are in it, and what they are called. What a run holds is read elsewhere.

A run's id is the second in which it was made, in seven digits and letters: the ids sort by time, none of their letters
looks like a digit, and they need no shift key.
"""

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import assert_never

from maileroo_cli.capture.store.file import (
    RUNS,
    RUNS_VARIABLE,
    companions,
    find_folder,
    own_folders,
    prepare_store,
    refuse_links,
)
from maileroo_cli.capture.store.lock import StoreLock, find_holder
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.run.schema import RUN, FileKind, not_a_run, recognise

SUFFIX = ".db"
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 7
_ID = re.compile(rf"[{_DIGITS}]{{{_LENGTH}}}", re.ASCII)
_START = re.compile(rf"[{_DIGITS}]{{1,{_LENGTH}}}", re.ASCII)
_LAST = re.compile(r"last(?:~(\d{1,9}))?", re.ASCII)
_MISREAD = str.maketrans("ilo", "110")
_SHOWN = 5
_MOST_TRIES = 10_000


def find_runs(named: str | None = None) -> Path:
    """Return the folder of runs: the one that is named, or ``$MHOOK_RUNS``, or that of the project; nothing is made."""
    if wanted := named or os.environ.get(RUNS_VARIABLE):
        return Path(wanted)
    return find_folder(RUN) / RUNS


def make_id(seconds: float) -> str:
    """Return the id of a run that is made at this Unix time."""
    number = max(0, int(seconds)) % len(_DIGITS) ** _LENGTH
    digits = ""
    for _ in range(_LENGTH):
        number, rest = divmod(number, len(_DIGITS))
        digits = _DIGITS[rest] + digits
    return digits


def run_id(path: Path) -> str:
    """Return the id of the run whose file is at ``path``."""
    return path.name.removesuffix(SUFFIX)


def list_runs(folder: Path) -> list[Path]:
    """Return the files that have the name of a run, in order of time; none where there is no folder.

    A folder that cannot be read raises ``InputError``.
    """
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    except OSError as error:
        what = f"cannot read the runs in {str(folder)!r} ({error.strerror or error})"
        raise InputError(what, "name another folder with --runs") from None
    return [folder / name for name in names if name.endswith(SUFFIX) and _ID.fullmatch(name.removesuffix(SUFFIX))]


def find_run(folder: Path, name: str) -> Path:
    """Return the file of the run called ``name``: its id or the beginning of it, ``last``, or ``last~1``.

    What is not there, or is the beginning of several ids, raises ``UsageError``.
    """
    paths = list_runs(folder)
    if found := _LAST.fullmatch(name):
        back = int(found[1] or 0)
        if back < len(paths):
            return paths[-1 - back]
        raise UsageError(f"there is no run {name!r} in {str(folder)!r}", _known(paths))
    wanted = name.lower().translate(_MISREAD)
    if not _START.fullmatch(wanted):
        raise UsageError(f"{name[:80]!r} is no name of a run", f"give an id or its beginning, or last; {_known(paths)}")
    fitting = [path for path in paths if path.name.startswith(wanted)]
    if not fitting:
        raise UsageError(f"there is no run {name!r} in {str(folder)!r}", _known(paths))
    if len(fitting) > 1:
        raise UsageError(f"several runs begin with {name!r}", f"write more of the id: {_ids(fitting)}")
    return fitting[0]


def make_run_file(folder: Path, seconds: float) -> Path:
    """Make the empty file of a new run, made at this Unix time, and return its path; nobody else gets the same one."""
    refuse_links(folder / SUFFIX, RUN)
    try:
        for one in (*own_folders(folder / SUFFIX), folder):
            one.mkdir(0o700, parents=True, exist_ok=True)
        path = _claim(folder, seconds)
    except OSError as error:
        what = f"cannot make a run in {str(folder)!r} ({error.strerror or error})"
        raise InputError(what, "name another folder with --runs") from None
    prepare_store(path, RUN)
    return path


def _claim(folder: Path, seconds: float) -> Path:
    """Make the first file with a free name: those of the seconds that follow are taken as well."""
    for later in range(_MOST_TRIES):
        path = folder / f"{make_id(seconds + later)}{SUFFIX}"
        if any(map(os.path.lexists, run_files(path))):
            continue
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            continue
        return path
    raise InputError(f"there is no free name for a run in {str(folder)!r}", "delete old ones: mhook runs delete")


def run_files(path: Path) -> tuple[Path, ...]:
    """Return all files of a run, those that SQLite makes for a time included, its own first."""
    return (path, *companions(path), path.with_name(f"{path.name}-journal"))


def check_deletable(path: Path) -> None:
    """Raise ``InputError`` where :func:`delete_run` would; nothing is changed."""
    refuse_links(path, RUN)
    kind = recognise(path)
    match kind:
        case FileKind.RUN | FileKind.EMPTY | FileKind.NEWER:
            pass
        case FileKind.FOREIGN:
            raise not_a_run(path)
        case _:
            assert_never(kind)
    if (holder := find_holder(path)) is not None:
        raise InputError(f"the run {str(path)!r} is being played by {holder}", "stop that first")


def delete_run(path: Path) -> None:
    """Delete a run, whatever state it is in; raise ``InputError`` where it is being made or played, or is not ours."""
    check_deletable(path)
    lock = StoreLock(path, "mhook runs delete", RUN)
    try:
        if sys.platform == "win32":
            lock.release()  # there no file can be deleted that is open
        _remove(path)
    finally:
        lock.release()


def _remove(path: Path) -> None:
    """Delete the files of a run, its own first, so that nothing half of it is taken for a run."""
    try:
        os.unlink(path)
    except OSError as error:
        what = f"cannot delete the run {str(path)!r} ({error.strerror or error})"
        raise InputError(what, "check the rights of its folder") from None
    for one in run_files(path)[1:]:
        with suppress(OSError):
            os.unlink(one)


def _known(paths: Sequence[Path]) -> str:
    return f"there are {_ids(paths[::-1])}" if paths else "there is none yet: mhook replay makes them"


def _ids(paths: Sequence[Path]) -> str:
    return ", ".join(map(run_id, paths[:_SHOWN])) + (", …" if len(paths) > _SHOWN else "")
