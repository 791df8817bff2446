"""Finding the cause of one capture, wherever that is done: in this process, or in one of its own.

What is found is decided in ``capture.check``; who asks, and when, in ``stage_4_diagnose``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from maileroo_cli.capture.check.checker import Checker
    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.webhook.signing.secret import Secret

_THOROUGH = 20
"""Without a process of its own each takes time from the loop."""

SHOW_TELLS = "mhook captures show tells the cause"


class FoundCause(NamedTuple):
    """The ``codes`` of the causes joined with ``+``, empty where none was found; ``detail`` is a fact."""

    codes: str
    detail: str


class CauseSearch(Protocol):
    """Finds causes, one after the other."""

    def find(self, capture: Capture, *, anew: bool) -> FoundCause:
        """Return why a capture's signature does not verify; ``anew`` forgets what came of the searches before."""
        ...


class InlineSearch:
    """Searches in the thread that asks; so many searches are ``thorough`` where they find nothing."""

    def __init__(self, secrets: Sequence[Secret], thorough: int = _THOROUGH) -> None:
        self._secrets = secrets
        self._thorough = thorough
        self._checker: Checker | None = None

    def find(self, capture: Capture, *, anew: bool) -> FoundCause:
        """Search now.

        What finds causes is imported with the first search, for which there may be no file left to open.
        """
        try:
            from maileroo_cli.capture.check.checker import Checker
            from maileroo_cli.webhook.diagnosis.history import SearchHistory

            if anew or self._checker is None:
                self._checker = Checker(self._secrets, history=partial(SearchHistory, self._thorough))
            checked = self._checker.check(capture.record, capture.entry.id)
        except (OSError, ImportError) as error:
            return FoundCause("", f"not diagnosed ({getattr(error, 'strerror', None) or error}): {SHOW_TELLS}")
        return FoundCause("+".join(cause.code for cause in checked.causes), checked.detail)
