"""Percentiles of latencies in bounded memory: exact for a thousand, then counts in buckets that grow by half a percent.

Of few attempts percentiles say less than the shortest, the median and the longest.
"""

from collections import Counter
from collections.abc import Sequence
from math import exp, log
from typing import Any, NamedTuple

_STEP = log(1.005)
_UNIT = 1e-6
_FACTOR, _OFFSET = 1 / _STEP, 0.5 - log(_UNIT) / _STEP
_MOST_KEPT = 1_000
"""Of so many latencies each one is kept."""

_ENOUGH = 20
"""From how many latencies on percentiles say something."""


class LatencyFigure(NamedTuple):
    """One figure that describes latencies: its name, such as ``median`` or ``p90``, and the latency in seconds."""

    name: str
    seconds: float


class Latencies:
    """Adds up latencies in seconds; a percentile is exact up to 1,000 of them, and exact to half a percent beyond."""

    def __init__(self) -> None:
        self._kept: list[float] = []
        self._buckets: Counter[int] = Counter()
        self.count = 0
        self.shortest = self.longest = self.total = 0.0

    def add(self, seconds: float) -> None:
        """Count one latency."""
        self.shortest = min(self.shortest, seconds) if self.count else seconds
        self.longest = max(self.longest, seconds)
        self.total += seconds
        self.count += 1
        if self.count <= _MOST_KEPT:
            self._kept.append(seconds)
            return
        self._into_buckets()
        self._buckets[_bucket(seconds)] += 1

    def add_all(self, seconds: Sequence[float], buckets: Counter[int] | None = None) -> None:
        """Count several latencies, much faster than one by one; ``buckets`` are theirs, where they are known."""
        if not seconds:
            return
        shortest, longest = min(seconds), max(seconds)
        self.shortest = min(self.shortest, shortest) if self.count else shortest
        self.longest = max(self.longest, longest)
        self.total += sum(seconds)
        self.count += len(seconds)
        if self.count <= _MOST_KEPT:
            self._kept.extend(seconds)
            return
        self._into_buckets()
        self._buckets.update(bucket_counts(seconds) if buckets is None else buckets)

    def merge(self, other: "Latencies") -> None:
        """Count all the latencies of another one too."""
        if not other.count:
            return
        self.shortest = min(self.shortest, other.shortest) if self.count else other.shortest
        self.longest = max(self.longest, other.longest)
        self.total += other.total
        self.count += other.count
        self._buckets.update(other._buckets)  # noqa: SLF001
        self._kept.extend(other._kept)  # noqa: SLF001
        if self._buckets or self.count > _MOST_KEPT:
            self._into_buckets()

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values, for another process."""
        return {
            "count": self.count,
            "shortest": self.shortest,
            "longest": self.longest,
            "total": self.total,
            "kept": self._kept,
            "buckets": [list(pair) for pair in self._buckets.items()],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Latencies":
        """Rebuild what :meth:`as_dict` gave, also after JSON."""
        made = cls()
        made.count = int(data["count"])
        made.shortest, made.longest, made.total = (float(data[name]) for name in ("shortest", "longest", "total"))
        made._kept = [float(one) for one in data["kept"]]
        made._buckets = Counter({int(bucket): int(number) for bucket, number in data["buckets"]})
        return made

    def _into_buckets(self) -> None:
        for one in self._kept:
            self._buckets[_bucket(one)] += 1
        self._kept.clear()

    @property
    def mean(self) -> float:
        """The mean of all latencies in seconds; 0 where there are none."""
        return self.total / self.count if self.count else 0.0

    @property
    def are_many(self) -> bool:
        """Whether there are enough latencies for percentiles."""
        return self.count >= _ENOUGH

    def figures(self) -> list[LatencyFigure]:
        """Return what describes them best: min, median and max of fewer than 20, else p50, p90 and p99; none of none.

        Of an even number the median is the lower of the two in the middle, as it is the percentile of 50.
        """
        if not self.count:
            return []
        if not self.are_many:
            middle = LatencyFigure("median", self.percentile(50))
            return [LatencyFigure("min", self.shortest), middle, LatencyFigure("max", self.longest)]
        return [LatencyFigure(f"p{percent}", self.percentile(percent)) for percent in (50, 90, 99)]

    def percentile(self, percent: float) -> float:
        """Return the latency in seconds that ``percent`` of all stay at or below; 0 where there are none."""
        wanted = max(1, -int(-self.count * percent // 100))
        if self._kept:
            return sorted(self._kept)[min(wanted, self.count) - 1]
        for bucket in sorted(self._buckets):
            wanted -= self._buckets[bucket]
            if wanted <= 0:
                return min(max(exp(bucket * _STEP) * _UNIT, self.shortest), self.longest)
        return 0.0


def bucket_counts(seconds: Sequence[float]) -> Counter[int]:
    """Return how many latencies fall into which bucket."""
    return Counter([int(log(one) * _FACTOR + _OFFSET) if one > _UNIT else 0 for one in seconds])


def _bucket(seconds: float) -> int:
    return int(log(seconds) * _FACTOR + _OFFSET) if seconds > _UNIT else 0
