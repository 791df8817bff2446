"""The way through curl and back: exported commands are run by a shell, caught again, and their traces imported."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.calling import Mhook
from tests.cli.store import captured, event, fill
from tests.listening import ListenProcess, read_captures

pytestmark = [pytest.mark.curl, pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")]

BODIES = (event(1), event(2, "opened", x="<é>'\"\\ $(x) `y` %41 @z"), b"\xff\xfe{}\x00\x1b[31m\r\n", b"", b"@" * 3000)


def run_commands(commands: str, folder: Path) -> None:
    """Run each line of shell for itself; curl writes a trace of each request."""
    for number, line in enumerate(commands.splitlines()):
        (folder / ".curlrc").write_text(f'trace = "{folder}/trace-{number}.txt"\n', encoding="utf-8")
        env = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}
        done = subprocess.run(["sh", "-c", line], env=env, capture_output=True, check=False, timeout=30)
        assert done.returncode == 0, done.stderr


def test_round_trip(mhook: Mhook, project: Path) -> None:
    """What is caught from exported commands has the bodies and signatures of what was exported; so have its traces."""
    fill(project / ".mhook" / "captures.db", *(captured(number, body) for number, body in enumerate(BODIES, 1)))
    traces = project / "traces"
    traces.mkdir()
    with ListenProcess(project / "caught") as listen:
        ran = mhook("captures", "export", "--as", "curl", "--with-signatures", "--url", f"{listen.url}/webhook")
        run_commands(ran.text, traces)
        caught = listen.captures()
    assert [one.content.body for one in caught] == list(BODIES)
    assert {one.entry.verdict for one in caught} == {"valid"}
    ran = mhook("captures", "import", traces, "--store", "traced.db")
    assert (ran.code, ran.text) == (0, f"{len(BODIES)} imported into traced.db: {len(BODIES)} valid\n")
    assert [one.content.body for one in read_captures(project / "traced.db")] == list(BODIES)
