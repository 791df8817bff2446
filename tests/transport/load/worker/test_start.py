"""Processes of our own: nobody else learns what they are told, and requests come out as they are made here."""

import sys
from pathlib import Path

import pytest

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.errors import MhookError
from maileroo_cli.transport.load.maker import ready_requests
from maileroo_cli.transport.load.worker.job import LoadJob
from maileroo_cli.transport.load.worker.records import ChunkReader
from maileroo_cli.transport.load.worker.start import MAKING, OwnProcess
from maileroo_cli.webhook.signing.secret import Secret

pytestmark = pytest.mark.usefixtures("measured_processes")

PLAN = LoadPlan("http://127.0.0.1:9/", ArrivalPlan(Rate(100.0), 150, 1.5), types=("opened",), bad=0.1, seed=2)
SECRET = Secret("It's a Secret to Everybody")


def made_by_process(job: LoadJob) -> tuple[list[object], str]:
    """Return the requests that a process makes, and what it says at its end."""
    process = OwnProcess(MAKING, job.as_dict())
    reader, found = ChunkReader(), list[object]()
    try:
        reader.add(process.output.read())
    finally:
        process.close()
    while (chunk := reader.take()) is not None and chunk.number:
        found += chunk.requests()
    assert chunk is not None
    return found, chunk.data.decode()


def test_a_process_makes_the_requests_of_its_part() -> None:
    """The very bytes that are made in this one, with an end that says so."""
    assert made_by_process(LoadJob(PLAN, SECRET, 1, 2)) == (list(ready_requests(PLAN, SECRET, 1, 2)), "")


def test_what_cannot_be_made_is_said_at_the_end() -> None:
    """No process dies of it."""
    plan = LoadPlan("http://127.0.0.1:9/", PLAN.arrivals, types=("nothing",))
    found, reason = made_by_process(LoadJob(plan, SECRET))
    assert found == []
    assert "there is no event type 'nothing'" in reason


@pytest.mark.skipif(sys.platform != "linux", reason="looks at a process as Linux shows it")
def test_nobody_else_sees_the_secret() -> None:
    """Neither what a process is called with nor its environment holds it."""
    process = OwnProcess(MAKING, LoadJob(PLAN, SECRET).as_dict())
    try:
        shown = [Path(f"/proc/{process.id}/{name}").read_bytes() for name in ("cmdline", "environ")]
    finally:
        process.close()
        process.close()
    for secret in (SECRET.reveal(), SECRET.reveal().hex().encode()):
        assert not any(secret in one for one in shown)


def test_without_a_python_there_is_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a program that was frozen: one line tells it."""
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(MhookError, match="there is no Python for it"):
        OwnProcess(MAKING, {})
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(MhookError, match="cannot be started"):
        OwnProcess(MAKING, {})


def test_one_that_has_ended_takes_no_message() -> None:
    """That it has ended is seen by what it does not say."""
    process = OwnProcess("nothing", {})
    assert process.output.read() == b""
    process.tell({"x": "y" * 100_000})
    process.close()
