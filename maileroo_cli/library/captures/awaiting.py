"""What a test waits for at a listener, and what is said where it does not come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from maileroo_cli.capture.expectation.clauses import ANY
from maileroo_cli.capture.kind import kind_of, parse_kind
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.library.argument.checking import as_count, wrong
from maileroo_cli.library.captures.captured import CapturedRequest
from maileroo_cli.webhook.text.count import count as in_words
from maileroo_cli.webhook.text.shown import show

AwaitedLike: TypeAlias = "str | Callable[[CapturedRequest], object]"

_COUNTED = (StoredVerdict.VALID, StoredVerdict.UNCHECKED)
_LONGEST = 86_400.0
_MOST_EXPLAINED = 20
_MOST_LINES = 20


def as_timeout(value: object) -> float:
    """Return how many seconds are waited; anything else raises ``UsageError``."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST:
        raise wrong("timeout", value, "give seconds, like 5 or 0.5")
    return value


class NotReceivedError(AssertionError):
    """What a test waited for has not come; ``captures`` are the requests that came instead, or among others."""

    def __init__(self, message: str, captures: Sequence[CapturedRequest]) -> None:
        super().__init__(message)
        self.captures = list(captures)


class Awaited:
    """So many requests of an event type whose signatures are not wrong, or for which a condition holds."""

    def __init__(self, what: AwaitedLike, count: int) -> None:
        """Raise ``UsageError`` for what cannot be awaited."""
        self.count = as_count("count", count)
        self._condition = what if callable(what) else None
        self._kind = "" if callable(what) else parse_kind(str(what), "wait_for", (ANY,))

    def fits(self, capture: CapturedRequest) -> bool:
        """Tell whether a request is one of them."""
        if self._condition is not None:
            return bool(self._condition(capture))
        return capture.verdict in _COUNTED and self._kind in (ANY, kind_of(capture.event_type))

    def missed(self, came: Sequence[CapturedRequest], found: int, when: str) -> NotReceivedError:
        """Return the error that tells what ``came``, of which ``found`` fit; ``when`` says how long was waited."""
        name = self._kind or getattr(self._condition, "__name__", "condition")
        what = "the condition" if name == "<lambda>" else name
        told = f"{what}: {found or 'none'} of {self.count} arrived {when}"
        if not came:
            return NotReceivedError(f"{told}; no request came at all", came)
        lines = _describe_all(came)
        return NotReceivedError("\n".join([f"{told}; {in_words(len(came), 'request')} came:", *lines]), came)


def _describe_all(came: Iterable[CapturedRequest]) -> list[str]:
    """Return a line for each kind of request that came: how many, of which type, and what their signatures are."""
    counted: Counter[tuple[str, str]] = Counter()
    explained = 0
    for capture in came:
        is_invalid = capture.verdict == StoredVerdict.INVALID
        counted[_name(capture), _verdict(capture, explains=is_invalid and explained < _MOST_EXPLAINED)] += 1
        explained += is_invalid
    lines = [f"  {number} {name}, {verdict}" for (name, verdict), number in counted.items()]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "  …"]


def _name(capture: CapturedRequest) -> str:
    return show(capture.event_type) or f"{show(capture.method)} {show(capture.path)} without an event type"


def _verdict(capture: CapturedRequest, *, explains: bool) -> str:
    if capture.verdict == StoredVerdict.UNCHECKED:
        return "not checked"
    if capture.verdict == StoredVerdict.VALID or (capture.verdict == StoredVerdict.INVALID and not explains):
        return capture.verdict
    return str(capture.verify())
