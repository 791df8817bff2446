"""Machines that are lost, or never come: what the others do then, and what they say."""

import time
from contextlib import ExitStack

from tests.with_locust.machines import CountingReceiver, Machine, start_master

PROBES = 2


def test_a_killed_worker() -> None:
    """Where a worker is killed, the run is broken off within 10 s, fails, and says what is not known."""
    with CountingReceiver(awaited=300) as receiver, ExitStack() as stack:
        master = stack.enter_context(start_master(receiver.url, "--rate", "200/s", "--for", "60s"))
        place = master.place
        workers = [stack.enter_context(Machine("--worker", place)) for _ in range(2)]
        assert receiver.reached.wait(60)
        killed = time.monotonic()
        workers[0].process.kill()
        assert master.wait() == 1
        assert time.monotonic() - killed < 10
        assert workers[1].wait() == 0
        result = master.result
    assert sorted(one["lost"] for one in result["workers"]) == [False, True]
    assert result["result"] == "fail"
    (lost,) = [one for one in result["problems"] if one["finding"] == "worker-lost"]
    assert "ended before it told what came of its part of the plan" in lost["reason"]
    assert [one["finding"] for one in result["problems"]] == ["worker-lost"], result["problems"]
    assert result["started"] <= len(receiver.bodies) - PROBES


def test_ctrl_c_at_the_master() -> None:
    """Ctrl-C breaks the run off; what was counted until then is told, it agrees, and the workers end well."""
    with CountingReceiver(awaited=100) as receiver, ExitStack() as stack:
        master = stack.enter_context(start_master(receiver.url, "--rate", "100/s", "--for", "60s"))
        place = master.place
        workers = [stack.enter_context(Machine("--worker", place)) for _ in range(2)]
        assert receiver.reached.wait(60)
        master.interrupt()
        assert master.wait() == 130
        assert [one.wait() for one in workers] == [0, 0]
        result = master.result
    assert result["exit_code"] == 130
    assert "counts-differ" not in [one["finding"] for one in result["problems"]]
    assert 90 < result["started"] <= len(receiver.bodies) - PROBES + 2


def test_ctrl_c_at_a_worker() -> None:
    """A worker that is ended by Ctrl-C is lost to its master, which hears of it at once."""
    with CountingReceiver(awaited=50) as receiver, ExitStack() as stack:
        master = stack.enter_context(start_master(receiver.url, "--rate", "100/s", "--for", "60s", workers=1))
        worker = stack.enter_context(Machine("--worker", master.place))
        assert receiver.reached.wait(60)
        worker.interrupt()
        assert worker.wait() == 130
        assert master.wait() == 1
        assert [one["lost"] for one in master.result["workers"]] == [True]


def test_a_killed_master() -> None:
    """A worker whose master is killed sends nothing more after some seconds, and says why."""
    with CountingReceiver(awaited=50) as receiver, ExitStack() as stack:
        master = stack.enter_context(start_master(receiver.url, "--rate", "100/s", "--for", "60s", workers=1))
        worker = stack.enter_context(Machine("--worker", master.place))
        assert receiver.reached.wait(60)
        master.process.kill()
        assert worker.wait() == 1
    assert "the master was not heard for 8 s" in worker.errors[0]


def test_no_worker_comes() -> None:
    """A master waits only so long for its workers, and says how many came."""
    with CountingReceiver() as receiver, start_master(receiver.url, "--join-within", "0.5") as master:
        assert master.wait() == 1
        assert "0 of 2 workers came within 0.5 s" in master.errors[0]
        assert len(receiver.bodies) == PROBES


def test_something_else_listens() -> None:
    """A worker that finds another program at the address says that it is no master."""
    with CountingReceiver() as receiver, Machine("--worker", f"127.0.0.1:{receiver.port}") as worker:
        assert worker.wait() == 1
        assert "is no master of mhook load" in worker.errors[0]
