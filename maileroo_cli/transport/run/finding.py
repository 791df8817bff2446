"""Runs in the order in which they were made, and the one that somebody means."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.run.folder import id_seconds, list_runs, run_id
from maileroo_cli.transport.run.summary import read_created

_START = re.compile(r"[0-9a-hj-km-np-tv-z]{1,7}", re.ASCII)
_LAST = re.compile(r"last(?:~(\d{1,9}))?", re.ASCII)
_MISREAD = str.maketrans("ilo", "110")
_SHOWN = 5


def sort_runs(paths: Iterable[Path]) -> list[Path]:
    """Return runs in the order in which they were made, the newest last; those of one moment come by their ids.

    Of what cannot be read the id tells.
    """
    return sorted(paths, key=lambda path: (_made(path), run_id(path)))


def find_run(folder: Path, name: str) -> Path:
    """Return the file of the run called ``name``: its id or the beginning of it, ``last``, or ``last~1``.

    What is not there, or is the beginning of several ids, raises ``UsageError``.
    """
    paths = list_runs(folder)
    if found := _LAST.fullmatch(name):
        back = int(found[1] or 0)
        if back < len(paths):
            return sort_runs(paths)[-1 - back]
        raise UsageError(f"there is no run {name!r} in {short_name(folder)!r}", _known(paths))
    wanted = name.lower().translate(_MISREAD)
    if not _START.fullmatch(wanted):
        raise UsageError(
            f"there is no run {name[:80]!r}", f"give the beginning of an id, last, or last~1; {_known(paths)}"
        )
    fitting = [path for path in paths if path.name.startswith(wanted)]
    if not fitting:
        raise UsageError(f"there is no run {name!r} in {short_name(folder)!r}", _known(paths))
    if len(fitting) > 1:
        raise UsageError(f"several runs begin with {name!r}", f"give more of the id: {_ids(fitting)}")
    return fitting[0]


def _made(path: Path) -> float:
    try:
        return read_created(path)
    except InputError:
        return float(id_seconds(run_id(path)))


def _known(paths: Sequence[Path]) -> str:
    return f"there are {_ids(sort_runs(paths)[::-1])}" if paths else "there are none yet; mhook replay makes them"


def _ids(paths: Sequence[Path]) -> str:
    return ", ".join(map(run_id, paths[:_SHOWN])) + (", …" if len(paths) > _SHOWN else "")
