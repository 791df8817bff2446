"""``mhook check --secret-cmd`` with real commands, from the command line to the receiver."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.calling import SECRET, Mhook, command, environment
from tests.receivers.correct import CorrectReceiver

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are written for a POSIX shell")


class ReadsItsFile(CorrectReceiver):
    """Has its secrets in a file, one a line, and reads them with each request."""

    def __init__(self, path: Path) -> None:
        super().__init__(SECRET)
        self.path = path
        path.write_text(SECRET)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Read the file first."""
        self.secrets = [line for line in self.path.read_bytes().split(b"\n") if line]
        return super().is_signed(body, values)


class ForgetsToCheck(ReadsItsFile):
    """Checks nothing where its file is empty."""

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept everything then."""
        return super().is_signed(body, values) or not self.secrets


def give(path: Path) -> str:
    """Return the command that gives the secrets."""
    return f'printf %s "$MHOOK_SECRETS" > {path}'


def test_rules_about_secrets(mhook: Mhook, tmp_path: Path) -> None:
    """They are tried with the command, a receiver that does all right passes, and it has its secret afterwards."""
    path = tmp_path / "secrets"
    with ReadsItsFile(path) as receiver:
        ran = mhook("check", receiver.url, "--select", "SIG030,SIG031,SIG032", "--secret-cmd", give(path), "-v")
    assert (ran.code, ran.err) == (0, "")
    assert path.read_text() == SECRET
    assert "skipped" not in ran.text


def test_a_receiver_without_a_secret(mhook: Mhook, tmp_path: Path) -> None:
    """One that then accepts everything is found."""
    path = tmp_path / "secrets"
    with ForgetsToCheck(path) as receiver:
        ran = mhook("check", receiver.url, "--select", "SIG030", "--secret-cmd", give(path))
    assert ran.code == 1
    assert "without a secret, a signature made with an empty secret was accepted with 200" in " ".join(ran.text.split())
    assert path.read_text() == SECRET


def test_without_the_command(mhook: Mhook, tmp_path: Path) -> None:
    """The rules are skipped."""
    with ReadsItsFile(tmp_path / "secrets") as receiver:
        ran = mhook("check", receiver.url, "--select", "SIG030,SIG031,SIG032")
    assert ran.code == 0
    assert "3 skipped" in ran.text


def test_a_command_that_does_nothing(mhook: Mhook, tmp_path: Path) -> None:
    """Nothing is said of a receiver whose secrets did not change."""
    with ReadsItsFile(tmp_path / "secrets") as receiver:
        ran = mhook("check", receiver.url, "--select", "SIG030,SIG032", "--secret-cmd", "true")
    assert ran.code == 0
    assert "2 skipped" in ran.text


def test_a_command_that_fails(mhook: Mhook, tmp_path: Path) -> None:
    """It is one line, in which its last words do not tell the secret, and the exit code of an input."""
    path = tmp_path / "secrets"
    fails = f'echo "cannot be $MHOOK_SECRETS, was {SECRET}"; exit 7'
    line = f'{give(path)}; [ "$MHOOK_SECRETS" = "{SECRET}" ] || {{ {fails}; }}'
    with ReadsItsFile(path) as receiver:
        ran = mhook("check", receiver.url, "--select", "SIG030,SIG031", "--secret-cmd", line)
    assert ran.code == 3
    assert ran.error == "--secret-cmd ended with 7: cannot be , was ********: run it in a shell to see why"
    assert path.read_text() == SECRET


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"])
def test_an_interruption(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """Where the user interrupts while the receiver has another secret, it gets its own back."""
    path, waits = tmp_path / "secrets", tmp_path / "waits"
    os.mkfifo(waits)
    line = f'{give(path)}; [ "$MHOOK_SECRETS" = "{SECRET}" ] || {{ echo > {waits}; sleep 60; }}'
    with ReadsItsFile(path) as receiver:
        words = ["check", receiver.url, "--select", "SIG032", "--secret-cmd", line]
        with subprocess.Popen(
            command(words), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as running:
            waits.read_text()  # until the command says that it has given the other secret
            running.send_signal(number)
            _, said = running.communicate(timeout=30)
    assert path.read_text() == SECRET
    assert running.returncode == code, said
    assert b"Traceback" not in said
