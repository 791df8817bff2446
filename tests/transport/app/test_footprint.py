"""Nothing of an application in process touches the network, and nothing of it is left behind."""

import asyncio
import gc
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from maileroo_cli.transport.app.interface.application import Application
from maileroo_cli.transport.app.kind import AppKind
from tests.transport.app import frameworks
from tests.transport.app.calling import PATIENCE, calling, said
from tests.transport.app.frameworks import FRAMEWORKS, configure_django
from tests.transport.app.telling import telling_wsgi


@pytest.fixture
def _django() -> Iterator[None]:
    """Let Django serve the views of these tests."""
    configure_django()
    with override_settings(ROOT_URLCONF=frameworks.__name__, ALLOWED_HOSTS=["localhost"], MIDDLEWARE=[]):
        yield


def refuse(*_: object, **__: object) -> None:
    """Allow no connection."""
    raise AssertionError("a socket was used")


@pytest.mark.usefixtures("_django")
@pytest.mark.parametrize("make", FRAMEWORKS.values(), ids=FRAMEWORKS)
def test_no_socket_is_used(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is anything connected to, nor listened on, nor is a name looked up."""
    app = make()
    if sys.platform == "win32":  # there an event loop of Python wakes itself over a connection to itself
        pytest.skip("an event loop has a socket of its own")
    for name in ("connect", "connect_ex", "bind", "listen", "accept", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "create_connection", "create_server", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    with calling(app) as caller:
        assert caller.send("/hook", b"x", method="POST").status == 200
        assert caller.send("/fail", b"", method="GET").status == 500
        assert caller.finish()


def open_files() -> int:
    """Count the files and sockets that this process has open."""
    gc.collect()
    return len(os.listdir("/dev/fd"))


@pytest.mark.usefixtures("_django")
@pytest.mark.parametrize("make", FRAMEWORKS.values(), ids=FRAMEWORKS)
@pytest.mark.filterwarnings("error")
def test_nothing_is_left_behind(make: Callable[[], Any]) -> None:
    """No thread, file or loop is there afterwards that was not there before, and the log is made as it was."""
    if sys.platform == "win32":
        pytest.skip("open files are not counted there")
    app = make()
    with calling(app) as caller:  # what a framework keeps for good
        caller.send("/hook")
        caller.send("/fail", b"", method="GET")
        caller.finish()
    threads, files, factory = set(threading.enumerate()), open_files(), logging.getLogRecordFactory()
    for _ in range(3):
        with calling(app) as caller:
            assert caller.send("/hook").status == 200
            assert caller.send("/stream", b"", method="GET").ok
            assert caller.send("/fail", b"", method="GET").status == 500
            assert caller.finish()
    for one in set(threading.enumerate()) - threads:  # it is about to end
        one.join(PATIENCE)
    assert (set(threading.enumerate()) - threads, logging.getLogRecordFactory()) == (set(), factory)
    assert open_files() <= files


def test_an_application_in_wsgi_needs_no_loop() -> None:
    """Nothing of asyncio is imported for it, which takes as long as all else."""
    code = (
        "import sys\n"
        "from maileroo_cli.transport.app.opening import make_application\n"
        "from maileroo_cli.transport.app.sender import AppSender\n"
        "from maileroo_cli.transport.client.target import parse_target\n"
        "from maileroo_cli.webhook.signing.request import Request\n"
        "def app(environ, start_response):\n"
        "    start_response('200 OK', [])\n"
        "    return [b'ok']\n"
        "with make_application(app) as application:\n"
        "    sender = AppSender(application, parse_target('http://localhost/'))\n"
        "    assert sender.send(Request('POST', '/', (), b'')).ok\n"
        "    assert application.finish_background(1)\n"
        "print([name for name in ('asyncio', 'httpx', 'ssl', 'concurrent.futures') if name in sys.modules])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_loop_of_the_test_may_run_meanwhile() -> None:
    """Within an asynchronous test an application still has a loop of its own."""

    async def test() -> int | None:
        with calling(telling_wsgi, AppKind.WSGI) as wsgi, calling(frameworks.make_starlette()) as asgi:
            await asyncio.sleep(0)
            return wsgi.send("/").status == 200 and asgi.send("/hook").status

    assert asyncio.run(test()) == 200


HANGING = {
    "WSGI": "def app(environ, start_response):\n    threading.Event().wait()\n",
    "ASGI": "async def app(scope, receive, send):\n"
    "    assert scope['type'] == 'http'\n"
    "    await asyncio.to_thread(threading.Event().wait)\n",
    "a blocked loop": "async def app(scope, receive, send):\n"
    "    assert scope['type'] == 'http'\n"
    "    threading.Event().wait()\n",
    "FastAPI": "from fastapi import FastAPI\n"
    "app = FastAPI()\n"
    "@app.post('/')\n"
    "def hook():\n"
    "    threading.Event().wait()\n",
}


@pytest.mark.parametrize("application", HANGING.values(), ids=HANGING)
def test_a_process_ends_although_an_application_hangs(application: str, tmp_path: Path) -> None:
    """A request that never ends does not keep the process alive, in whichever thread it waits."""
    (tmp_path / "shop.py").write_text(f"import asyncio, threading\n{application}")
    code = (
        "from maileroo_cli.transport.app.opening import make_application\n"
        "from maileroo_cli.transport.app.sender import AppSender\n"
        "from maileroo_cli.transport.app.interface import asgi, wsgi\n"
        "from maileroo_cli.transport.client.target import parse_target\n"
        "from maileroo_cli.webhook.signing.request import Request\n"
        "wsgi._PATIENCE = asgi._ENDING = 0.05\n"
        "with make_application('shop:app') as application:\n"
        "    sender = AppSender(application, parse_target('http://localhost/'), timeout=0.05)\n"
        "    print(sender.send(Request('POST', '/', (), b'')).word)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, timeout=PATIENCE
    )
    assert ran.stdout.strip() == "timeout"


def test_applications_run_side_by_side() -> None:
    """Several may run at the same time, of both kinds, and each has its own requests and its own background."""
    apps: list[Application] = []
    with (
        calling(frameworks.make_flask()) as one,
        calling(frameworks.make_starlette()) as two,
        calling(frameworks.make_quart()) as three,
    ):
        apps += [one.application, two.application, three.application]
        told = [caller.send("/hook", b"x").text for caller in (one, two, three)]
        failed = [said(caller.send("/fail", b"", method="GET")) for caller in (one, two, three)]
        assert all(caller.finish() for caller in (one, two, three))
    assert (set(told), set(failed)) == ({"POST 1 None "}, {"ValueError: no mail"})
