"""What the inspector shows and what it may do, as an object: the first thing that a page asks for."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.version import __version__
from maileroo_cli.webhook.catalogue.event import CATALOGUE

SCHEMA = "mhook.inspector/1"


class InspectorState(NamedTuple):
    """The store, how many captures of which verdicts it has, how many secrets are known, and where is resent to.

    ``signing_secret`` is the reference of the secret that signs what is edited, ``None`` where there is none.
    ``writer`` is the process that writes the store at the moment, if any, and ``listens_at`` where it listens.
    """

    store: str
    captures: int
    newest_row: int
    verdict_counts: dict[str, int]
    secrets: int
    signing_secret: str | None
    target: str | None
    writer: int | None
    listens_at: str | None
    filter_words: Sequence[str]


def state_object(state: InspectorState) -> dict[str, Any]:
    """Return the state, with the words that a filter may have."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "store": state.store,
        "captures": state.captures,
        "newest_row": state.newest_row or None,
        "verdict_counts": state.verdict_counts,
        "secrets": state.secrets,
        "signing_secret": state.signing_secret,
        "target": state.target,
        "listener": None if state.writer is None else {"url": state.listens_at, "pid": state.writer or None},
        "event_types": list(map(str, CATALOGUE)),
        "verdicts": list(map(str, StoredVerdict)),
        "filter_words": list(state.filter_words),
    }
