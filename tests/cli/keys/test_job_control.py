"""`mhook listen` under a shell with job control: Ctrl-Z gives the terminal back, `fg` takes it again."""

import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import join

import pytest

from tests.cli.commands.test_listen import event, post
from tests.cli.keys.terminal import SeenProgram, listen_line

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="these terminals are those of POSIX"),
    pytest.mark.usefixtures("measured_processes"),
]
PROMPT = "shell> "
SHELLS = {"bash": ["bash", "--norc", "--noprofile", "--noediting", "-i"], "sh": ["sh", "-i"]}


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> Iterator[SeenProgram]:
    """Yield a shell that a person types into."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    with SeenProgram(SHELLS[request.param], env={"PS1": PROMPT, "ENV": "", "HISTFILE": ""}) as program:
        at_prompt(program)
        yield program


def at_prompt(shell: SeenProgram) -> None:
    """Wait until the shell waits for the next command."""
    shell.wait_until(lambda lines: lines[-1] == PROMPT.rstrip(), "the prompt on its last line")


def told(shell: SeenProgram, marker: str) -> str:
    """Have the shell's terminal described by stty, as a person would, and return that."""
    shell.press(f"stty -a; echo {marker}''.\n")
    lines = shell.see(f"{marker}.")
    first = max(number for number, line in enumerate(lines) if "speed " in line)
    at_prompt(shell)
    described = "\n".join(lines[first : lines.index(f"{marker}.")])
    return described[described.index("speed ") :]  # the prompt may stand before it, where the shell is slow


def test_stop_and_go_on(shell: SeenProgram, tmp_path: Path) -> None:
    """Stopped, the terminal is the shell's, as it was; in the foreground again the keys are heard, and all came."""
    before = told(shell, "first")
    shell.press(join(listen_line(tmp_path)) + "\n")
    shell.see_below("no request yet")
    port = shell.port
    for turn in range(2):
        shell.press("\x1a")
        at_prompt(shell)
        assert told(shell, f"stopped-{turn}") == before
        shell.press("fg\n")
        shell.see_below("q quit")
        post(port, event("opened", f"turn-{turn}"))
        shell.see_below(f"{turn + 1} valid")
    shell.press("q")
    shell.see("2 requests: 2 valid")
    at_prompt(shell)
    assert told(shell, "last") == before


def test_in_the_background(shell: SeenProgram, tmp_path: Path) -> None:
    """Started in the background it leaves the terminal alone, and has keys once it is in the foreground."""
    before = told(shell, "first")
    shell.press(join(listen_line(tmp_path)) + " &\n")
    port = shell.port
    assert post(port, event("opened", "behind")) == [200]
    shell.see("behind")
    shell.press("\n")
    at_prompt(shell)
    assert told(shell, "behind") == before
    assert b"\x1b[J" not in shell.raw
    shell.press("fg\n")
    shell.see_below("q quit")
    shell.press("\x1a")
    at_prompt(shell)
    shell.press("bg\n")
    assert post(port, event("opened", "again")) == [200]
    shell.see("again")
    assert "q quit" not in shell.bottom
    shell.press("\n")
    at_prompt(shell)
    assert told(shell, "again") == before
    shell.press("fg\n")
    shell.see_below("2 valid")
    shell.press("\x03")
    at_prompt(shell)
    assert told(shell, "last") == before


def test_stopped_by_another_program(shell: SeenProgram, tmp_path: Path) -> None:
    """A stop that it cannot hear of costs it nothing: after `fg` keys are heard, and at the end all is as it was."""
    before = told(shell, "first")
    ready = tmp_path / "pid"
    shell.press(f"echo $$ > {ready}; exec 2>&1\n")
    at_prompt(shell)
    shell.press(join(listen_line(tmp_path)) + "\n")
    shell.see_below("no request yet")
    child = Path(f"/proc/{shell.process.pid}/task/{shell.process.pid}/children")
    if not child.exists():
        pytest.skip("the system does not tell which programs a shell has started")
    import os

    os.kill(int(child.read_text().split()[0]), signal.SIGSTOP)
    shell.wait_until(lambda lines: lines[-1].endswith(PROMPT.rstrip()), "the prompt")
    shell.press("fg\n")
    shell.see_below("q quit")
    shell.press("?")
    shell.see("Show these keys.")
    shell.press("q")
    at_prompt(shell)
    assert told(shell, "last") == before
