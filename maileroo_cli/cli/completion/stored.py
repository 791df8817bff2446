"""The captures and runs that are stored, the newest first; none where they cannot be read."""

import re
from collections.abc import Callable
from itertools import islice

import typer

from maileroo_cli.cli.completion.offers import Offer
from maileroo_cli.cli.settings.applied import lent
from maileroo_cli.operation.config.effective import find_config

_MOST = 30
_SHORT_ID = 8
_UNSAFE = re.compile(r"[^\w .:/-]", re.ASCII)
"""A shell evaluates what it is offered, and anybody may have sent a captured event."""


def offer_captures(ctx: typer.Context) -> list[Offer]:
    """Offer the newest captures of the store that the command line names, and ``last``."""
    return _quietly(ctx, lambda: _captures(ctx.params.get("store")))


def offer_runs(ctx: typer.Context) -> list[Offer]:
    """Offer the newest runs of the folder that the command line names, and ``last``."""
    return _quietly(ctx, lambda: _runs(ctx.params.get("runs")))


def offer_kept_runs(ctx: typer.Context) -> list[Offer]:
    """Offer the same with storms and the results of checks and loads."""
    return _quietly(ctx, lambda: _runs(ctx.params.get("runs"), every=True))


def _captures(named: str | None) -> list[Offer]:
    from maileroo_cli.capture.store.archive import Archive
    from maileroo_cli.capture.store.file import find_store, is_there
    from maileroo_cli.capture.store.filter import CaptureFilter
    from maileroo_cli.report.terminal.local_time import local_day, local_time

    path = find_store(named)
    if not is_there(path):
        return []
    offers = [("last", "the newest capture")]
    with Archive(path) as archive:
        for entry in islice(archive.entries(CaptureFilter(), limit=_MOST, newest_first=True), _MOST):
            words = (local_day(entry.at), local_time(entry.at)[:8], entry.event_type or entry.method, entry.verdict)
            offers.append((entry.id[:_SHORT_ID], _harmless(" ".join(words))))
    return offers


def _runs(named: str | None, *, every: bool = False) -> list[Offer]:
    from maileroo_cli.report.terminal.local_time import local_day, local_time
    from maileroo_cli.transport.run.folder import find_runs, id_seconds, list_runs, run_id, taken_ids

    folder = find_runs(named)
    ids = taken_ids(folder) if every else [run_id(path) for path in list_runs(folder)]
    ids = ids[::-1][:_MOST]
    if not ids:
        return []
    made = [(one, f"made {local_day(id_seconds(one))} {local_time(id_seconds(one))[:8]}") for one in ids]
    return [("last", "the newest run"), *made]


def _quietly(ctx: typer.Context, offer: Callable[[], list[Offer]]) -> list[Offer]:
    try:
        with lent(find_config(ctx.params.get("profile"))):
            return offer()
    except Exception:  # noqa: BLE001  (what is wrong with the store is said by the command that reads it)
        return []


def _harmless(text: str) -> str:
    return _UNSAFE.sub("", text)[:60]
