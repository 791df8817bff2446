"""The inspector beside ``mhook listen``, where a capture is shown in it, and a browser for its page."""

import os
import sys
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


def has_browser() -> bool:
    """Tell whether there may be a browser with windows: one that needs the terminal would take it."""
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return not sys.platform.startswith(("linux", "freebsd")) or any(map(os.environ.get, displays))


def open_in_browser(address: str) -> bool:
    """Open a page, and tell whether that could be done."""
    if not has_browser():
        return False
    import webbrowser

    try:
        return webbrowser.open_new_tab(address)
    except (webbrowser.Error, OSError):
        return False
