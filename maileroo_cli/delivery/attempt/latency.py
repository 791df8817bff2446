"""Percentiles of latencies in constant memory: counts in buckets that grow by half a percent."""

from collections import Counter
from math import exp, log

_STEP = log(1.005)
_UNIT = 1e-6


class Latencies:
    """Adds up latencies in seconds; a percentile is exact to half a percent."""

    def __init__(self) -> None:
        self._buckets: Counter[int] = Counter()
        self._count = 0

    def add(self, seconds: float) -> None:
        """Count one latency."""
        self._buckets[round(log(max(seconds, _UNIT) / _UNIT) / _STEP)] += 1
        self._count += 1

    def percentile(self, percent: float) -> float:
        """Return the latency in seconds that ``percent`` of all stay at or below; 0 where there are none."""
        wanted = max(1, -int(-self._count * percent // 100))
        for bucket in sorted(self._buckets):
            wanted -= self._buckets[bucket]
            if wanted <= 0:
                return exp(bucket * _STEP) * _UNIT
        return 0.0
