"""Taking away finished runs that are older than those that are kept. What is not finished always stays."""

from contextlib import suppress
from pathlib import Path

from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.finding import sort_runs
from maileroo_cli.transport.run.folder import delete_run, list_runs
from maileroo_cli.transport.run.summary import read_end


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
