"""Hundreds of tests in four processes and in random order, one of which is killed: nothing is left, nothing clashes."""

import os
import uuid
from pathlib import Path

import pytest

from tests.integrations.pytest.applications import FLASK, STARLETTE
from tests.integrations.pytest.conftest import Run, outcomes
from tests.integrations.pytest.suites import CONFTEST, EVERY_FIXTURE, KILLED

MARK = "MHOOK_TEST_RUN"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="looks at open files and processes in /proc"),
]


def processes(mark: str) -> list[str]:
    """Return the command lines of the processes that have this mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_text())
        except OSError:
            continue  # it ended, or is another user's
    return found


@pytest.mark.parametrize("application", [FLASK, STARLETTE], ids=["WSGI", "ASGI"])
def test_a_killed_process_harms_no_other(
    run_apart: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, application: str
) -> None:
    """Of 300 tests one fails, that in which its process was killed; no process, file, socket or thread is left."""
    mark, temporary = uuid.uuid4().hex, pytester.mkdir("temporary")
    monkeypatch.setenv(MARK, mark)
    monkeypatch.setenv("TMPDIR", str(temporary))
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(receiver=application, test_each=EVERY_FIXTURE.replace("NUMBER", "72"), test_killed=KILLED)
    result = run_apart(
        *("-n", "4", "-p", "no:cacheprovider", "-W", "error"),
        *("--maileroo-check=receiver:app", "--maileroo-select=SIG001-011"),
        beside=("randomly", "xdist"),
    )
    assert outcomes(result) == {"passed": 299, "failed": 1}
    result.stdout.fnmatch_lines(["FAILED test_killed.py::test_killed*"])
    left = [path.read_text() for path in pytester.path.glob("left-*.txt")]
    assert left == ["nothing"] * 5
    assert not (pytester.path / "network.txt").exists()
    assert list(temporary.iterdir()) == []
    assert processes(mark) == []
