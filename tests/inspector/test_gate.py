"""Who is let in: every route against every attack, over real sockets, driven by the table of routes itself."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maileroo_cli.inspector.routes import ROUTES, ApiRoute
from maileroo_cli.inspector.service import read_page
from tests.cli.store import captured, event
from tests.inspector.api.calling import settings
from tests.inspector.serving import Header, RawAnswer, Served, served

MARK = b"6d61726b6564"
"""The id of the event in the store: it is in no answer that holds no data."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


@pytest.fixture(scope="module")
def inspector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a store with one capture."""
    folder = tmp_path_factory.mktemp("gate")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MHOOK_STATE_DIR", str(folder / "state"))
        body = event(1).replace(b"{", b'{"mark":"' + MARK + b'",', 1)
        with served(settings(folder, captured(1, body))) as one:
            yield one


def put(name: bytes, value: bytes) -> Callable[[Served], list[Header]]:
    """Return what gives a request that is let in one more header, or another value of one that it has."""

    def change(inspector: Served) -> list[Header]:
        filled = value.replace(b"{port}", b"%d" % inspector.port).replace(b"{token}", inspector.token.encode())
        return [*(line for line in inspector.own if line[0] != name), (name, filled)]

    return change


def without(name: bytes) -> Callable[[Served], list[Header]]:
    """Return what takes a header away."""
    return lambda inspector: [line for line in inspector.own if line[0] != name]


def twice(name: bytes) -> Callable[[Served], list[Header]]:
    """Return what gives a header twice, with the same value."""
    return lambda inspector: [*inspector.own, *(line for line in inspector.own if line[0] == name)]


def cookie(inspector: Served) -> list[Header]:
    """Bring the token as a cookie."""
    return [inspector.own[0], (b"Cookie", b"token=" + inspector.token.encode())]


STRANGERS: dict[str, Callable[[Served], list[Header]]] = {
    "no token": without(b"Authorization"),
    "wrong token": put(b"Authorization", b"Bearer " + b"x" * 43),
    "empty token": put(b"Authorization", b"Bearer "),
    "non-ASCII token": put(b"Authorization", "Bearer ä{token}".encode()),
    "longer token": put(b"Authorization", b"Bearer {token}{token}"),
    "another scheme": put(b"Authorization", b"Basic {token}"),
    "token alone": put(b"Authorization", b"{token}"),
    "two Authorization headers": twice(b"Authorization"),
    "token as a cookie": cookie,
}
"""Who has no token, or shows it in another way; each gets 401."""

ELSEWHERE: dict[str, tuple[int, Callable[[Served], list[Header]]]] = {
    "foreign Host": (421, put(b"Host", b"evil.example")),
    "foreign Host with our port": (421, put(b"Host", b"evil.example:{port}")),
    "Host without a port": (421, put(b"Host", b"127.0.0.1")),
    "Host with another port": (421, put(b"Host", b"127.0.0.1:1")),
    "Host with a user": (421, put(b"Host", b"evil@127.0.0.1:{port}")),
    "Host with a dot": (421, put(b"Host", b"localhost.:{port}")),
    "Host below ours": (421, put(b"Host", b"localhost.evil.example:{port}")),
    "empty Host": (421, put(b"Host", b"")),
    "no Host": (400, without(b"Host")),
    "two Hosts": (400, twice(b"Host")),
    "null Origin": (403, put(b"Origin", b"null")),
    "foreign Origin": (403, put(b"Origin", b"https://evil.example")),
    "Origin of another port": (403, put(b"Origin", b"http://127.0.0.1:1")),
    "Origin of another name": (403, put(b"Origin", b"http://localhost:{port}")),
    "Origin with TLS": (403, put(b"Origin", b"https://127.0.0.1:{port}")),
    "empty Origin": (403, put(b"Origin", b"")),
    "cross-site": (403, put(b"Sec-Fetch-Site", b"cross-site")),
    "same-site": (403, put(b"Sec-Fetch-Site", b"same-site")),
    "a site that nobody knows": (403, put(b"Sec-Fetch-Site", b"own")),
}
"""What another page, or another name, sends, with the token: nobody is to guess that it alone is enough."""


def path_of(route: ApiRoute) -> bytes:
    """Return a path of the route, of the capture that there is."""
    return re.sub(r"\{\w+\}", "last", route.path).encode()


def ask(inspector: Served, route: ApiRoute, headers: list[Header], query: bytes = b"") -> RawAnswer:
    """Ask for a route with its own method."""
    return inspector.ask(path_of(route) + query, headers, b"{}" if route.method == "POST" else None)


def check_refused(answer: RawAnswer, status: int) -> None:
    """Check that an answer refuses and holds no data."""
    assert answer.status == status
    assert list(answer.object) == ["schema", "error", "hint"]
    assert answer.object["schema"] == "mhook.inspector-error/1"
    assert MARK not in answer.body
    assert answer.header("content-type") == "application/json"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_nobody_else_gets_data(route: ApiRoute, inspector: Served) -> None:
    """Each route answers whoever has the token, and refuses every attack with not a byte of data."""
    assert ask(inspector, route, inspector.own).status not in {401, 403, 404 if "{" not in route.path else 0, 421}
    for change in STRANGERS.values():
        check_refused(ask(inspector, route, change(inspector)), 401)
    query = b"?token=%b&access_token=%b" % (inspector.token.encode(), inspector.token.encode())
    check_refused(ask(inspector, route, inspector.own[:1], query), 401)
    for status, elsewhere in ELSEWHERE.values():
        check_refused(ask(inspector, route, elsewhere(inspector)), status)
    for method in (b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE", b"PROPFIND"):
        check_refused(inspector.ask(path_of(route), method=method), 405)
    other = b"GET" if route.method == "POST" else b"HEAD"
    assert inspector.ask(path_of(route), method=other).status == 405


def test_there_is_data(inspector: Served) -> None:
    """What must not be in an answer to a stranger is in those to whoever has the token."""
    assert MARK in inspector.ask(b"/api/captures/last/pretty").body


@pytest.mark.parametrize("route", [one for one in ROUTES if one.method == "POST"], ids=lambda route: route.path)
@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "", "application/jsonp", "text/json"])
def test_a_form_is_no_call(route: ApiRoute, kind: str, inspector: Served) -> None:
    """What a page elsewhere could send without asking first is refused."""
    headers = [*inspector.own, (b"Content-Type", kind.encode())]
    check_refused(inspector.ask(path_of(route), headers, b"{}"), 415)


@pytest.mark.parametrize("path", [b"/", b"/main.js"])
def test_the_page_is_for_its_own_name_alone(path: bytes, inspector: Served) -> None:
    """The files of the page hold no data and need no token, but another name or page does not get them."""
    for change in STRANGERS.values():
        assert inspector.ask(path, change(inspector)).status == 200
    for status, elsewhere in ELSEWHERE.values():
        check_refused(inspector.ask(path, elsewhere(inspector)), status)


def test_every_file_of_the_page(inspector: Served) -> None:
    """Each is served as it is, with its type, and without a body to HEAD; nothing is posted to it."""
    kinds = {".css": "text/css", "": "text/html", ".js": "text/javascript"}
    for path, file in read_page().items():
        answer = inspector.ask(path)
        assert (answer.status, answer.body) == (200, file.content)
        assert answer.header("content-type") == f"{kinds[Path(path.decode()).suffix]}; charset=utf-8"
        head = inspector.ask(path, method=b"HEAD")
        assert (head.status, head.body, head.header("content-length")) == (200, b"", str(len(file.content)))
        check_refused(inspector.ask(path, body=b"{}"), 405)


@pytest.mark.parametrize("name", [b"127.0.0.1:%d", b"localhost:%d", b"[::1]:%d"])
@pytest.mark.parametrize("site", [b"same-origin", b"none", None])
def test_who_is_let_in(name: bytes, site: bytes | None, inspector: Served) -> None:
    """This machine's three names are its own, with the Origin of the same name."""
    host = name % inspector.port
    headers = [(b"Host", host), inspector.own[1], (b"Origin", b"http://" + host)]
    headers += [] if site is None else [(b"Sec-Fetch-Site", site)]
    assert inspector.ask(b"/api/state", headers).status == 200


@pytest.mark.parametrize(
    "path",
    [b"//api/state", b"/api//state", b"/./api/state", b"/api/../api/state", b"/api/%2e%2e/api/state", b"/api/%2E/state",
     b"/api%2fstate", b"/api/%73tate", b"\\api\\state", b"/api\\state", b"/API/state", b"/api/state/", b"*", b"/api",
     b"http://127.0.0.1/api/state", b"/api/nothing", b"/index.html", b"/main.js%00", b"/..%2fgate.py", b"/gate.py",
     b"/page/main.js", b"/%6dain.js", b"/api/captures/1/", b"/api/captures//body", b"/favicon.ico", b"/.git/config"],
)  # fmt: skip
def test_a_path_stands_for_itself(path: bytes, inspector: Served) -> None:
    """Nothing is put right in a path: what is not a route letter by letter is none."""
    check_refused(inspector.ask(path), 404)


def test_the_policy_is_the_strictest(inspector: Served) -> None:
    """The page may load its own files and ask its own server, and no text becomes markup or a script."""
    assert inspector.ask(b"/").header("content-security-policy") == POLICY


def test_a_web_socket_is_not_spoken(inspector: Served) -> None:
    """An upgrade is asked for in vain: it is a request as any other."""
    upgrade = [(b"Upgrade", b"websocket"), (b"Sec-WebSocket-Key", b"x" * 22 + b"=="), (b"Sec-WebSocket-Version", b"13")]
    check_refused(inspector.ask(b"/api/stream", [*inspector.own[:1], *upgrade]), 401)
    assert inspector.ask(b"/api/state", [*inspector.own, *upgrade]).status == 200


@pytest.mark.parametrize(
    "data",
    [b"\r\n\r\n\x00", b"GET / HTTP/two\r\n\r\n", b"GET /\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", b"GET / HTTP/1.1\r\nA: " + b"x" * 100_000],
    ids=["zeros", "version", "HTTP/0.9", "TLS", "header", "long"],
)  # fmt: skip
def test_what_is_no_request(data: bytes, inspector: Served) -> None:
    """What is no HTTP/1.1 is refused with the same headers as anything else."""
    check_refused(inspector.send(data), 400)


def test_no_host_in_an_old_version(inspector: Served) -> None:
    """HTTP/1.0 may leave the Host out, and gets nothing then."""
    check_refused(inspector.ask(b"/", [], version=b"1.0"), 421)
