"""From the ``to`` of a call to what requests are sent to; an application starts and ends with a block."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from inspect import ismodule

from maileroo_cli.library.argument.checking import wrong
from maileroo_cli.library.receiver.running import AppKindName, ReceiverLike, RunningApplication, run_application
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.transport.app.hiding import hiding
from maileroo_cli.transport.client.target import Target, parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.webhook.signing.secret import Secret

DEFAULT_PATH = "/webhook"
_LOCAL, _OF_TESTS = "localhost", "testserver"


@dataclass(frozen=True, slots=True)
class WantedReceiver:
    """Where a call is to send. ``target`` is a URL, or what an application sees of one; ``path`` was asked for."""

    to: ReceiverLike
    target: Target
    timeout: float
    trust: Trust
    path: str | None = None
    kind: AppKindName | None = None

    @property
    def is_remote(self) -> bool:
        """Whether it is a URL."""
        return is_url(self.to)

    @property
    def url(self) -> str:
        """The URL of the endpoint."""
        return self.target.url

    @contextmanager
    def open(self, *, same_thread: bool, hidden: Secret | None = None) -> Iterator[Endpoint]:
        """Yield it, ready to be sent to; in the ``same_thread`` a WSGI application is called by the one that sends.

        What an application raises is told without the secret that is ``hidden``.
        """
        if self.is_remote:
            yield Endpoint(self.target, self.timeout, self.trust)
        elif isinstance(self.to, RunningApplication):
            yield Endpoint(self.target, self.timeout, application=self.to.application, hidden=hidden)
        else:
            with ExitStack() as stack:
                with hiding(hidden):
                    started = run_application(self.to, kind=self.kind, same_thread=same_thread)
                    running = stack.enter_context(started)
                yield Endpoint(self.target, self.timeout, application=running.application, hidden=hidden)


def want_receiver(
    to: ReceiverLike, *, path: str | None, timeout: float, verify: bool | str, kind: AppKindName | None
) -> WantedReceiver:
    """Return the receiver that ``to`` means; what cannot be sent to raises ``UsageError``.

    ``path`` is that of an application's endpoint, or a whole URL whose host it is to see.
    """
    if not (isinstance(to, str | RunningApplication) or callable(to) or ismodule(to)):
        raise wrong("to", to, "give an ASGI or WSGI application, a reference like shop.main:app, or a URL")
    if not isinstance(verify, bool | str):
        raise wrong("verify", verify, "give True, False for any certificate, or a file of authorities")
    trust = Trust(verify if isinstance(verify, str) else None, insecure=verify is False)
    url = str(to) if is_url(to) else app_url(path or DEFAULT_PATH)
    return WantedReceiver(to, parse_target(url), timeout, trust, path, kind)


def is_url(to: object) -> bool:
    """Tell whether ``to`` is a URL, and not an application or a reference to one."""
    return isinstance(to, str) and "://" in to


def app_url(path: str) -> str:
    """Return the URL under which an application sees a request to ``path``; a whole URL is returned as it is."""
    return path if "://" in path else f"http://{_host()}{path if path.startswith('/') else f'/{path}'}"


def finish_background(endpoint: Endpoint) -> None:
    """Wait until an application has done what its requests have left behind, or for the time of one request."""
    if endpoint.application is not None:
        endpoint.application.finish_background(endpoint.timeout)


def _host() -> str:
    """Return the host for an application: Django allows its own tests that of its test client alone."""
    if (django := sys.modules.get("django.conf")) is None or not django.settings.configured:
        return _LOCAL
    return _OF_TESTS if _OF_TESTS in django.settings.ALLOWED_HOSTS else _LOCAL
