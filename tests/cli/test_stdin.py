"""What mhook says before it waits for the standard input: at a terminal at once, of a silent pipe after a while."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.cli.calling import SECRET, command, environment
from tests.cli.store import captured, event, fill, signature

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals and pipes are those of POSIX")

URL = ["--url", "http://127.0.0.1:9/", "--dry-run"]
READERS: dict[str, tuple[list[str], str]] = {
    "sign": (["sign"], "a body"),
    "import": (["captures", "import", "-"], "captured requests"),
    "verify": (["verify", "-"], "captured requests"),
    "verify a body": (["verify", "--signature", "0" * 64, "-"], "a body"),
    "send": (["send", "-", *URL], "a body or captured requests"),
    "replay": (["replay", "-", "--against", "careful", "--no-journal"], "a body or captured requests"),
    "schedule": (["schedule", "-"], "a schedule"),
    "the secret": (["sign", "body", "--secret", "-"], "the secret"),
}

PIPED = ("sign", "verify", "send")


@contextmanager
def waiting(words: list[str], stdin: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Run mhook while the block runs, and until its input has ended; one that says nothing is killed some time."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command(words), stdin=stdin, stdout=pipe, stderr=pipe, env=environment()) as running:
        watch = threading.Timer(30, running.kill)
        watch.start()
        try:
            yield running
        finally:
            watch.cancel()


def said(running: "subprocess.Popen[bytes]") -> str:
    """Wait for the next line on stderr."""
    assert running.stderr is not None
    return running.stderr.readline().decode()


@pytest.mark.parametrize(("words", "wanted"), READERS.values(), ids=READERS.keys())
def test_at_a_terminal(project: Path, words: list[str], wanted: str) -> None:
    """Whoever sits at the keyboard is told at once that it is read, and with which key it ends."""
    Path("body").write_bytes(b"{}")
    keyboard, terminal = os.openpty()
    try:
        with waiting(words, terminal) as running:
            line = said(running)
            os.write(keyboard, b"x\n\x04")
    finally:
        os.close(keyboard)
        os.close(terminal)
    assert line == f"mhook: note: reading {wanted} from the standard input; Ctrl-D ends it\n"


@pytest.mark.slow
def test_a_silent_pipe(project: Path) -> None:
    """Where nothing comes through a pipe, but it is not closed either, it is told what is waited for."""
    with ExitStack() as stack:
        running = {name: stack.enter_context(waiting(READERS[name][0], subprocess.PIPE)) for name in PIPED}
        lines = {name: said(one) for name, one in running.items()}
        for one in running.values():
            assert one.stdin is not None
            one.stdin.close()
    said_of = "mhook: note: waiting for {} on the standard input: nothing has come for 2 seconds\n"
    assert lines == {name: said_of.format(READERS[name][1]) for name in PIPED}


@pytest.mark.slow
def test_a_silent_pipe_and_a_store(project: Path) -> None:
    """What comes later is verified; where the pipe then ends without a byte, the store is."""
    fill(project / ".mhook" / "captures.db", captured(1), captured(2))
    with waiting(["verify"], subprocess.PIPE) as first, waiting(["verify"], subprocess.PIPE) as second:
        for running in (first, second):
            assert said(running).startswith("mhook: note: waiting for captured requests on the standard input")
        for running, late, last in (
            (first, b"", b"2 requests: 2 valid\n"),
            (second, request(), b"1 request: 1 valid\n"),
        ):
            out, err = running.communicate(late)
            assert (running.returncode, out.splitlines(keepends=True)[-1]) == (0, last)
            assert (b"the standard input is empty" in err) is (late == b"")


def test_a_pipe_that_speaks(project: Path) -> None:
    """Of a pipe through which something comes nothing is told."""
    with waiting(["verify", "-"], subprocess.PIPE) as running:
        _, err = running.communicate(request())
    assert (running.returncode, err) == (0, b"")


def request() -> bytes:
    """Return a raw request that is signed."""
    body = event()
    return b"POST / HTTP/1.1\r\nx-maileroo-signature: %b\r\n\r\n%b" % (signature(body, SECRET).encode(), body)
