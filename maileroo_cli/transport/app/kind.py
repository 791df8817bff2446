"""Which of the two interfaces an application has. Nothing is called here."""

import inspect
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias

from maileroo_cli.errors import UsageError

Callee: TypeAlias = Callable[..., Any]
"""An application: ``app(scope, receive, send)`` or ``app(environ, start_response)``."""

_ASGI_ARGUMENTS, _WSGI_ARGUMENTS = 3, 2


class AppKind(StrEnum):
    """The interface between a server and an application in Python."""

    ASGI = "asgi"
    WSGI = "wsgi"


def recognise(app: object, name: str) -> AppKind:
    """Return which interface ``app`` has; what has neither, or may have both, raises ``UsageError``."""
    if not callable(app):
        raise UsageError(f"{name} is {_article(app)}, not an application", "name the ASGI or WSGI application itself")
    if _is_async(app):
        return AppKind.ASGI
    match _arguments(app):
        case 3:
            return AppKind.ASGI
        case 2:
            return AppKind.WSGI
        case 0:
            raise UsageError(
                f"{name} takes no argument, so it is no application but may make one", f"call it: {name}()"
            )
        case _:
            raise UsageError(f"it cannot be told whether {name} is ASGI or WSGI", "say which: asgi or wsgi")


def _is_async(app: Callee) -> bool:
    while isinstance(app, partial):
        app = app.func
    return inspect.iscoroutinefunction(app) or (
        not inspect.isclass(app) and inspect.iscoroutinefunction(type(app).__call__)
    )


def _arguments(app: Callee) -> int | None:
    """Return how many arguments an application is to be given, ``None`` where that cannot be told."""
    if inspect.isclass(app):
        return None
    try:
        signature = inspect.signature(app)
    except (TypeError, ValueError):
        return None
    for number in (_ASGI_ARGUMENTS, _WSGI_ARGUMENTS, 0):
        try:
            signature.bind(*[None] * number)
        except TypeError:
            continue
        kinds = {one.kind for one in signature.parameters.values()}
        return None if inspect.Parameter.VAR_POSITIONAL in kinds else number
    return None


def _article(value: object) -> str:
    word = "module" if inspect.ismodule(value) else type(value).__name__
    return f"an {word}" if word[0].lower() in "aeiou" else f"a {word}"
