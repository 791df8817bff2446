"""The filter that a call names, in its query or in an object; it means the same for all calls of a page."""

import time
from collections.abc import Mapping, Sequence

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.file import is_there
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.filter_words import FILTER_WORDS
from maileroo_cli.capture.transfer.selection import refuse_types_without_store, refuse_unknown_types
from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.call import InspectorCall
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.webhook.catalogue.event import CATALOGUE
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show


def asked_filter(call: InspectorCall, *others: str) -> CaptureFilter:
    """Return the filter of a query, which may have the names ``others`` besides; any other raises ``UsageError``."""
    known = (*FILTER_WORDS, *others)
    for name in call.query:
        if name not in known:
            raise UsageError(f"the query has '{show(name[:40])}'", suggest(name, known))
    return filter_in(call.settings, {name: call.query[name] for name in FILTER_WORDS if name in call.query})


def filter_in(settings: InspectorSettings, words: Mapping[str, Sequence[str]]) -> CaptureFilter:
    """Return the filter that the words say; a type that neither Maileroo sends nor the store has is refused."""
    for name, values in words.items():
        if any("\ud800" <= letter <= "\udfff" for value in values for letter in value):
            raise UsageError(f"{name} has half a character", "write whole ones")
    wanted = settings.follower.filters.read(words, time.time())
    refuse_types_without_store(settings.store, wanted, "")
    if not set(wanted.types) <= set(CATALOGUE) and is_there(settings.store):
        with Archive(settings.store) as archive:
            refuse_unknown_types(archive, wanted, "")
    return wanted
