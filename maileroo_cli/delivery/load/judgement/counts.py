"""The counts of a load: which ends are as they should be, and whether everything adds up."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.delivery.load.tally import LoadTally

DUPLICATES = (RequestKind.DUPLICATE, RequestKind.CONCURRENT_DUPLICATE)
_UNREACHED = frozenset((Outcome.REFUSED, Outcome.DNS, Outcome.TLS, Outcome.UNREACHABLE))


@dataclass(frozen=True)
class LoadCounts:
    """What came of the requests of a load, by kind and by end. A request with a bad signature has to be refused."""

    tally: LoadTally

    @cached_property
    def kinds(self) -> Sequence[RequestKind]:
        """The kinds that there are, in their order."""
        found = {key.kind for key, number in self.tally.ends.items() if number}
        return sorted(found) or [RequestKind.EVENT]

    @cached_property
    def ends(self) -> Sequence[RequestEnd]:
        """The ends that there are: statuses in their order, then failures by their names."""
        found = {key.end for key, number in self.tally.ends.items() if number}
        return sorted(found, key=lambda end: (isinstance(end, Outcome), str(end)))

    @property
    def ended(self) -> int:
        """How many requests came to an end that is known."""
        return self.tally.ends.total()

    def number(self, kind: RequestKind | None = None, end: RequestEnd | None = None) -> int:
        """Return how many requests are of a kind and came to an end; of all kinds, or ends, without one."""
        return sum(
            number
            for key, number in self.tally.ends.items()
            if (kind is None or key.kind is kind) and (end is None or key.end == end)
        )

    def is_right(self, kind: RequestKind, end: RequestEnd) -> bool:
        """Tell whether a request ended as it should: accepted, or where its signature is bad refused."""
        return self.tally.is_right(kind, end)

    def wrong_ends(self, *kinds: RequestKind) -> Counter[RequestEnd]:
        """Return how many requests ended otherwise than they should, by how; of all kinds without any."""
        wrong: Counter[RequestEnd] = Counter()
        for (kind, end), number in self.tally.ends.items():
            if (not kinds or kind in kinds) and not self.is_right(kind, end):
                wrong[end] += number
        return wrong

    @cached_property
    def errors(self) -> int:
        """How many requests ended otherwise than they should."""
        return self.wrong_ends().total()

    @cached_property
    def forged_accepted(self) -> int:
        """How many requests with a bad signature were accepted."""
        return sum(
            number
            for (kind, end), number in self.tally.ends.items()
            if kind is RequestKind.BAD_SIGNATURE and self.tally.is_success(end)
        )

    @property
    def reached(self) -> bool:
        """Whether any request came to the receiver, or none was begun."""
        return not self.tally.ends or any(key.end not in _UNREACHED for key in self.tally.ends)


def uneven_sums(result: LoadResult) -> Iterator[str]:
    """Yield a sentence for each two counts of a load that should be the same and are not."""
    tally = result.tally
    ended = tally.ends.total()
    pairs = (
        ("requests started", tally.started, "those that ended or are unfinished", ended + tally.unfinished),
        ("requests that are timed", tally.timed, "latencies from due", tally.from_due.count),
        ("requests that are timed", tally.timed, "latencies from start", tally.from_start.count),
        ("requests started", tally.started, "those in the intervals", sum(one.started for one in tally.intervals)),
        ("requests that ended", ended, "those in the intervals", sum(one.ended for one in tally.intervals)),
        (
            "requests planned",
            result.planned,
            "those started or not",
            tally.started + result.unknown + result.not_started,
        ),
    )
    for first, one, second, other in pairs:
        if one != other:
            yield f"{first} ({one:,}) are not as many as {second} ({other:,})"


def ends_in_words(ends: Counter[RequestEnd], most: int = 4) -> str:
    """Return ends with how often there were, the most frequent first: ``20 x 503, 17 x timeout``."""
    told = ends.most_common(most)
    others = ends.total() - sum(number for _, number in told)
    return ", ".join([*(f"{number:,} x {end}" for end, number in told), *([f"{others:,} others"] if others else [])])
