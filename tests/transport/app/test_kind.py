"""Which interface an application has, recognised from the outside: nothing is called for that."""

import functools
from collections.abc import Callable, Iterable
from typing import Any

import flask
import pytest
from fastapi import FastAPI
from litestar import Litestar
from quart import Quart
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.middleware.cors import CORSMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.app.kind import AppKind, recognise, refuse_other

ASGI, WSGI = AppKind.ASGI, AppKind.WSGI


async def asgi(scope: Any, receive: Any, send: Any) -> None:
    """Be asynchronous."""


def wsgi(environ: Any, start_response: Any) -> Iterable[bytes]:
    """Be synchronous."""
    return []


def asgi_without_async(scope: Any, receive: Any, send: Any) -> Any:
    """Return what can be awaited."""
    return asgi(scope, receive, send)


@functools.wraps(asgi)
def wrapped_asgi(*args: Any, **kwargs: Any) -> Any:
    """Be a decorated application."""
    return asgi(*args, **kwargs)


@functools.wraps(wsgi)
def wrapped_wsgi(*args: Any, **kwargs: Any) -> Any:
    """Be a decorated application."""
    return wsgi(*args, **kwargs)


class AsgiObject:
    """An object that is an application."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer."""

    async def method(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer."""

    async def anything(self, *args: Any) -> None:
        """Answer."""


class WsgiObject:
    """An object that is an application."""

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer."""
        return []

    @classmethod
    def method(cls, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer."""
        return cls()(environ, start_response)


class WsgiClass:
    """A class that is an application: its objects are answers, as PEP 3333 shows it."""

    def __init__(self, environ: Any, start_response: Any) -> None:
        """Take a request."""

    def __iter__(self) -> Any:
        """Yield nothing."""
        return iter(())


class AsgiEndpoint(HTTPEndpoint):
    """A class of Starlette's that is an application."""


def with_option(environ: Any, start_response: Any, more: Any = None) -> Iterable[bytes]:
    """Have an argument more than is needed."""
    return []


def with_many(config: Any, environ: Any, start_response: Any) -> Iterable[bytes]:
    """Have an argument that somebody else gives."""
    return []


async def async_with_option(scope: Any, receive: Any, send: Any = None) -> None:
    """Have an argument that need not be given."""


FOUND: list[tuple[object, AppKind]] = [
    (asgi, ASGI),
    (wsgi, WSGI),
    (asgi_without_async, ASGI),
    (wrapped_asgi, ASGI),
    (wrapped_wsgi, WSGI),
    (AsgiObject(), ASGI),
    (AsgiObject().method, ASGI),
    (AsgiObject().anything, ASGI),
    (WsgiObject(), WSGI),
    (WsgiObject().method, WSGI),
    (WsgiClass, WSGI),
    (AsgiEndpoint, ASGI),
    (with_option, WSGI),
    (async_with_option, ASGI),
    (functools.partial(with_many, {}), WSGI),
    (functools.partial(asgi), ASGI),
    (functools.partial(functools.partial(AsgiObject())), ASGI),
    (lambda environ, start_response: [], WSGI),  # noqa: ARG005  (that is what it is about)
    (lambda scope, receive, send: None, ASGI),  # noqa: ARG005
    (FastAPI(), ASGI),
    (Starlette(), ASGI),
    (CORSMiddleware(Starlette()), ASGI),
    (Quart(__name__), ASGI),
    (Litestar([], logging_config=None), ASGI),
    (flask.Flask(__name__), WSGI),
    (ProxyFix(wsgi), WSGI),
    (flask.Flask(__name__).wsgi_app, WSGI),
]


@pytest.mark.parametrize(("app", "kind"), FOUND, ids=lambda one: getattr(one, "__qualname__", type(one).__name__))
def test_an_application_is_recognised(app: object, kind: AppKind) -> None:
    """Functions, objects, classes, partials, what is decorated or wrapped, and those of every framework."""
    assert recognise(app, "it") is kind


def make_app(config: Any = None, debug: bool = False) -> Any:
    """Make one; it could be called with what a WSGI application gets."""


def plain(one: Any, two: Any, three: Any = None) -> Any:
    """Take two or three things."""


async def async_factory() -> Any:
    """Make one."""


async def async_wsgi(environ: Any, start_response: Any) -> Any:
    """Be neither."""


def double(scope: Any) -> Any:
    """Be an application of ASGI 2."""


def anything(*args: Any) -> Any:
    """Take whatever comes."""


REFUSED: list[tuple[object, str]] = [
    (make_app, "shop:it takes no argument, so it is no application but may make one: call it: shop:it()"),
    (async_factory, "shop:it takes no argument, so it is no application but may make one: call it: shop:it()"),
    (plain, "it cannot be told whether shop:it is ASGI or WSGI: say which: asgi or wsgi"),
    (anything, "it cannot be told whether shop:it is ASGI or WSGI: say which: asgi or wsgi"),
    (flask.current_app, "it cannot be told whether shop:it is ASGI or WSGI: say which: asgi or wsgi"),
    (double, "shop:it does not take what a server gives to an application: an ASGI application takes scope,"),
    (async_wsgi, "shop:it does not take what a server gives to an application: an ASGI application takes scope,"),
    (FastAPI, "shop:it is a class, not an application: name an object of it"),
    (WsgiObject, "shop:it is a class, not an application: name an object of it"),
    (functools, "shop:it is a module, not an application: name the ASGI or WSGI application itself"),
    (7, "shop:it is an int, not an application: name the ASGI or WSGI application itself"),
    (None, "shop:it is a NoneType, not an application: name the ASGI or WSGI application itself"),
]


@pytest.mark.parametrize(
    ("app", "said"), REFUSED, ids=["factory", "async factory", "2 or 3", "*args", "proxy", *"abcdefg"]
)
def test_what_is_none_is_refused(app: object, said: str) -> None:
    """What may be meant is said, and a factory is never taken for an application."""
    with pytest.raises(UsageError) as caught:
        recognise(app, "shop:it")
    assert str(caught.value).startswith(said)


def test_a_factory_that_was_given_as_an_object_has_another_hint() -> None:
    """There is no reference to which brackets could be added."""
    make: Callable[..., Any] = make_app
    with pytest.raises(UsageError, match="call it, and give what it returns"):
        recognise(make, "the application (shop.make_app)")


@pytest.mark.parametrize(
    ("app", "said"),
    [
        (flask.Flask(__name__), ASGI),
        (WsgiObject(), ASGI),
        (Starlette(), WSGI),
        (functools.partial(asgi), WSGI),
        (lambda scope, receive, send: None, WSGI),  # noqa: ARG005
    ],
)
def test_a_kind_that_cannot_be_is_refused(app: object, said: AppKind) -> None:
    """What could not be called as was said would fail at each request, with an error that tells nothing."""
    other = WSGI if said is ASGI else ASGI
    with pytest.raises(UsageError) as caught:
        refuse_other(app, "shop:it", said)
    assert str(caught.value) == f"shop:it is {other.name}, not {said.name}: leave out --{said}"
    refuse_other(app, "shop:it", other)


@pytest.mark.parametrize(
    "app", [plain, anything, double, async_wsgi, flask.current_app], ids=["2 or 3", "*args", "1", "async 2", "proxy"]
)
def test_a_kind_that_may_be_is_believed(app: object) -> None:
    """Where it cannot be told what something is, the user knows."""
    refuse_other(app, "it", ASGI)
    refuse_other(app, "it", WSGI)
