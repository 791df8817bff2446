"""Suites of tests that use every fixture, as the text of modules, and a conftest that tells what they leave behind."""

CONFTEST = '''
import os, pathlib, socket, sys, threading

import pytest

HERE = pathlib.Path(__file__).parent
connect = socket.socket.connect

def connect_here(self, address):
    """Let no test reach anything but this machine."""
    if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
        (HERE / "network.txt").write_text(repr(address))
        raise OSError(f"not here: {address}")
    return connect(self, address)

socket.socket.connect = connect_here

def left():
    """The sockets and threads of this process, those of execnet aside."""
    files = pathlib.Path("/proc/self/fd")
    links = [os.readlink(one) for one in files.iterdir() if one.is_symlink()] if files.is_dir() else []
    threads = [one.name for one in threading.enumerate() if one is not threading.main_thread()]
    return sorted(one for one in links if one.startswith("socket:")), sorted(threads)

@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    session.config.left_before = left()

@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    before, after = session.config.left_before, left()
    name = os.environ.get("PYTEST_XDIST_WORKER", "main")
    (HERE / f"left-{name}.txt").write_text("nothing" if before == after else f"{before} {after}")
'''
"""Writes a file ``left-WORKER.txt`` for each process; ``network.txt`` where something was asked for elsewhere."""

EVERY_FIXTURE = """
import asyncio
from urllib.request import Request, urlopen

import pytest

from receiver import app

@pytest.mark.parametrize("number", range(NUMBER))
def test_sent(maileroo_send, maileroo_event, number):
    assert maileroo_send(maileroo_event("opened"), to=app).ok

@pytest.mark.parametrize("number", range(NUMBER))
def test_refused(maileroo_send, maileroo_request, number):
    assert maileroo_send(maileroo_request(bad="truncated"), to="receiver:app").status == 401

@pytest.mark.parametrize("number", range(NUMBER))
def test_received(maileroo_receiver, maileroo_request, number):
    request = maileroo_request("clicked")
    with urlopen(Request(maileroo_receiver.url, request.body, request.headers)) as answer:
        assert answer.status == 200
    assert len(maileroo_receiver.wait_for("clicked")) == len(maileroo_receiver.captures) == 1

@pytest.mark.parametrize("number", range(NUMBER))
def test_replayed(maileroo_replay, maileroo_lifecycle, number):
    run = maileroo_replay(maileroo_lifecycle("bounced"), to=app, faults=["503"])
    assert next(run).number == 1
    if number % 2:
        assert run.summary.ok
"""

ASYNCHRONOUS = """
import asyncio

import pytest

from receiver import app

@pytest.mark.asyncio
async def test_with_asyncio(maileroo_send, maileroo_request, maileroo_receiver):
    assert maileroo_send(maileroo_request(), to=app).ok
    assert (await asyncio.to_thread(maileroo_send, maileroo_request(), to=maileroo_receiver.url)).ok
    await asyncio.to_thread(maileroo_receiver.wait_for, "delivered")

@pytest.mark.anyio
async def test_with_anyio(maileroo_send, maileroo_event):
    assert maileroo_send(maileroo_event(), to=app).ok

@pytest.fixture
def anyio_backend():
    return "asyncio"
"""

KILLED = """
import os, signal

from receiver import app

def test_killed(maileroo_receiver, maileroo_replay, maileroo_event):
    next(maileroo_replay(maileroo_event(), to=app, faults=["503"]))
    os.kill(os.getpid(), signal.SIGKILL)
"""
"""Ends its process while a receiver listens and an application runs."""
