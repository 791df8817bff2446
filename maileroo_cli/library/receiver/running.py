"""An application that runs in this process for as long as a block does, for several calls of the library."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from weakref import WeakKeyDictionary

from maileroo_cli.library.argument.checking import as_member
from maileroo_cli.library.argument.wording import python_wording
from maileroo_cli.transport.app.kind import AppKind, Callee
from maileroo_cli.transport.app.opening import make_application

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.transport.app.interface.application import Application

AppKindName: TypeAlias = Literal["asgi", "wsgi"]


class RunningApplication:
    """An application whose life is that of a ``with`` block. It is made by :func:`run_application`."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def finish_background(self, seconds: float = 30.0) -> bool:
        """Wait until what requests have left behind is done; return whether that was within so many ``seconds``."""
        return self.application.finish_background(seconds)

    def __enter__(self) -> Self:
        self.application.__enter__()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.application.__exit__(kind, error, trace)

    def __repr__(self) -> str:
        return f"RunningApplication({self.application.name})"


def run_application(
    app: Callee | str, *, kind: AppKindName | None = None, same_thread: bool = False
) -> RunningApplication:
    """Return ``app``, an ASGI or WSGI application or like ``"shop.main:app"``, ready for ``with``.

    >>> from maileroo_cli import make_event, send
    >>> def app(environ, start_response):
    ...     start_response("200 OK", [])
    ...     return []
    >>> with run_application(app) as running:
    ...     [send(make_event("opened", seed=seed), to=running, secret="secret").status for seed in (1, 2)]
    [200, 200]

    It starts and ends once for all that is sent within the block, its lifespan included. ``kind`` says which interface
    it has where that cannot be recognised. In the ``same_thread`` a WSGI application is called by the thread that
    sends, and so sees a database transaction that a test has open there. What is no application raises
    :class:`UsageError`, what cannot be imported or started :class:`InputError`.
    """
    with python_wording():
        application = make_application(app, _kind(app, kind), runs_in_caller=same_thread)
    if kind is None:
        _remember(app, application.kind)
    return RunningApplication(application)


_RECOGNISED: WeakKeyDictionary[Callee, AppKind] = WeakKeyDictionary()
"""What applications are that were recognised before: a test suite sends to one again and again."""


def _kind(app: Callee | str, name: AppKindName | None) -> AppKind | None:
    if name is not None:
        return as_member("kind", name, AppKind)
    try:
        return _RECOGNISED.get(app) if callable(app) else None
    except TypeError:  # it cannot be looked up
        return None


def _remember(app: Callee | str, kind: AppKind) -> None:
    if callable(app):
        with suppress(TypeError):  # it cannot be referred to
            _RECOGNISED[app] = kind


ReceiverLike: TypeAlias = str | RunningApplication | Any
"""A URL, an ASGI or WSGI application, a reference to one like ``"shop.main:app"``, or one that runs already."""
