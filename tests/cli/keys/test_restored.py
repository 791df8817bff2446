"""However `mhook listen` ends, its terminal is as it was: what is typed is seen again, and comes line by line."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.cli.commands.test_listen import event, post
from tests.cli.keys.terminal import SeenProgram, listen_line
from tests.listening import PATIENCE

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="these terminals are those of POSIX"),
    pytest.mark.usefixtures("measured_processes"),
]

CRASH = """
import sys
from maileroo_cli.{module} import {owner} as owner
def fail(*_):
    raise RuntimeError("injected")
owner.{method} = fail
from maileroo_cli.__main__ import main
sys.exit(main())
"""


def crashing(folder: Path, module: str, owner: str, method: str) -> list[str]:
    """Return the command line of a listener one of whose methods fails."""
    program = CRASH.format(module=module, owner=owner, method=method)
    arguments = ["listen", "--port", "0", "--store", str(folder / "captures.db")]
    return [sys.executable, "-c", program, *arguments]


@pytest.mark.parametrize(
    ("how", "code"),
    [("\x03", 0), ("q", 0), (signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGHUP, -signal.SIGHUP)],
    ids=["Ctrl-C", "q", "SIGINT", "SIGTERM", "SIGHUP"],
)
def test_ended(how: str | signal.Signals, code: int, tmp_path: Path) -> None:
    """After each way to end it the terminal is as it was, and the line at the bottom is gone."""
    with SeenProgram(listen_line(tmp_path)) as listen:
        listen.see_below("no request yet")
        post(listen.port, event("opened", "1"))
        listen.see_below("1 valid")
        assert "-icanon" in listen.settings().split()
        assert "-echo" in listen.settings().split()
        if isinstance(how, str):
            listen.press(how)
        else:
            listen.signal(how)
        assert listen.wait() == code
        assert listen.settings() == listen.settings_before
        assert not any("q quit" in line for line in listen.lines)
        assert ("1 request: 1 valid" in listen.lines) == (code == 0)


def test_quit_signal(tmp_path: Path) -> None:
    r"""After Ctrl-\ it ends as any program does, but for the terminal."""
    import resource

    with SeenProgram(listen_line(tmp_path)) as listen:
        listen.see_below("no request yet")
        resource.prlimit(listen.process.pid, resource.RLIMIT_CORE, (0, 0))
        listen.press("\x1c")
        assert listen.wait() == -signal.SIGQUIT
        assert listen.settings() == listen.settings_before


@pytest.mark.slow
def test_crash(tmp_path: Path) -> None:
    """After an error of our own there is its traceback, and the terminal is as it was."""
    line = crashing(tmp_path, "report.listen.live.flow", "ArrivalFlow", "take")
    with SeenProgram(line) as listen:
        listen.see_below("no request yet")
        post(listen.port, event("opened", "1"))
        assert listen.wait() == 1
        assert listen.settings() == listen.settings_before
        assert any("injected" in one for one in listen.lines)
        assert not any("q quit" in one for one in listen.lines)


def test_crash_of_a_key(tmp_path: Path) -> None:
    """After an error in what a key does there are no keys, but requests are answered and printed as ever."""
    line = crashing(tmp_path, "cli.keys.presses", "ListenKeys", "_pause")
    with SeenProgram(line) as listen:
        listen.see_below("no request yet")
        port = listen.port
        listen.press("p")
        listen.see("injected")
        listen.wait_until(lambda lines: "q quit" not in "".join(lines), "no line at the bottom")
        assert listen.settings() == listen.settings_before
        assert post(port, event("opened", "printed")) == [200]
        listen.see("printed")
        listen.signal(signal.SIGINT)
        assert listen.wait() == 0


@pytest.mark.slow
def test_port_that_is_taken(tmp_path: Path) -> None:
    """Where it cannot even begin, the terminal was never touched."""
    with SeenProgram(listen_line(tmp_path)) as first:
        first.see_below("no request yet")
        line = listen_line(tmp_path / "other")
        line[line.index("--port") + 1] = str(first.port)
        with SeenProgram(line) as second:
            assert second.wait() == 2
            assert second.settings() == second.settings_before
            assert b"\x1b[J" not in second.raw


def test_terminal_that_goes_away(tmp_path: Path) -> None:
    """Where its terminal is closed and nobody ends it, the listener goes on until it is ended."""
    ready = tmp_path / "url.txt"
    line = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *listen_line(tmp_path, "--ready-file", str(ready), "--quiet")]
    with SeenProgram(line) as listen:
        listen.see_below("no request yet")
        port, pid = listen.port, listen.process.pid
        listen.hang_up()
        assert post(port, event("opened", "1")) == [200]
        os.kill(pid, signal.SIGTERM)
        assert listen.process.wait(PATIENCE) in (0, 3)
        assert not ready.exists()


@pytest.mark.slow
def test_output_that_is_held_up(tmp_path: Path) -> None:
    """After Ctrl-S, with a request that cannot be printed, it still ends, and the terminal is as it was."""
    with SeenProgram(listen_line(tmp_path)) as listen:
        listen.see_below("no request yet")
        port = listen.port
        listen.hold_up()
        assert post(port, event("opened", "1")) == [200]
        listen.signal(signal.SIGTERM)
        assert listen.process.wait(PATIENCE) == 143
        listen.press("\x11")
        assert listen.settings() == listen.settings_before
        assert re.search(rb"no request yet", listen.raw)
