"""``mhook check`` that is interrupted: what it had found is shown, and the exit code says that it did not end."""

import re
import signal
from collections.abc import Iterator

import pytest

from tests.cli.calling import SECRET
from tests.cli.test_process import interrupted, start
from tests.operation.check.test_run import HangsOn
from tests.receivers.correct import SIGNATURE

WORDS = ("--select", "SIG003,SIG004", "--timeout", "30")


@pytest.fixture
def hanging() -> Iterator[HangsOn]:
    """Return a receiver that hangs on an empty signature."""
    with HangsOn(lambda request: request.values(SIGNATURE) != [""], SECRET) as receiver:
        yield receiver
        receiver.let_go.set()


@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_what_was_found_is_shown(hanging: HangsOn, by: signal.Signals, code: int) -> None:
    """The verdict and the number of rules so far are shown, on one page with the plan."""
    running = start(["check", hanging.url, *WORDS])
    assert hanging.hung.acquire(timeout=30)
    ran = interrupted(running, by)
    assert ran.code == code
    assert ran.lines[0] == hanging.url
    assert re.fullmatch(r"\d rules?: \d passed; \d requests? in \S+ s; (interrupted|terminated)", ran.lines[-1])
    assert ran.err.endswith("mhook: note: interrupted\n" if by is signal.SIGINT else "mhook: note: terminated\n")


def test_a_report_for_programs_is_whole(hanging: HangsOn) -> None:
    """As JSON the summary is the last object, and says that the check was stopped."""
    running = start(["check", hanging.url, *WORDS, "--format", "json"])
    assert hanging.hung.acquire(timeout=30)
    ran = interrupted(running)
    assert ran.code == 130
    assert ran.objects[-1]["schema"].startswith("mhook.check")
