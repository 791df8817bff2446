"""`mhook inspect` as a command: what it prints, whom it tells the token, how it ends, and what it refuses."""

import json
import os
import re
import signal
import socket
import stat
import sys
from pathlib import Path

import pytest

from maileroo_cli.cli.commands.inspect import browser_opener
from maileroo_cli.inspector.session import require_inspector_extra
from maileroo_cli.operation.inspect.results import InspectorExposed
from maileroo_cli.report.inspect.ready import InspectorReport
from maileroo_cli.report.terminal.console import Console
from tests.cli.calling import Mhook, Stream, environment, process
from tests.cli.on_terminal import on_terminal
from tests.cli.store import captured, event, fill
from tests.inspecting import InspectProcess

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals, rights and terminals are those of POSIX"),
    pytest.mark.usefixtures("measured_processes"),
]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for what mhook keeps of the user of this test."""
    monkeypatch.setenv("MHOOK_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("CI", raising=False)
    return tmp_path / "state"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "term"])
def test_it_tells_where_it_is(number: signal.Signals, state: Path, tmp_path: Path) -> None:
    """The address has the token behind a #, and a file that nobody else can read tells it to scripts until the end."""
    store = fill(tmp_path / "captures.db", captured(1, event(1)))
    with InspectProcess(store, "--target", "http://localhost:8000/hook?key=1") as inspect:
        status, told = inspect.ask("/api/state")
        assert (status, told["captures"], told["secrets"]) == (200, 1, 1)
        file = state / f"inspect-{inspect.port}.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(state.stat().st_mode) == 0o700
        assert json.loads(file.read_text()) == {
            "schema": "mhook.inspector-token/1", "url": inspect.origin, "token": inspect.token,
            "pid": inspect.process.pid, "store": str(store),
        }  # fmt: skip
        ran = inspect.stop(number)
    assert (ran.code, ran.err, list(state.iterdir())) == (0, "", [])
    assert ran.lines == [
        f"inspecting at {inspect.origin}/#token={inspect.token} (Ctrl-C ends)",
        f"  showing the captures in {store}",
        "  resending to http://localhost:8000/hook?…",
        f"  scripts find the token in {file}",
    ]
    assert len(inspect.token) == 43


def test_as_json(state: Path, tmp_path: Path) -> None:
    """For scripts one object tells the same, and nothing is made where there is no store yet."""
    store = tmp_path / "none.db"
    ran = process(["inspect", "--port", "0", "--store", store, "--until-eof", "--format", "json"])
    (told,) = ran.objects
    port = told["url"].rpartition(":")[2]
    token = told["page"].partition("#token=")[2]
    assert (ran.code, store.exists(), len(token)) == (0, False, 43)
    assert told == {
        "schema": "mhook.inspect/1", "url": f"http://127.0.0.1:{port}", "page": f"{told['url']}/#token={token}",
        "store": str(store), "pid": told["pid"], "resend_to": None, "token_file": str(state / f"inspect-{port}.json"),
    }  # fmt: skip


def test_ready_file(state: Path, tmp_path: Path) -> None:
    """It holds the URL without the token until the end; a file that holds anything else stays as it is."""
    ready_file = tmp_path / "url.txt"
    with InspectProcess(tmp_path / "none.db", "--ready-file", ready_file) as inspect:
        assert ready_file.read_text() == f"{inspect.origin}\n"
        inspect.stop()
    assert not ready_file.exists()
    ready_file.write_text("precious")
    ran = process(["inspect", "--port", "0", "--ready-file", ready_file])
    assert (ran.code, ready_file.read_text()) == (2, "precious")


@pytest.mark.slow
def test_each_run_has_a_token_of_its_own(state: Path, tmp_path: Path) -> None:
    """The file of one that was killed is replaced by the next at that port, and that of the next is left alone."""
    with InspectProcess(tmp_path / "c.db") as first:
        first.kill()
    file = state / f"inspect-{first.port}.json"
    assert json.loads(file.read_text())["token"] == first.token
    with InspectProcess(tmp_path / "c.db", port=first.port) as second:
        assert json.loads(file.read_text())["token"] == second.token != first.token
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        second.token = first.token
        assert second.ask("/api/state")[0] == 401
        file.write_text('{"token": "of another"}')
    assert file.read_text() == '{"token": "of another"}'


@pytest.mark.slow
def test_a_user_without_a_folder(tmp_path: Path) -> None:
    """Where the file cannot be written that is told, and the page is served all the same."""
    (tmp_path / "file").write_text("")
    with InspectProcess(tmp_path / "c.db", env={"MHOOK_STATE_DIR": str(tmp_path / "file" / "below")}) as inspect:
        assert inspect.ask("/api/state")[0] == 200
        ran = inspect.stop()
    assert "which tells scripts the token" in ran.err
    assert not any("scripts find" in line for line in ran.lines)


def test_the_port_is_taken(mhook: Mhook, state: Path) -> None:
    """It says so in one line, and leaves no file behind."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = mhook("inspect", "--port", str(taken.getsockname()[1]), "--no-open")
    assert ran.code == 2
    assert ran.error.startswith("cannot listen on 127.0.0.1:")
    assert "choose another --port" in ran.error
    assert not state.exists()


REFUSED = {
    "another machine": (["--host", "192.0.2.1"], "--host '192.0.2.1' lets others reach the page, without TLS"),
    "a name": (["--host", "example.test"], "--host 'example.test' lets others reach the page, without TLS"),
    "every address": (["--host", "0.0.0.0", "--authorize", "0.0.0.0"], "--host 0.0.0.0 is every address"),
    "every address, shorter": (["--host", "0", "--authorize", "0"], "--host 0 is every address"),
    "every address of IPv6": (["--host", "::", "--authorize", "::"], "--host :: is every address"),
    "no address": (["--host", ""], "--host is empty"),
    "an address that nobody has": (["--host", "192.0.2.1", "--authorize", "192.0.2.1"], "cannot listen on 192.0.2.1"),
    "a target elsewhere": (["--target", "http://example.test/"], "--target is on example.test, which is not this"),
    "another name": (["--target", "http://example.test/", "--authorize", "b.test"], "--authorize names 'b.test'"),
    "a name for nothing": (["--authorize", "example.test"], "--authorize names 'example.test'"),
    "no URL": (["--target", "localhost"], "the URL does not begin with http:// or https://"),
    "an input for two": (["--until-eof", "--secret", "-"], "the standard input cannot be both"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str, mhook: Mhook, state: Path) -> None:
    """Whoever wants others to reach the page, or to be reached, has to name them."""
    options, error = REFUSED[name]
    ran = mhook("inspect", "--port", "0", "--no-open", *options)
    assert ran.code == 2
    assert ran.error.startswith(error)
    assert not state.exists()


@pytest.mark.slow
def test_another_address_of_this_machine(state: Path, tmp_path: Path) -> None:
    """An address of the loopback interface needs no leave, and is a name of the page then."""
    if sys.platform != "linux":
        pytest.skip("only Linux has all of 127.0.0.0/8")
    with InspectProcess(tmp_path / "c.db", "--host", "127.0.0.2") as inspect:
        assert inspect.origin == f"http://127.0.0.2:{inspect.port}"
        with socket.create_connection(("127.0.0.2", inspect.port)) as connection:
            connection.sendall(f"GET / HTTP/1.0\r\nHost: 127.0.0.2:{inspect.port}\r\n\r\n".encode())
            assert connection.recv(12) == b"HTTP/1.1 200"


def test_what_others_could_read_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Where others can reach the page, its user is told that there is no TLS, and what that means."""
    InspectorReport(Console()).show([InspectorExposed("192.0.2.1")])
    assert "on 192.0.2.1: without TLS, whoever can read the network there reads the token" in capsys.readouterr().err


def test_it_ends_with_its_input(mhook: Mhook, state: Path, tmp_path: Path) -> None:
    """A program that starts it needs no signal to end it: closing the pipe is enough."""
    ran = process(["inspect", "--port", "0", "--until-eof", "--store", tmp_path / "c.db"])
    assert (ran.code, ran.lines[0][:14]) == (0, "inspecting at ")
    assert list(state.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_without_the_extra(missing: str, tmp_path: Path) -> None:
    """It says what to install, and nothing else of mhook needs it."""
    (tmp_path / f"{missing}.py").write_text("raise ImportError")
    env = {"PYTHONPATH": str(tmp_path)}
    ran = process(["inspect", "--port", "0", "--no-open"], env=env)
    assert ran.code == 2
    assert ran.error == "mhook inspect needs Starlette and uvicorn: pip install 'maileroo-cli[inspect]'"
    assert process(["--help"], env=env).code == 0
    assert process(["listen", "--help"], env=env).code == 0
    ran = process(["listen", "--inspect", "--port", "0", "--store", tmp_path / "c.db"], env=env)
    assert (ran.code, (tmp_path / "c.db").exists()) == (2, False)
    assert ran.error.startswith("--inspect: mhook inspect needs Starlette and uvicorn: pip install")


@pytest.mark.parametrize(("version", "enough"), [("0.50", False), ("1.0.0", False), ("1.0.1", True), ("2.0b1", True)])
def test_the_oldest_version(version: str, enough: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before 1.0.1 Starlette let the Host header change the path of a request: that one is not taken."""
    monkeypatch.setattr("importlib.metadata.version", lambda name: version if name == "starlette" else "0.34")
    if enough:
        require_inspector_extra()
        return
    with pytest.raises(Exception, match=r"needs starlette 1\.0\.1 or newer, not"):
        require_inspector_extra()


def test_the_browser_is_opened_on_a_terminal(state: Path, tmp_path: Path) -> None:
    """There a person sees the page at once."""
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\necho it was opened\n')
    browser.chmod(0o755)
    line = ["inspect", "--port", "0", "--store", str(tmp_path / "c.db"), "--until-eof"]
    shown = on_terminal(line, env={"BROWSER": str(browser)}, keys={"it was opened": b"\x04"}, width=200)
    found = re.search(r"inspecting at (\S+)", re.sub(r"\x1b\[\d*m", "", shown.text))
    assert shown.code == 0
    assert found is not None
    assert opened.read_text() == found[1]


@pytest.mark.slow
def test_a_browser_that_fails(state: Path, tmp_path: Path) -> None:
    """That no browser could be opened is told, and the page is served on."""
    line = ["inspect", "--port", "0", "--store", str(tmp_path / "c.db"), "--until-eof"]
    env = {"BROWSER": "/bin/false", "PATH": str(tmp_path), "DISPLAY": ""}
    shown = on_terminal(line, env=env, keys={"open the address yourself": b"\x04"}, width=200)
    assert (shown.code, "note: no browser could be opened" in re.sub(r"\x1b\[\d*m", "", shown.text)) == (0, True)


@pytest.mark.parametrize(
    ("terminal", "variables", "opens"),
    [
        (True, {"DISPLAY": ":0"}, True),
        (True, {"BROWSER": "lynx"}, True),
        (False, {"DISPLAY": ":0"}, False),
        (True, {"DISPLAY": ":0", "CI": "true"}, False),
        (True, {}, sys.platform != "linux"),
    ],
    ids=["display", "named", "pipe", "CI", "no display"],
)
def test_who_sees_a_browser(
    terminal: bool, variables: dict[str, str], opens: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is opened where a person is: on a terminal with a display, and not where a program reads."""
    for name in ("CI", "DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Stream(terminal=terminal))
    assert (browser_opener(Console()) is not None) == opens


@pytest.mark.slow
def test_nothing_is_shown_of_what_is_hidden(state: Path, tmp_path: Path) -> None:
    """Neither the token nor a secret stands in the environment, or on the command line, of the process."""
    with InspectProcess(tmp_path / "c.db", "--secret", "env:MAILEROO_WEBHOOK_SECRET") as inspect:
        if sys.platform == "linux":
            shown = Path(f"/proc/{inspect.process.pid}/cmdline").read_bytes()
            assert inspect.token.encode() not in shown
            assert environment()["MAILEROO_WEBHOOK_SECRET"].encode() not in shown
        assert inspect.token not in os.environ.values()
