"""From the ``to`` of a call to what requests are sent to; an application starts and ends with the block."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.library.receiver.running import AppKindName, ReceiverLike, RunningApplication, run_application
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.transport.client.target import parse_target

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_PATH = "/webhook"
_LOCAL, _OF_TESTS = "localhost", "testserver"


class Receiver(NamedTuple):
    """Where a call sends to. Without ``is_remote`` it is an application, and each request goes to its own path."""

    endpoint: Endpoint
    is_remote: bool

    @property
    def url(self) -> str:
        """The URL of the endpoint."""
        return self.endpoint.target.url

    def finish_background(self) -> None:
        """Wait until an application has done what its requests have left behind, or for the time of one request."""
        if self.endpoint.application is not None:
            self.endpoint.application.finish_background(self.endpoint.timeout)


@contextmanager
def open_receiver(
    to: ReceiverLike,
    *,
    path: str | None = None,
    timeout: float,
    kind: AppKindName | None = None,
    same_thread: bool = False,
) -> Iterator[Receiver]:
    """Yield the receiver that ``to`` means; what is none raises ``UsageError``.

    ``path`` is that of an application's endpoint, or a whole URL whose host it is to see.
    """
    if isinstance(to, str) and "://" in to:
        yield Receiver(Endpoint(parse_target(to), timeout), is_remote=True)
        return
    target = parse_target(app_url(path or DEFAULT_PATH))
    if isinstance(to, RunningApplication):
        yield Receiver(Endpoint(target, timeout, application=to.application), is_remote=False)
        return
    with run_application(to, kind=kind, same_thread=same_thread) as running:
        yield Receiver(Endpoint(target, timeout, application=running.application), is_remote=False)


def app_url(path: str) -> str:
    """Return the URL under which an application sees a request to ``path``; a whole URL is returned as it is."""
    return path if "://" in path else f"http://{_host()}{path if path.startswith('/') else f'/{path}'}"


def _host() -> str:
    """Return the host for an application: Django allows its own tests that of its test client alone."""
    if (django := sys.modules.get("django.conf")) is None or not django.settings.configured:
        return _LOCAL
    return _OF_TESTS if _OF_TESTS in django.settings.ALLOWED_HOSTS else _LOCAL
