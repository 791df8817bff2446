"""`mhook listen --inspect`: the inspector runs beside it, sees what arrives, and ends with it, however that ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import SECRET, VARIABLE, Mhook
from tests.cli.store import event, signature
from tests.listening import PATIENCE, Client, ListenProcess

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals and processes are those of POSIX"),
    pytest.mark.usefixtures("measured_processes"),
]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for what mhook keeps of the user of this test."""
    monkeypatch.setenv("MHOOK_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def ask(told: dict[str, Any], path: str) -> dict[str, Any]:
    """Ask the inspector that an object tells of."""
    connection = HTTPConnection(told["url"].removeprefix("http://"), timeout=PATIENCE)
    try:
        token = told["page"].partition("#token=")[2]
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        return found
    finally:
        connection.close()


def wait_for_end(pid: int) -> None:
    """Wait until a process that is no child of ours has ended."""
    end = time.monotonic() + PATIENCE
    while is_alive(pid):
        assert time.monotonic() < end
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and it is no mere entry that nobody has asked for yet."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(shown.strip()) and not shown.startswith("Z")


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGINT, id="ctrl-c", marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, id="term"),
        pytest.param(signal.SIGKILL, id="kill", marks=pytest.mark.slow),
    ],
)
def test_it_ends_with_the_listener(number: signal.Signals, state: Path, tmp_path: Path) -> None:
    """It shows what arrives, resends to where the listener forwards, and is gone with the listener, even if killed."""
    options = ("--inspect", "--inspect-port", "0", "--secret", SECRET, "--secret", f"env:{VARIABLE}")
    with ListenProcess(tmp_path, *options, "--forward-to", "http://localhost:1/hook") as listen:
        told = listen.next_object()
        assert told["schema"] == "mhook.inspect/1"
        assert (told["store"], told["resend_to"]) == (str(listen.store), "http://localhost:1/hook")
        shown = subprocess.run(["ps", "-o", "args=", "-p", str(told["pid"])], capture_output=True, check=True).stdout
        assert SECRET.encode() not in shown
        body = event(1)
        head = f"POST / HTTP/1.1\r\nHost: x\r\nX-Maileroo-Signature: {signature(body)}\r\n"
        with Client(listen.port) as client:
            answer = client.send(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body).answer()
        assert answer.status == 502
        found = ask(told, "/api/wait?verdict=valid&seconds=60")
        assert (found["met"], ask(told, "/api/state")["secrets"]) == (True, 2)
        assert ask(told, "/api/state")["listener"]["pid"] == listen.pid
        ran = listen.stop(number)
    assert ran.code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    wait_for_end(told["pid"])
    assert list(state.iterdir()) == []


def test_as_text(tmp_path: Path) -> None:
    """The address stands among the other lines of where the listener is."""
    with ListenProcess(tmp_path, "--inspect", "--inspect-port", "0", form="text") as listen:
        assert b"keeping each request in" in listen.next_line()
        assert listen.next_line().startswith(b"  showing them at http://127.0.0.1:")
        ran = listen.stop()
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.slow
def test_no_such_port(mhook: Mhook, tmp_path: Path) -> None:
    """An inspector that cannot start ends the listener before it begins, with the option that is to be changed."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = mhook("listen", "--port", "0", "--store", tmp_path / "c.db", "--inspect", "--inspect-port", port)
    assert (ran.code, (tmp_path / "c.db").exists()) == (2, False)
    assert ran.error.startswith(f"--inspect: cannot listen on 127.0.0.1:{port}")
    assert "choose another --inspect-port" in ran.error


def test_a_port_for_nothing(mhook: Mhook) -> None:
    """A port alone starts no inspector, so it is refused."""
    ran = mhook("listen", "--port", "0", "--inspect-port", "1")
    assert (ran.code, ran.error) == (2, "--inspect-port is the port of --inspect: add --inspect, or leave it out")


@pytest.mark.slow
def test_a_listener_that_cannot_begin(mhook: Mhook, state: Path, tmp_path: Path) -> None:
    """Where the listener's own port is taken, no inspector stays behind."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        options = ("--store", tmp_path / "c.db", "--inspect", "--inspect-port", "0")
        ran = mhook("listen", "--port", port, *options)
    assert (ran.code, os.listdir(state)) == (2, [])
