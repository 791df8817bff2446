"""The folder of runs: where it is, which files are in it, and what they are called. What a run holds is read elsewhere.

A run's id is the second in which it was made, in seven digits and letters, or a later one: it is above every id that is
there or was, so no two runs ever share one. None of the letters looks like a digit, and they need no shift key.
"""

import os
import re
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import assert_never

from maileroo_cli.capture.database.head import FileKind
from maileroo_cli.capture.database.wording import FileWording, short_name, system_words
from maileroo_cli.capture.disk.creation import create
from maileroo_cli.capture.disk.reading import open_own_file
from maileroo_cli.capture.disk.replacement import replace
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
from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.schema import RUN, VERSION, not_a_run, recognise

SUFFIX = ".db"
WRITTEN = (".storm", ".check", ".load")
"""What the names of the other runs end in: those that are files of text."""

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 7
_ID = re.compile(rf"[{_DIGITS}]{{{_LENGTH}}}", re.ASCII)
_IDS = len(_DIGITS) ** _LENGTH
_TO_BASE_32 = str.maketrans(_DIGITS, "0123456789abcdefghijklmnopqrstuv")
_MOST_TRIES = 10_000
_HIGHEST = ".highest"
"""The name of the file that holds the highest id of those that were deleted."""


def find_runs(named: str | None = None) -> Path:
    """Return the folder of runs: the one that is named, or ``$MHOOK_RUNS``, or that of the project; nothing is made."""
    if wanted := named or os.environ.get(RUNS_VARIABLE):
        return Path(wanted)
    return find_folder(RUN) / RUNS


def runs_option(folder: Path) -> str:
    """Return what a command needs after the id of a run in ``folder``: nothing, or a space and ``--runs`` with it."""
    with suppress(InputError):
        if os.path.abspath(find_runs()) == os.path.abspath(folder):
            return ""
    from maileroo_cli.capture.formats.curl.shell_word import quote_text

    return f" --runs {quote_text(str(folder))}"


def make_id(seconds: float) -> str:
    """Return the id of a run that is made at this Unix time."""
    number = max(0, int(seconds)) % _IDS
    digits = ""
    for _ in range(_LENGTH):
        number, rest = divmod(number, len(_DIGITS))
        digits = _DIGITS[rest] + digits
    return digits


def id_seconds(run: str) -> int:
    """Return the second of which :func:`make_id` makes this id; the run was made then, or earlier."""
    return int(run.translate(_TO_BASE_32), len(_DIGITS))


def run_id(path: Path) -> str:
    """Return the id of the run whose file is at ``path``."""
    return path.name.removesuffix(SUFFIX)


def list_runs(folder: Path) -> list[Path]:
    """Return the files that have the name of a run, by their ids; none where there is no folder.

    A folder that cannot be read raises ``InputError``.
    """
    return list_kept(folder, SUFFIX)


def list_kept(folder: Path, suffix: str) -> list[Path]:
    """Return the files whose name is an id and ``suffix``: those of runs, or of storms; else as :func:`list_runs`."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    except OSError as error:
        what = f"cannot read the runs in {short_name(folder)!r} ({error.strerror or error})"
        raise InputError(what, "name another folder with --runs") from None
    named = (folder / name for name in names if name.endswith(suffix) and _ID.fullmatch(name.removesuffix(suffix)))
    return [path for path in named if not _is_special(path)]


def _is_special(path: Path) -> bool:
    """Whether it is a pipe, a socket or a device, which whoever opens it may wait for without end."""
    try:
        mode = path.stat().st_mode
    except OSError:  # whoever reads it is told
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def taken_ids(folder: Path) -> list[str]:
    """Return the ids of all runs in ``folder``, whatever kind they are, in order."""
    return sorted(path.stem for suffix in (SUFFIX, *WRITTEN) for path in list_kept(folder, suffix))


def make_run_file(folder: Path, seconds: float) -> Path:
    """Make the empty file of a new run, made at this Unix time, and return its path; nobody else gets the same one."""
    refuse_links(folder / SUFFIX, RUN)
    try:
        for one in (*own_folders(folder / SUFFIX), folder):
            one.mkdir(0o700, parents=True, exist_ok=True)
        path = _claim(folder, seconds)
    except OSError as error:
        what = f"cannot create a run in {short_name(folder)!r} ({system_words(error)})"
        raise InputError(what, "name another folder with --runs") from None
    prepare_store(path, RUN)
    return path


def _claim(folder: Path, seconds: float) -> Path:
    """Make the file of this second, or of the first one after every other run."""
    taken = taken_ids(folder)[-1:] + _deleted(folder)
    first = max([int(seconds), *(id_seconds(one) + 1 for one in taken)])
    if first + _MOST_TRIES >= _IDS:  # no clock makes such an id, but a file may have one
        first = int(seconds)
    for later in range(_MOST_TRIES):
        path = folder / f"{make_id(first + later)}{SUFFIX}"
        if any(map(os.path.lexists, (*run_files(path), *(path.with_suffix(one) for one in WRITTEN)))):
            continue
        try:
            os.close(create(path, private=True))
        except FileExistsError:
            continue
        return path
    raise InputError(
        f"there is no free name for a run in {short_name(folder)!r}",
        f"delete old ones: mhook runs delete --finished{runs_option(folder)}",
    )


def _deleted(folder: Path) -> list[str]:
    """Return the highest id of those that were deleted, where it is known."""
    try:
        with open_own_file(folder / _HIGHEST) as file:
            noted = file.read(_LENGTH + 1).decode("ascii", "replace").strip()
    except OSError:
        return []
    return [noted] if _ID.fullmatch(noted) else []


def _note_deleted(path: Path) -> None:
    """Keep the id of a run that is about to be deleted, if no other is as high: nobody is to get it again."""
    gone, folder = run_id(path), path.parent
    if any(run_id(one) > gone for one in list_runs(folder)) or max(_deleted(folder), default="") >= gone:
        return
    with suppress(OSError):
        replace(folder / _HIGHEST, f"{gone}\n".encode(), private=True)


def run_files(path: Path) -> tuple[Path, ...]:
    """Return all files of a run, those that SQLite makes for a time included, its own first."""
    return (path, *companions(path), path.with_name(f"{path.name}-journal"))


def check_run(path: Path) -> None:
    """Raise ``InputError`` for a file that is no run, or one that this version cannot read; nothing is changed."""
    kind = recognise(path)
    match kind:
        case FileKind.OURS:
            return
        case FileKind.NEWER:
            what = f"the run {short_name(path)!r} was created by a newer mhook"
            raise InputError(what, f"this mhook knows versions up to {VERSION}: install the newer one")
        case FileKind.EMPTY:
            what = f"the run {short_name(path)!r} is empty: creating it was interrupted"
            raise InputError(what, f"nothing was sent; delete it with {_delete(path)}, and start it again")
        case FileKind.DATABASE | FileKind.OTHER:
            raise not_a_run(path)
        case _:
            assert_never(kind)


def run_wording(path: Path) -> FileWording:
    """Return how an error names the run at ``path``, and how it is deleted where it is damaged."""
    return RUN._replace(rescue=f"{_delete(path)} deletes it; {RUN.rescue}")


def _delete(path: Path) -> str:
    return f"mhook runs delete {run_id(path)}{runs_option(path.parent)}"


def check_deletable(path: Path) -> None:
    """Raise ``InputError`` where :func:`delete_run` would; nothing is changed."""
    refuse_links(path, RUN)
    kind = recognise(path)
    match kind:
        case FileKind.OURS | FileKind.EMPTY | FileKind.NEWER:
            pass
        case FileKind.DATABASE | FileKind.OTHER:
            raise not_a_run(path)
        case _:
            assert_never(kind)
    if (holder := find_holder(path)) is not None:
        raise InputError(f"the run {short_name(path)!r} is being played by {holder}", "stop that first")


def delete_run(path: Path) -> None:
    """Delete a run, whatever state it is in; raise ``InputError`` where it is being made or played, or is not ours."""
    check_deletable(path)
    lock = StoreLock(path, "mhook runs delete", RUN)
    try:
        if sys.platform == "win32":
            lock.release()  # there no file can be deleted that is open
        _note_deleted(path)
        _remove(path)
    finally:
        lock.release()


def _remove(path: Path) -> None:
    """Delete the files of a run, its own first, so that nothing half of it is taken for a run."""
    try:
        os.unlink(path)
    except OSError as error:
        what = f"cannot delete the run {short_name(path)!r} ({error.strerror or error})"
        raise InputError(what, "check the permissions of its folder") from None
    for one in run_files(path)[1:]:
        with suppress(OSError):
            os.unlink(one)


def leave_nothing(path: Path) -> None:
    """Delete a run whose making failed, with what lies beside it."""
    for one in run_files(path):
        with suppress(OSError):
            one.unlink()
