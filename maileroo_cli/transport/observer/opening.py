"""The observer that a user asks for: ``--observe-cmd``, ``--observe-url`` and ``--observe-path``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maileroo_cli.errors import UsageError

if TYPE_CHECKING:
    from maileroo_cli.transport.app.interface.application import Application
    from maileroo_cli.transport.client.tls import Trust
    from maileroo_cli.transport.observer.look import Observer


def open_observer(
    command: str | None,
    url: str | None,
    path: str | None,
    *,
    trust: Trust | None = None,
    application: Application | None = None,
) -> Observer | None:
    """Return the observer that ``--observe-cmd``, ``--observe-url`` and ``--observe-path`` ask for, if any.

    A path instead of a URL is one of the ``application`` in this process. What contradicts itself or cannot be read
    raises ``UsageError``. Nothing is run or asked yet.
    """
    if command is not None and url is not None:
        raise UsageError("--observe-cmd and --observe-url cannot both be given", "give one of them")
    if command is None and url is None:
        if path is not None:
            raise UsageError(
                ("--observe-path only applies to an observer's answer"), "add --observe-cmd or --observe-url"
            )
        return None
    from maileroo_cli.transport.observer.number import parse_observe_path

    steps = None if path is None else parse_observe_path(path)
    if command is not None:
        from maileroo_cli.transport.observer.command import CommandObserver

        return CommandObserver(command, steps)
    from maileroo_cli.transport.observer.url import UrlObserver

    return UrlObserver(url or "", steps, trust, application)
