"""Hooks with real commands."""

import os
import shlex
import sys
from pathlib import Path

import pytest

from maileroo_cli.errors import InputError
from maileroo_cli.transport.process.hook import CommandHook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are written for a POSIX shell")


def test_what_it_is_given(tmp_path: Path) -> None:
    """The line is the shell's own, and what it is about is in its environment alone."""
    kept, evil = tmp_path / "kept", f"old\n$(touch {tmp_path}/hacked)'"
    CommandHook("--secret-cmd", f'printf %s "$MHOOK_SECRETS" > {shlex.quote(str(kept))}').run({"MHOOK_SECRETS": evil})
    assert kept.read_text() == evil
    assert not (tmp_path / "hacked").exists()


FAILING = [
    ("exit 3", "--secret-cmd ended with 3: run it in a shell to see why"),
    ("echo 'no \033[2J service'; exit 1", r"ended with 1: no \\x1b\[2J service: run it"),
    ("nosuch-command-of-anybody", "ended with 127: .*not found"),
    ("kill -9 $$", "ended by signal 9"),
    ("echo still; sleep 60", r"did not end within 0\.3 s: still"),
]


@pytest.mark.parametrize(("line", "message"), FAILING, ids=[line for line, _ in FAILING])
def test_commands_that_fail(line: str, message: str) -> None:
    """A command that fails or does not end is one error of one line, with its own last words."""
    with pytest.raises(InputError, match=message) as caught:
        CommandHook("--secret-cmd", line, time_limit=0.3).run({})
    assert str(caught.value).isprintable()


def test_a_secret_in_its_last_words() -> None:
    """What is hidden is hidden also where the command quotes it."""
    with pytest.raises(InputError, match=r"cannot set key='\*{8}': run"):
        CommandHook("--secret-cmd", "echo \"cannot set key='$MHOOK_SECRETS'\" >&2; exit 1").run(
            {"MHOOK_SECRETS": "geheim"}, ("geheim",)
        )


def test_an_environment_that_cannot_be() -> None:
    """A value that no environment can hold is an error, and nothing is run."""
    with pytest.raises(InputError, match="--secret-cmd cannot be run"):
        CommandHook("--secret-cmd", "true").run({"MHOOK_SECRETS": "a\0b"})


def test_what_it_leaves_running(tmp_path: Path) -> None:
    """The receiver that it starts goes on, and can still say something, when the command has ended."""
    goes_on, said = tmp_path / "go", tmp_path / "said"
    for pipe in (goes_on, said):
        os.mkfifo(pipe)
    CommandHook("--restart-cmd", f"(read word < {goes_on}; echo up && echo well > {said}) &").run({})
    goes_on.write_text("go\n")
    assert said.read_text() == "well\n"
