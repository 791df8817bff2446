"""Tests of maileroo_cli.integrations.locust.window and joining: what is refused before any process is started."""

import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Ramp, Rate, Spacing
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.errors import InputError, MhookError, UnreachableError, UsageError
from maileroo_cli.integrations.locust.joining import take_part
from maileroo_cli.integrations.locust.machine.bounds import latest_end
from maileroo_cli.integrations.locust.place import Place
from maileroo_cli.integrations.locust.window import MasterTerms, over_machines
from maileroo_cli.webhook.signing.secret import Secret

SECRET = Secret("s")
PLAN = LoadPlan("https://localhost/", ArrivalPlan(Rate(10.0), 10, 1.0), timeout=3.0)
HERE = Place("127.0.0.1", 0)


def test_a_port_in_use() -> None:
    """A master whose port another program has says so, and which option takes another one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match="another program has this port") as caught:
            over_machines(MasterTerms(Place("127.0.0.1", port), 1), print)
    assert "--bind" in caught.value.hint
    assert "--port" not in caught.value.hint


def test_an_address_of_another_machine() -> None:
    """A master cannot listen at an address that this machine does not have."""
    with pytest.raises(UsageError, match="does not have that address"):
        over_machines(MasterTerms(Place("192.0.2.7", 0), 1), print)


@pytest.mark.parametrize(
    ("changes", "workers", "what"),
    [
        ({"slow_clients": 1}, 1, "--slow-clients"),
        ({"users": 2}, 3, "2 users cannot be shared out to 3 workers"),
        ({"connections": 2}, 3, "2 connections cannot be shared out to 3 workers"),
    ],
)
def test_what_cannot_be_shared_out(changes: dict[str, Any], workers: int, what: str) -> None:
    """A plan that several machines cannot send is refused before any of them is waited for."""
    window = over_machines(MasterTerms(HERE, workers), print)(replace(PLAN, **changes), SECRET, False)
    with pytest.raises(UsageError, match=what):
        next(window.run())


def test_authorities_that_are_none(tmp_path: Path) -> None:
    """A --cacert that cannot be used is refused by the master, and not by each worker."""
    nothing = tmp_path / "authorities.pem"
    nothing.write_text("nothing")
    window = over_machines(MasterTerms(HERE, 1), print)(replace(PLAN, cacert=str(nothing)), SECRET, False)
    with pytest.raises(InputError, match="contains no certificates"):
        next(window.run())


def test_no_master_is_there() -> None:
    """A worker that finds nobody at the address says where it looked, and how a master is started."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(UnreachableError, match=f"no master listens on 127.0.0.1:{port}") as caught:
        take_part(Place("127.0.0.1", port), SECRET, print, 0)
    assert "--master" in caught.value.hint


@pytest.mark.parametrize("host", ["no-such-host", "a" * 70], ids=["unknown", "too-long"])
def test_a_host_that_is_none(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """A worker whose master has no address does not try again."""

    def resolve(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    if host == "no-such-host":
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(MhookError, match=f"the host {host} has no address"):
        take_part(Place(host), SECRET, print, 60)


@pytest.mark.parametrize(
    ("plan", "seconds"),
    [
        (PLAN, 1.0 + 2 * 3 + 5),
        (replace(PLAN, users=4), 1.0 + 3 + 5),
        (replace(PLAN, arrivals=ArrivalPlan(Ramp(1.0, 9.0, 2.0), 10, 2.0)), 2.0 + 2 * 3 + 5),
    ],
    ids=["rate", "users", "ramp"],
)
def test_a_run_is_bounded(plan: LoadPlan, seconds: float) -> None:
    """A run is broken off when the last request was due, could wait, and could be answered."""
    assert latest_end(plan) == pytest.approx(seconds, abs=0.2)


def test_a_run_at_random_is_bounded() -> None:
    """Arrivals at random may come later than on average, and are waited for."""
    at_random = replace(PLAN, arrivals=replace(PLAN.arrivals, spacing=Spacing.POISSON, seed=3))
    assert max(at_random.arrivals.due_times()) + 2 * PLAN.timeout <= latest_end(at_random) < latest_end(PLAN) + 5
