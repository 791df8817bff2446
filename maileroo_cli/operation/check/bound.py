"""How long a check may take: what is not judged by then is skipped, and no request lasts beyond it."""

import time
from typing import NamedTuple

from maileroo_cli.rules.verdict import RuleVerdict, skipped

_SHARE, _MOST = 0.1, 1.0
_SHORTEST = 0.001


class TimeBound(NamedTuple):
    """The end of a check on the monotonic clock, and the ``seconds`` that were promised for it.

    It comes a little before the promised end, so that what is under way can be broken off by then.
    """

    at: float
    seconds: float

    @classmethod
    def from_now(cls, seconds: float) -> "TimeBound":
        """Return the bound of a check that begins now."""
        return cls(time.monotonic() + seconds - min(_MOST, seconds * _SHARE), seconds)

    @property
    def is_over(self) -> bool:
        """Whether there is no time left."""
        return time.monotonic() >= self.at

    def shorten(self, seconds: float) -> float:
        """Return a time-out, cut to what is left."""
        return max(_SHORTEST, min(seconds, self.at - time.monotonic()))

    def verdict(self) -> RuleVerdict:
        """Return what is said of a rule for which there was no time."""
        return skipped(f"the check had taken its {self.seconds:g} s")
