"""What became known of attempts after their answers: an application in this process may raise in the background."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.operation.check.results import CheckExchange
    from maileroo_cli.rules.verdict import RuleVerdict


class Hindsight:
    """Remembers, for each attempt of a rule, what tells it again with all that is known then."""

    def __init__(self) -> None:
        self._again: dict[int, Callable[[Attempt], Attempt]] = {}

    def note(self, attempt: Attempt, again: Callable[[Attempt], Attempt]) -> None:
        """Remember what tells ``attempt`` again."""
        self._again[id(attempt)] = again

    def clear(self) -> None:
        """Forget all attempts."""
        self._again.clear()

    def tell(self, exchanges: Sequence[CheckExchange], verdict: RuleVerdict) -> tuple[list[CheckExchange], RuleVerdict]:
        """Return the exchanges, and a verdict that shows the one after which the application raised, if it did."""
        seen, told = verdict.seen, []
        for one in exchanges:
            now = self._again.get(id(one.attempt), _as_it_was)(one.attempt)
            is_new = now is not one.attempt
            if one.attempt is seen or (is_new and (seen is None or not seen.traceback)):
                seen = now
            told.append(one._replace(attempt=now))
        return told, verdict if seen is verdict.seen else replace(verdict, seen=seen)


def _as_it_was(attempt: Attempt) -> Attempt:
    return attempt
