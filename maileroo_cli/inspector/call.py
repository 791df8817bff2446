"""One call of the inspector's API, as its functions see it: no header, no cookie, no socket."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show

Json: TypeAlias = dict[str, Any]


class NotFoundError(UsageError):
    """There is no such thing: the answer's status is 404."""


class ConflictError(UsageError):
    """What was asked for is no longer so, such as a number of captures: the answer's status is 409."""


class BusyError(UsageError):
    """Too many calls that take long are under way: the answer's status is 503."""


class GoneError(UsageError):
    """Nobody waits for the answer any more, so it was not made to its end."""


def _is_there() -> bool:
    """Say that somebody waits for the answer."""
    return False


@dataclass(frozen=True, slots=True)
class InspectorCall:
    """What was asked: ``path`` has the parts of the path that vary, ``query`` every value of each name, in order.

    ``body`` is the JSON object of a POST. What is not as the API says raises ``UsageError``, whose status is 400.
    ``gone`` says whether nobody waits for the answer any more: what takes long asks it from time to time.
    """

    settings: InspectorSettings
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    body: Json = field(default_factory=dict)
    gone: Callable[[], bool] = _is_there

    def one(self, name: str, default: str | None = None) -> str | None:
        """Return the value of a name in the query that may stand there once."""
        values = self.query.get(name, ())
        if len(values) > 1:
            raise UsageError(f"{name} stands in the query {len(values)} times", "give it once")
        return values[0] if values else default

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """Return a whole number of the query, between two bounds."""
        text = self.one(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= 18 and least <= int(text) <= most):
            raise UsageError(f"{name} is {text[:40]!r}", f"give a whole number from {least:,} to {most:,}")
        return int(text)

    def refuse_gone(self) -> None:
        """Raise ``GoneError`` where nobody waits for the answer any more."""
        if self.gone():
            raise GoneError("nobody waits for the answer", "ask again")

    def refuse_others(self, *known: str) -> None:
        """Raise ``UsageError`` where the query has another name than these."""
        for name in self.query:
            if name not in known:
                raise UsageError(
                    f"the query has '{show(name[:40])}'", suggest(name[:40], known) if known else "it has no names here"
                )

    def flag(self, name: str) -> bool:
        """Tell whether a name of the query is 1; without it, or with 0, it is not."""
        value = self.one(name, "0")
        if value not in {"0", "1"}:
            raise UsageError(f"{name} is {str(value)[:40]!r}", "give 0 or 1")
        return value == "1"
