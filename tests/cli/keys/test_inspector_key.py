"""`o` in `mhook listen --inspect`: the last request is opened in a browser, or its address is printed."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.commands.test_listen import event, post
from tests.cli.keys.terminal import SeenProgram, listen_line
from tests.listening import read_captures

pytest.importorskip("starlette", reason="the extra inspect is not installed")
pytest.importorskip("uvicorn", reason="the extra inspect is not installed")
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="these terminals are those of POSIX"),
    pytest.mark.skipif(shutil.which("sh") is None, reason="there is no sh to stand for a browser"),
    pytest.mark.usefixtures("measured_processes"),
]


@pytest.mark.parametrize("has_windows", [True, False], ids=["a browser", "no windows"])
def test_opened(has_windows: bool, tmp_path: Path) -> None:
    """The browser is given the address of that capture; without windows it is printed instead."""
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part; mv {opened}.part {opened}; echo started > /dev/tty\n')
    browser.chmod(0o700)
    env = {"BROWSER": f"{browser} %s" if has_windows else "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    line = listen_line(tmp_path, "--inspect", "--inspect-port", "0")
    with SeenProgram(line, env=env, width=250) as listen:
        listen.see_below("no request yet")
        post(listen.port, event("delivered", "1"))
        listen.see_below("1 valid")
        (capture,) = read_captures(tmp_path / "captures.db")
        listen.press("o")
        listen.see("started" if has_windows else "open this in a browser")
        shown = opened.read_text() if has_windows else "\n".join(listen.lines)
        assert f"capture={capture.entry.id}#" in shown
        listen.press("q")
        assert listen.wait() == 0
        assert listen.settings() == listen.settings_before
