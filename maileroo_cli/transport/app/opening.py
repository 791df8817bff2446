"""From what a user names, or has at hand, to an application that can be called."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from maileroo_cli.transport.app.kind import AppKind, Callee, recognise, refuse_other
from maileroo_cli.transport.app.reference import load, parse_reference

if TYPE_CHECKING:
    from maileroo_cli.transport.app.interface.application import Application


def make_application(app: Callee | str, kind: AppKind | None = None, *, runs_in_caller: bool = False) -> Application:
    """Return ``app``, an object or like ``shop.main:app``, ready to be entered.

    ``kind`` says which interface it has where that cannot be recognised. What is no application, or surely of another
    kind, raises ``UsageError``, what cannot be imported ``InputError``. Where it ``runs_in_caller`` a WSGI application
    is called in the thread that sends, and so has that thread's database connection.
    """
    name = app if isinstance(app, str) else _name(app)
    found = load(parse_reference(app)) if isinstance(app, str) else app
    if kind is not None and callable(found):
        refuse_other(found, name, kind)
    else:
        kind = recognise(found, name)
    if kind is AppKind.ASGI:
        from maileroo_cli.transport.app.interface.asgi import AsgiApplication

        return AsgiApplication(found, name)  # type: ignore[arg-type]
    from maileroo_cli.transport.app.interface.wsgi import WsgiApplication

    return WsgiApplication(found, name, runs_in_caller=runs_in_caller)  # type: ignore[arg-type]


def _name(app: object) -> str:
    named = app if inspect.isroutine(app) or inspect.isclass(app) else type(app)
    module, name = getattr(named, "__module__", ""), getattr(named, "__qualname__", type(app).__name__)
    return f"the application ({module}.{name})" if module else f"the application ({name})"
