"""The same applications behind the servers of production, over a socket: what is right in process is right there."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from werkzeug.serving import make_server

from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.transport.client.target import parse_target
from tests.receivers.raw import closed_port
from tests.transport.app.calling import PATIENCE

_ROOT = Path(__file__).parent.parent.parent.parent


@contextmanager
def uvicorn_serving(app: Callable[..., Any], protocol: str = "h11") -> Iterator[str]:
    """Yield the URL at which uvicorn serves an application."""
    ready = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            ready.set()

    server = Server(uvicorn.Config(app, port=0, http=protocol, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert ready.wait(PATIENCE)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


@contextmanager
def werkzeug_serving(app: Callable[..., Any]) -> Iterator[str]:
    """Yield the URL at which Werkzeug serves an application."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.log = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()


@contextmanager
def gunicorn_serving(reference: str, log: Path) -> Iterator[str]:
    """Yield the URL at which gunicorn serves what ``reference`` names."""
    port = closed_port()
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "2", "-b", f"127.0.0.1:{port}"]
    with log.open("wb") as file:
        program = subprocess.Popen(
            [*command, reference], cwd=_ROOT, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_for(parse_target(f"http://127.0.0.1:{port}/"), PATIENCE)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(program.pid, signal.SIGTERM)
        program.wait(PATIENCE)
