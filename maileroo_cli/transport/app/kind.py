"""Which of the two interfaces an application has. Nothing is called here."""

import inspect
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias

from maileroo_cli.errors import UsageError

Callee: TypeAlias = Callable[..., Any]
"""An application: ``app(scope, receive, send)`` or ``app(environ, start_response)``."""

_NONE, _WSGI_ARGUMENTS, _ASGI_ARGUMENTS = 0, 2, 3
_SCOPE, _ENVIRON = ("scope",), ("environ", "env")
_ARGUMENTS = "an ASGI application takes scope, receive and send, a WSGI application environ and start_response"


class AppKind(StrEnum):
    """The interface between a server and an application in Python."""

    ASGI = "asgi"
    WSGI = "wsgi"


def recognise(app: object, name: str) -> AppKind:
    """Return which interface ``app`` has; what has neither, or may have both, raises ``UsageError``."""
    if inspect.isclass(app):
        return _recognise_class(app, name)
    if not callable(app):
        raise UsageError(f"{name} is {_article(app)}, not an application", "name the ASGI or WSGI application itself")
    is_async, numbers = _is_async(app), _argument_numbers(app)
    if numbers is None and is_async:
        return AppKind.ASGI
    if numbers is None:
        raise UsageError(f"it cannot be told whether {name} is ASGI or WSGI", "say which: asgi or wsgi")
    if _NONE in numbers:
        hint = "call it, and give what it returns" if " " in name else f"call it: {name}()"
        raise UsageError(f"{name} takes no argument, so it is no application but may make one", hint)
    if _ASGI_ARGUMENTS in numbers and (is_async or _WSGI_ARGUMENTS not in numbers):
        return AppKind.ASGI
    if numbers == {_WSGI_ARGUMENTS} and not is_async:
        return AppKind.WSGI
    if not numbers or is_async:
        raise UsageError(f"{name} does not take what a server gives to an application", _ARGUMENTS)
    return _recognise_by_name(app, name)


def refuse_other(app: object, name: str, kind: AppKind) -> None:
    """Raise ``UsageError`` where ``app`` surely has the other interface than ``kind``, whatever was said of it."""
    try:
        found = recognise(app, name)
    except UsageError:
        return
    numbers = _argument_numbers(app) if callable(app) else None
    wanted = _ASGI_ARGUMENTS if kind is AppKind.ASGI else _WSGI_ARGUMENTS
    cannot_be_called = numbers is not None and wanted not in numbers
    is_awaited = kind is AppKind.WSGI and callable(app) and _is_async(app)
    if found is not kind and (cannot_be_called or is_awaited):
        raise UsageError(f"{name} is {found.name}, not {kind.name}", f"leave out --{kind}")


def _recognise_class(app: type, name: str) -> AppKind:
    """Recognise a class that is an application itself: its instances are the answers."""
    if hasattr(app, "__await__"):
        return AppKind.ASGI
    if hasattr(app, "__iter__") and _argument_numbers(app) == {_WSGI_ARGUMENTS}:
        return AppKind.WSGI
    raise UsageError(f"{name} is a class, not an application", "name an object of it")


def _recognise_by_name(app: Callee, name: str) -> AppKind:
    first = next(iter(inspect.signature(app).parameters))
    if first in _SCOPE:
        return AppKind.ASGI
    if first in _ENVIRON:
        return AppKind.WSGI
    raise UsageError(f"it cannot be told whether {name} is ASGI or WSGI", "say which: asgi or wsgi")


def _is_async(app: Callee) -> bool:
    while isinstance(app, partial):
        app = app.func
    try:
        return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)
    except Exception:  # noqa: BLE001  (a proxy outside of a request raises what it likes)
        return False


def _argument_numbers(app: Callee) -> set[int] | None:
    """Return with how many arguments of 0, 2 and 3 it may be called, ``None`` where that cannot be told."""
    try:
        signature = inspect.signature(app)
    except Exception:  # noqa: BLE001  (as above)
        return None
    if any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in signature.parameters.values()):
        return None
    return {number for number in (_NONE, _WSGI_ARGUMENTS, _ASGI_ARGUMENTS) if _binds(signature, number)}


def _binds(signature: inspect.Signature, number: int) -> bool:
    try:
        signature.bind(*[None] * number)
    except TypeError:
        return False
    return True


def _article(value: object) -> str:
    word = "module" if inspect.ismodule(value) else type(value).__name__
    return f"an {word}" if word[0].lower() in "aeiou" else f"a {word}"
