"""A filter in words: the options of ``mhook captures list`` as names with their values, as a URL has them."""

from collections.abc import Mapping, Sequence

from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.past import parse_past
from maileroo_cli.webhook.text.shown import show

FILTER_WORDS = ("type", "verdict", "event-id", "reference-id", "since", "until", "text")
OPTION = "--"
"""What a word begins with where it is an option of the command line."""

REPEATABLE = ("type", "verdict")
_VERDICTS = tuple(map(str, StoredVerdict))


def parse_filter(words: Mapping[str, Sequence[str]], now: float, mark: str = "") -> CaptureFilter:
    """Return the conditions that the words say; names that are none of them are not looked at.

    ``now`` (Unix seconds) is what times count back from, ``mark`` what words begin with in an error. A word that stands
    twice, an unknown verdict, what is no time, and an empty text raise ``UsageError``: an empty one, such as an unset
    variable leaves, would fit every capture.
    """
    given = {name: words.get(name, ()) for name in FILTER_WORDS}
    for name, values in given.items():
        if len(values) > 1 and name not in REPEATABLE:
            raise UsageError(f"{mark}{name} is given {len(values)} times", "give it once")
        if not all(values):
            raise UsageError(f"{mark}{name} is empty, and would match every capture", "give text, or leave it out")
    for verdict in given["verdict"]:
        if verdict not in _VERDICTS:
            raise UsageError(f"there is no verdict '{show(verdict[:40])}'", f"there are {', '.join(_VERDICTS)}")
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
