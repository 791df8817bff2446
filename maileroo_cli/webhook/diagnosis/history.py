"""What came of the earlier searches of one stream: how many of a kind found nothing, and what the others found.

A search that finds nothing is the slowest. A stream that is signed with a secret that nobody gave would take hours if
each of its signatures were searched for in full.
"""

from collections import Counter
from collections.abc import Hashable

from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding, Origin

THOROUGH = 100
"""After so many fruitless searches of a kind only what was found before is looked for."""

EVERY = 5000
"""One in so many of the kind is searched in full all the same: what is sent may change in the middle of a stream."""

_MOST_KINDS = 8
_MOST_KEPT = 8


class SearchHistory:
    """Belongs to one stream and its secrets; so many fruitless searches of a kind are ``thorough``, by default 100."""

    def __init__(self, thorough: float | None = None) -> None:
        self._thorough = THOROUGH if thorough is None else thorough
        self._fruitless: Counter[Hashable] = Counter()
        self.keys: dict[bytes, Candidate] = {}
        self.makers: set[str] = set()
        self.constructed: set[Finding] = set()
        self.further = False

    def __bool__(self) -> bool:
        """Whether anything was found that could be found again."""
        return bool(self.keys or self.makers or self.constructed)

    def is_due(self, kind: Hashable) -> bool:
        """Tell whether a request that looks like those of ``kind`` is to be searched in full."""
        count = self._fruitless.get(kind)
        if count is None:
            count = self._fruitless[self._known(kind)]
        return count < self._thorough or (count > 0 and count % EVERY == 0)

    def count_fruitless(self, kind: Hashable) -> None:
        """Count a request for which nothing was found, whether it was searched in full or not."""
        self._fruitless[self._known(kind)] += 1

    def learn(self, origin: Origin) -> None:
        """Take note of what explained a request, to look for it again with others."""
        if origin.key.findings and len(self.keys) < _MOST_KEPT:
            self.keys[origin.key.value] = origin.key
        if origin.maker:
            self.makers.add(origin.maker)
        if origin.constructed and len(self.constructed) < _MOST_KEPT:
            self.constructed.add(origin.constructed)
        self.further = self.further or origin.further

    def _known(self, kind: Hashable) -> Hashable:
        """Return ``kind``, or what stands for all others where there are too many kinds."""
        return kind if kind in self._fruitless or len(self._fruitless) < _MOST_KINDS else None
