"""What traffic a user waits for: so many requests of a kind, all valid, no duplicates.

How it is written is in ``script``, whether it came in ``tracker``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from maileroo_cli.capture.kind import KINDS
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.instant import format_seconds

ANY = "any"
"""In a count, all kinds together."""

ALL_VALID = "all valid"
NO_DUPLICATES = "no duplicates"


class Relation(StrEnum):
    """How a count relates to the number that is wanted."""

    EXACTLY = "="
    AT_LEAST = ">="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class CountClause:
    """So many requests of one kind, or of ``any``."""

    kind: str
    relation: Relation
    number: int

    @property
    def least(self) -> int:
        """The fewest that satisfy it."""
        match self.relation:
            case Relation.EXACTLY | Relation.AT_LEAST:
                return self.number
            case Relation.AT_MOST:
                return 0
            case _:
                assert_never(self.relation)

    @property
    def most(self) -> int | None:
        """The most that satisfy it; ``None`` where there is no such limit."""
        match self.relation:
            case Relation.EXACTLY | Relation.AT_MOST:
                return self.number
            case Relation.AT_LEAST:
                return None
            case _:
                assert_never(self.relation)

    def __str__(self) -> str:
        return f"{self.kind}{self.relation}{self.number}"


@dataclass(frozen=True, slots=True)
class Expectation:
    """All clauses together; they do not contradict each other. ``within`` are seconds, ``None`` without a deadline.

    ``only`` are the kinds that may come, all of them where it is empty.
    """

    counts: tuple[CountClause, ...] = ()
    all_valid: bool = False
    no_duplicates: bool = False
    only: tuple[str, ...] = ()
    within: float | None = None

    @property
    def has_minimum(self) -> bool:
        """Whether anything has to come. If not, only the end of the time can fulfil it."""
        return any(count.least for count in self.counts)

    @property
    def only_clause(self) -> str:
        """``only`` as it is written."""
        return f"only {'|'.join(self.only)}"

    def __str__(self) -> str:
        clauses = [str(count) for count in self.counts]
        clauses += [
            phrase
            for phrase, wanted in zip((ALL_VALID, NO_DUPLICATES), (self.all_valid, self.no_duplicates), strict=True)
            if wanted
        ]
        clauses += [self.only_clause] if self.only else []
        deadline = "" if self.within is None else f" within {format_seconds(self.within)}"
        return ", ".join(clauses) + deadline


def refuse_contradictions(expectation: Expectation) -> None:
    """Raise ``UsageError`` where no traffic could fulfil all clauses: by kind, by ``only``, or by the sum of kinds."""
    for kind in (*KINDS, ANY):
        least, most = _tightest(expectation.counts, kind)
        if least is None:
            continue
        if most is not None and least.least > most.number:
            raise _contradiction(least, [most])
        if expectation.only and kind not in (*expectation.only, ANY):
            raise UsageError(f"--expect: {least} contradicts {expectation.only_clause}", "remove one of them")
    _compare_with_sum(expectation)


def _tightest(counts: Sequence[CountClause], kind: str) -> tuple[CountClause | None, CountClause | None]:
    """Return the count of ``kind`` that wants the most requests, and the one that allows the fewest."""
    ours = [count for count in counts if count.kind == kind]
    least = max((count for count in ours if count.least), key=lambda count: count.least, default=None)
    most = min((count for count in ours if count.most is not None), key=lambda count: count.number, default=None)
    return least, most


def _compare_with_sum(expectation: Expectation) -> None:
    least, most = _tightest(expectation.counts, ANY)
    bounds = [_tightest(expectation.counts, kind) for kind in expectation.only or KINDS]
    wanted = [low for low, _ in bounds if low is not None]
    allowed = [high for _, high in bounds if high is not None]
    if most is not None and sum(count.least for count in wanted) > most.number:
        raise _contradiction(most, wanted)
    if least is not None and len(allowed) == len(bounds) and sum(count.number for count in allowed) < least.least:
        raise _contradiction(least, allowed)


def _contradiction(one: CountClause, others: Iterable[CountClause]) -> UsageError:
    listed = ", ".join(map(str, others))
    return UsageError(f"--expect: {one} contradicts {listed}", "both can never be true; change one of them")
