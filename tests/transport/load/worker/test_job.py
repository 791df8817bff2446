"""What a process of a load is told: its share of everything, and after JSON what it was before."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Ramp, Rate, Spacing, Wave
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.transport.load.address import ReceiverAddress
from maileroo_cli.transport.load.worker.job import LoadJob, latest_beginning
from maileroo_cli.webhook.signing.secret import Secret

PLAN = LoadPlan("http://127.0.0.1:9/", ArrivalPlan(Ramp(1.0, 9.0, 2.0), 10, 2.0), headers=(("X", "y"),), timeout=5.0)
SECRET = Secret(b"\xff\x00secret")


def test_a_job_survives_the_pipe() -> None:
    """With a secret that is no text, and where the receiver is."""
    job = LoadJob(PLAN, SECRET, 1, 3, 7, ReceiverAddress(2, ("127.0.0.1", 9)))
    again = LoadJob.from_dict(json.loads(json.dumps(job.as_dict())))
    assert again == job
    assert again.secret.reveal() == SECRET.reveal()
    assert LoadJob.from_dict(json.loads(json.dumps(LoadJob(PLAN, SECRET).as_dict()))).address is None


@settings(max_examples=8)
@given(parts=st.integers(1, 5), connections=st.integers(5, 50), users=st.integers(5, 50), slow=st.integers(0, 9))
def test_the_shares_add_up(parts: int, connections: int, users: int, slow: int) -> None:
    """Connections, users and slow clients of all processes are those of the plan, and no slow request is sent twice."""
    plan = replace(PLAN, connections=connections, users=users, slow_clients=slow, types=("opened",))
    all_of_them = [LoadJob(plan, SECRET, part, parts).settings() for part in range(parts)]
    assert sum(one.connections for one in all_of_them) == connections
    assert sum(one.users for one in all_of_them) == users
    assert sum(one.slow_clients for one in all_of_them) == slow
    slow_requests = [data for one in all_of_them for data in one.slow_requests]
    assert len(set(slow_requests)) == len(slow_requests) >= slow


def test_the_end_is_bounded() -> None:
    """A request may wait for a connection as long as for an answer; a closed model ends with its window."""
    steady = ArrivalPlan(Rate(10.0), 100, 10.0)
    assert latest_beginning(replace(PLAN, arrivals=steady)) == 15.0
    assert latest_beginning(replace(PLAN, arrivals=steady, users=3)) == 10.0
    assert latest_beginning(replace(PLAN, arrivals=ArrivalPlan(Wave(), 1_000, 0.0))) == 5.0
    chance = ArrivalPlan(Rate(10.0), 100, 10.0, Spacing.POISSON, 3)
    assert latest_beginning(replace(PLAN, arrivals=chance)) >= 5.0 + max(chance.due_times())
    down = ArrivalPlan(Ramp(10.0, 0.0, 10.0), 50, 10.0, Spacing.POISSON, 3)
    assert latest_beginning(replace(PLAN, arrivals=down)) == 15.0


def test_a_slow_client_ends_within_the_window() -> None:
    """It takes 10 s for a request, or a third of the window where that is less; a wave has no window."""
    for seconds, slow in ((60.0, 10.0), (10.0, 10 / 3), (0.3, 0.1), (0.0, 1.0)):
        plan = replace(PLAN, arrivals=ArrivalPlan(Rate(10.0), 3, seconds), slow_clients=1, types=("opened",))
        assert LoadJob(plan, SECRET).settings().slow_seconds == pytest.approx(slow)
