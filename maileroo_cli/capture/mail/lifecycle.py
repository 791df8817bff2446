"""Following the life of a mail through the events that were captured: what is missing, and what cannot be.

An event that names one recipient is about that one. One that names several, or none although the mail has several,
may be about any of them (whether Maileroo sends it once or for each is unknown): only what no recipient can live
through is called illegal.
"""

from collections.abc import Sequence
from typing import NamedTuple

from maileroo_cli.webhook.catalogue.succession import FOLLOWERS, events_between


class Oddity(NamedTuple):
    """What is odd about one event: what must have happened ``missing`` before it, and what it cannot follow."""

    missing: tuple[str, ...]
    illegal_after: str | None


_NOTHING = Oddity((), None)


class MailLifecycle:
    """Judges the events of one mail, given in the order in which they happened.

    ``recipients`` are all that its events name; ``captured`` are the types of all its events, also of later ones: what
    was captured is never missing.
    """

    def __init__(self, recipients: Sequence[str], captured: frozenset[str]) -> None:
        self._present = set(captured)
        # For each recipient the events that may be the latest one, in the order in which they came.
        self._latest: dict[str, dict[str, None]] = {name: {"": None} for name in recipients or ("",)}

    def judge(self, event: str, recipients: Sequence[str]) -> Oddity:
        """Return what is odd about the next event; a type that Maileroo is not known to send is not judged."""
        if event not in FOLLOWERS or not event:
            return _NOTHING
        concerned = tuple(dict.fromkeys(recipients)) or tuple(self._latest)
        ways = {name: way for name in concerned if (way := self._way(name, event)) is not None}
        if not ways:
            return Oddity((), list(self._latest[concerned[0]])[-1])
        for name in ways:
            latest = self._latest[name]
            if len(concerned) == 1:
                latest.clear()
            latest.pop(event, None)
            latest[event] = None
        missing = tuple(one for one in min(ways.values(), key=len) if one not in self._present)
        self._present.update(missing)
        return Oddity(missing, None)

    def _way(self, recipient: str, event: str) -> tuple[str, ...] | None:
        """Return the fewest events that lead to ``event`` from what may have been the latest one."""
        ways = [events_between(latest, event) for latest in self._latest[recipient]]
        return min((way for way in ways if way is not None), key=len, default=None)
