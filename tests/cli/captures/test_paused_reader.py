"""Commands whose output nobody takes, beside a listener: neither its log nor their own memory grows with the pause."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from maileroo_cli.capture.store.file import companions
from tests.cli.calling import SECRET, VARIABLE, command, environment
from tests.cli.store import captured, event, fill, signature
from tests.listening import PATIENCE, Client, ListenProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")

BODY = event(note="x" * 100_000)
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nx-maileroo-signature: %b\r\nContent-Length: %d\r\n\r\n"
POST = HEAD % (signature(BODY).encode(), len(BODY)) + BODY
POSTED = 350
MIB = 1024 * 1024
COMMANDS = {
    "export": ("captures", "export"),
    "list": ("captures", "list", "--limit", "0", "--format", "json"),
    "verify": ("verify", "--format", "json"),
    "export of a HAR": ("captures", "export", "--as", "har"),
}


@pytest.mark.slow
def test_a_paused_reader(tmp_path: Path) -> None:
    """Of the 35 MB that come meanwhile the log holds a part, and a reader then reads what it began with to its end."""
    store = tmp_path / "captures.db"
    fill(store, *(captured(number, event(number, note="y" * 6_000)) for number in range(1, 701)))
    with ListenProcess(tmp_path, "--keep", "50", "--quiet") as listen, ExitStack() as stack:
        readers = {}
        for name, line in COMMANDS.items():
            reader = stack.enter_context(
                subprocess.Popen(
                    command([*line, "--store", store]),
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment({VARIABLE: SECRET}),
                )
            )  # fmt: skip
            assert reader.stdout is not None
            readers[name] = (reader, os.read(reader.stdout.fileno(), 1))
        with Client(listen.port) as client:
            assert {client.send(POST).answer().status for _ in range(POSTED)} == {200}
        log = companions(store)[0].stat().st_size
        memory = {name: peak_memory(reader.pid) for name, (reader, _) in readers.items()}
        outputs = {name: first + reader.communicate(timeout=PATIENCE)[0] for name, (reader, first) in readers.items()}
        listen.stop()
    assert log < 24 * MIB
    assert max(memory.values()) < 100 * MIB, memory
    assert outputs["export"].count(b"\n") == 700
    assert outputs["list"].count(b"\n") == 700
    assert outputs["verify"].count(b'"mhook.verify/') == 700
    assert len(json.loads(outputs["export of a HAR"])["log"]["entries"]) == 700
    assert not companions(store)[0].exists()


def peak_memory(pid: int) -> int:
    """Return the most bytes of memory that a process has had so far; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
