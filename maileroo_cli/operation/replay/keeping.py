"""How many finished runs are kept, and taking away those that are older. What is not finished always stays."""

import os
from contextlib import suppress
from pathlib import Path

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.run.finding import sort_runs
from maileroo_cli.transport.run.folder import delete_run, list_runs
from maileroo_cli.transport.run.summary import read_end
from maileroo_cli.webhook.text.shown import show

VARIABLE = "MHOOK_KEEP_RUNS"
_KEPT = 50
_EVERY = ("all", "0")


def runs_to_keep() -> int | None:
    """Return how many finished runs are to stay, ``None`` for every one; ``UsageError`` where the variable is wrong."""
    text = os.environ.get(VARIABLE, "").strip().lower()
    if not text:
        return _KEPT
    if text in _EVERY:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not int(text):
        raise UsageError(f"{VARIABLE} is '{show(text[:40])}'", "give a number of runs, or all (0 also means all)")
    return int(text)


def remove_old_runs(folder: Path, keep: int | None, *, played: Path | None = None) -> int:
    """Delete the finished runs in ``folder`` but for the last ``keep``, and return how many that were.

    The run that was just ``played`` stays, also where others that were made later ended before it, and so does what
    cannot be read or deleted.
    """
    if keep is None or len(paths := list_runs(folder)) <= keep:
        return 0
    finished = removed = 0
    for path in reversed(sort_runs(paths)):
        with suppress(InputError):
            if read_end(path) is None:
                continue
            finished += 1
            if finished > keep and path != played:
                delete_run(path)
                removed += 1
    return removed
