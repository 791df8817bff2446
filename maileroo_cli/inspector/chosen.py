"""Which captures a POST means: those that it names, or those that fit its filter, and as many as it says."""

from typing import Any

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.filter_words import FILTER_WORDS
from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.asked import filter_in
from maileroo_cli.inspector.call import ConflictError, InspectorCall, Json, NotFoundError
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.webhook.text.shown import show

_KEYS = f"its keys are {', '.join(FILTER_WORDS)}, their values text or lists of text"


def chosen_ids(call: InspectorCall, most: int, instead: str) -> list[str]:
    """Return the ids of the captures that are meant: named ones in their order, others from the oldest.

    More than ``most`` raise ``UsageError``, whose hint is ``instead``; another number than the call says raises
    ``ConflictError``, since what somebody agreed to is no longer so.
    """
    body = call.body
    with Archive(call.settings.store) as archive:
        names, wanted = body.get("captures"), body.get("filter")
        if names is not None and wanted is not None:
            raise UsageError("both captures and filter are given", "give only one of them")
        if names is None and wanted is None:
            raise UsageError("neither captures nor filter is given", "say which captures are meant")
        ids = (
            _named(archive, names)
            if names is not None
            else _fitting(archive, filter_of(call.settings, wanted), most, instead)
        )
    if len(ids) > most:
        raise UsageError(f"{len(ids):,} captures are too many: at most {most:,}", instead)
    _refuse_other_count(body, len(ids))
    if not ids:
        raise UsageError("there is no such capture", "choose at least one")
    return ids


def filter_of(settings: InspectorSettings, words: Any) -> CaptureFilter:
    """Return the filter that an object of a POST holds; what is none raises ``UsageError``."""
    if not isinstance(words, dict):
        raise UsageError("filter is no object", _KEYS)
    found: dict[str, list[str]] = {}
    for name, value in words.items():
        values = [] if value is None else value if isinstance(value, list) else [value]
        if name not in FILTER_WORDS or not all(isinstance(one, str) for one in values):
            raise UsageError(
                f"filter has '{show(name[:40])}' as it cannot be", f"its keys are {', '.join(FILTER_WORDS)}"
            )
        found[name] = values
    return filter_in(settings, found)


def _named(archive: Archive, names: Any) -> list[str]:
    if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise UsageError("captures is no list of ids", "give the ids as text")
    ids: dict[str, None] = {}
    known = _whole_ids(archive, names)
    for name in names:
        try:
            identity = name if name in known else archive.find_id(name)
        except UsageError as error:
            raise NotFoundError(error.message, error.hint) from None
        if identity in ids:
            raise UsageError(f"the capture {identity} is named twice", "name it once")
        ids[identity] = None
    return list(ids)


def _whole_ids(archive: Archive, names: list[str]) -> set[str]:
    """Return those names that are whole ids: all are looked up at once, since each search reads every row."""
    if len(names) == 1:
        return set()
    wanted = set(names)
    return {identity for _, identity in archive.rows_after(-1) if identity in wanted}


def _fitting(archive: Archive, wanted: CaptureFilter, most: int, instead: str) -> list[str]:
    count = archive.count(wanted)
    if count > most:
        raise UsageError(f"{count:,} captures are too many: at most {most:,}", instead)
    return [entry.id for entry in archive.entries(wanted, damage=[])]


def _refuse_other_count(body: Json, found: int) -> None:
    count = body.get("count")
    if count is None:
        raise UsageError("count is not given", "say how many captures are meant")
    if not isinstance(count, int) or isinstance(count, bool):
        raise UsageError("count is no number", "say how many captures are meant")
    if count != found:
        raise ConflictError(f"{found:,} captures are meant, not {count:,}", "look at them again, then repeat it")
