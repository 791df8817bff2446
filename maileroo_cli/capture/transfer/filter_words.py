"""A filter in words: the options of ``mhook captures list`` as names with their values, as a URL has them."""

from collections.abc import Mapping, Sequence

from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.past import parse_past
from maileroo_cli.webhook.text.shown import show

FILTER_WORDS = ("type", "verdict", "event-id", "reference-id", "since", "until", "text")
_REPEATABLE = ("type", "verdict")


def parse_filter(words: Mapping[str, Sequence[str]], now: float) -> CaptureFilter:
    """Return the conditions that the words say; names that are none of them are not looked at.

    An empty value says nothing. A word that stands twice, an unknown verdict and what is no time raise ``UsageError``.
    """
    given = {name: [value for value in words.get(name, ()) if value] for name in FILTER_WORDS}
    for name, values in given.items():
        if len(values) > 1 and name not in _REPEATABLE:
            raise UsageError(f"{name} is given {len(values)} times", "give it once")
    known = tuple(map(str, StoredVerdict))
    for verdict in given["verdict"]:
        if verdict not in known:
            raise UsageError(f"there is no verdict '{show(verdict[:40])}'", f"there are {', '.join(known)}")
    one = {name: values[0] for name, values in given.items() if values}
    return CaptureFilter(
        types=tuple(given["type"]),
        verdicts=tuple(given["verdict"]),
        event_id=one.get("event-id", ""),
        reference_id=one.get("reference-id", ""),
        since=parse_past(one["since"], now) if "since" in one else None,
        until=parse_past(one["until"], now) if "until" in one else None,
        text=one.get("text", ""),
    )
