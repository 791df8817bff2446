"""Which captures a command works on: those that are named, or those that fit a filter.

How the store is searched is in ``store.archive``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.file import is_there
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.filter_words import OPTION
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import CATALOGUE
from maileroo_cli.webhook.text.shown import show

_ALL = CaptureFilter()


@dataclass(frozen=True, slots=True)
class CaptureSelection:
    """Captures by ``names``, or by a filter; without either all of them."""

    names: tuple[str, ...] = ()
    wanted: CaptureFilter = _ALL

    def __post_init__(self) -> None:
        if self.names and self.wanted != _ALL:
            raise UsageError("both captures and a filter were given", "give only one of them")

    def __bool__(self) -> bool:
        return bool(self.names) or self.wanted != _ALL

    def of(self, archive: Archive) -> Iterator[Capture]:
        """Yield the captures: named ones in the order of the names, others from the oldest, in constant memory.

        That every name is one of a capture is known before the first is yielded; if not, ``UsageError`` is raised.
        """
        if not self.names:
            refuse_unknown_types(archive, self.wanted)
            return archive.captures(self.wanted)
        return iter([archive.find(name) for name in self.names])


def refuse_types_without_store(path: Path, wanted: CaptureFilter, mark: str = OPTION) -> None:
    """Raise ``UsageError`` for an event type that Maileroo does not send where there is no store at ``path`` either.

    ``mark`` is what the words of a filter begin with.
    """
    if wanted.types and not is_there(path):
        from maileroo_cli.webhook.catalogue.lookalike import suggest_type

        for name in wanted.types:
            if name not in CATALOGUE:
                raise UsageError(f"{mark}type: there is no event type '{show(name)}'", suggest_type(name))


def refuse_unknown_types(archive: Archive, wanted: CaptureFilter, mark: str = OPTION) -> None:
    """Raise ``UsageError`` for a wanted event type that Maileroo does not send, unless a capture has it.

    ``mark`` is as in :func:`refuse_types_without_store`.
    """
    for name in wanted.types:
        if name not in CATALOGUE and not archive.count(CaptureFilter(types=(name,))):
            from maileroo_cli.webhook.catalogue.lookalike import suggest_type

            raise UsageError(
                f"{mark}type: there is no event type '{show(name)}', and no capture has it", suggest_type(name)
            )
