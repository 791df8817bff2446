"""The file of one check or load, in the folder of runs: what it came to, written whole at its end.

It is one JSON object. No secret is in it, and no value of a header: who makes a result leaves them out.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from maileroo_cli.capture.database.wording import short_name, system_words
from maileroo_cli.capture.disk.reading import read_own_file
from maileroo_cli.capture.disk.replacement import replace
from maileroo_cli.capture.store.file import refuse_links
from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.folder import list_kept, runs_option
from maileroo_cli.transport.run.schema import RUN
from maileroo_cli.transport.run.state import KeptResult, NamedResult, ResultKind, RunState
from maileroo_cli.transport.run.written.claim import claim, delete, delete_oldest, find

_FORMAT = "mhook result 1"
_MOST_BYTES = 64 << 20
_LATEST = 253_402_214_400
"""The last day that a calendar has, in Unix seconds."""


def keep_result(folder: Path, kind: ResultKind, result: KeptResult) -> Path:
    """Write a result into ``folder`` and return its file; what the disk refuses raises ``InputError``."""
    content = json.dumps({"format": _FORMAT, **asdict(result)}, separators=(",", ":")).encode()
    path = claim(folder, kind.suffix, result.made, kind)
    try:
        replace(path, content, private=True)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        what = f"cannot write the {kind} {short_name(path)!r} ({system_words(error)})"
        raise InputError(what, "make room, or keep nothing with --no-journal") from None
    return path


def list_results(folder: Path) -> list[Path]:
    """Return the files of results in ``folder`` by their ids, the newest last; none where there is no folder."""
    paths = (path for kind in ResultKind for path in list_kept(folder, kind.suffix))
    return sorted(paths, key=lambda path: path.stem)


def find_result(folder: Path, name: str) -> Path:
    """Return the file of the result called ``name``: its id or the beginning of it, or ``last``.

    What is not there, or is the beginning of several ids, raises ``UsageError``.
    """
    return find(list_results(folder), name, ResultKind.CHECK, folder)


def is_result(path: Path) -> bool:
    """Tell whether a file has the name of a result."""
    return path.suffix.removeprefix(".") in set(ResultKind)


def kind_of(path: Path) -> ResultKind:
    """Return what came to the result in this file."""
    return ResultKind(path.suffix.removeprefix("."))


def read_result(path: Path) -> NamedResult:
    """Return a result; what is none, or is damaged, raises ``InputError``."""
    kind = kind_of(path)
    refuse_links(path, RUN)
    try:
        found = json.loads(read_own_file(path, _MOST_BYTES))
    except OSError as error:
        what = f"cannot read the {kind} {short_name(path)!r} ({system_words(error)})"
        raise InputError(what, "check its permissions") from None
    except (ValueError, RecursionError):
        raise _damaged(path) from None
    if not isinstance(found, dict) or found.pop("format", None) != _FORMAT or not _fits(found):
        raise _damaged(path)
    texts = {name: tuple(found[name]) for name in ("objects", "lines")}
    pictures = tuple((title, svg) for title, svg in found["pictures"])
    kept = {**found, **texts, "pictures": pictures, "state": RunState(found["state"])}
    return NamedResult(kind, path.stem, KeptResult(**kept))


def delete_result(path: Path, *, dry_run: bool = False) -> None:
    """Delete a result; what the disk refuses raises ``InputError``. With ``dry_run`` it stays."""
    delete(path, kind_of(path), dry_run=dry_run)


def remove_old_results(folder: Path, kind: ResultKind, keep: int | None) -> int:
    """Delete the results of a kind in ``folder`` but for the last ``keep``, and return how many that were."""
    return delete_oldest(list_kept(folder, kind.suffix), keep, delete_result)


def _fits(found: Mapping[str, Any]) -> bool:
    """Tell whether every field is there and is what it should be."""
    texts, made, code = ("url", "state", "reason"), found.get("made"), found.get("exit_code")
    return (
        found.keys() == {one.name for one in fields(KeptResult)}
        and all(isinstance(found[name], str) for name in texts)
        and isinstance(made, int | float)
        and 0 <= made < _LATEST
        and isinstance(code, int)
        and not isinstance(code, bool)
        and found["state"] in set(RunState)
        and all(isinstance(found[name], list) and all(map(_is_text, found[name])) for name in ("objects", "lines"))
        and isinstance(found["pictures"], list)
        and all(isinstance(one, list) and len(one) == 2 and all(map(_is_text, one)) for one in found["pictures"])
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _damaged(path: Path) -> InputError:
    what = f"the {kind_of(path)} {short_name(path)!r} is damaged, or comes from another version of mhook"
    return InputError(what, f"mhook runs delete {path.stem}{runs_option(path.parent)} deletes it")
