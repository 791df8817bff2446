"""What was found out of the signatures of captures, kept for whoever looks at the same capture again.

Finding the causes of an invalid signature takes from milliseconds to many seconds, as the body is small or large.
"""

import threading
from collections.abc import Sequence

from maileroo_cli.capture.check.assessment import Assessment
from maileroo_cli.capture.entry import LocatedCapture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.file import identify
from maileroo_cli.operation.captures.show import AssessedCapture, assess_stored
from maileroo_cli.webhook.signing.secret import Secret

MOST = 200


class _Search:
    """One capture: what was found, and the lock of whoever is looking for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.found: Assessment | None = None


class RecentAssessments:
    """What was found of the last captures, with these secrets. Several threads may use it at once."""

    def __init__(self, secrets: Sequence[Secret] = (), most: int = MOST) -> None:
        self._secrets = tuple(secrets)
        self._most = most
        self._searches: dict[object, _Search] = {}
        self._lock = threading.Lock()

    def of(self, archive: Archive, located: LocatedCapture) -> AssessedCapture:
        """Return a capture of an open store with its verdict; whoever asks for the same one meanwhile waits for it.

        What the store says of it by now is part of the question: a cause that is stored later is looked at again.
        """
        row, capture = located
        if not self._secrets:
            return assess_stored(archive, capture, ())
        entry = capture.entry
        search = self._search((identify(archive.path), row, entry.id, entry.verdict, entry.cause))
        with search.lock:
            if search.found is None:
                search.found = assess_stored(archive, capture, self._secrets).assessment
            return AssessedCapture(capture, search.found)

    def _search(self, key: object) -> _Search:
        with self._lock:
            search = self._searches.pop(key, None) or _Search()
            self._searches[key] = search
            if len(self._searches) > self._most:
                del self._searches[next(iter(self._searches))]
            return search
