"""The inspector beside ``mhook listen``: whether one runs, and where a capture is shown in it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from maileroo_cli.errors import UsageError

if TYPE_CHECKING:
    from maileroo_cli.cli.option.inspect import BesideOptions
    from maileroo_cli.operation.inspect.results import InspectorReady
    from maileroo_cli.operation.listen.settings import ListenSettings


@contextmanager
def beside(
    options: "BesideOptions", settings: "ListenSettings", references: Sequence[str]
) -> "Iterator[InspectorReady | None]":
    """Run the inspector as long as the block, where that is asked for; ``references`` are those of the secrets."""
    if not options.inspect:
        if options.inspect_port != type(options).inspect_port:
            raise UsageError("--inspect-port is the port of --inspect", "add --inspect, or leave it out")
        yield None
        return
    from maileroo_cli.operation.listen.inspector import WantedInspector, inspector_beside

    wanted = WantedInspector(settings.store, options.inspect_port, references, settings.secrets, settings.application)
    with inspector_beside(wanted) as ready:
        yield ready


def address_of_capture(ready: "InspectorReady | None") -> Callable[[str], str | None]:
    """Return what tells where a capture is shown; it tells nothing where no inspector runs."""

    def address(id: str) -> str | None:
        if ready is None:
            return None
        page, mark, token = ready.address.partition("#")
        return f"{page}?capture={id}{mark}{token}"

    return address
