"""From what a user asks of a load to its plan."""

from pathlib import Path

import pytest

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate
from maileroo_cli.delivery.load.plan import DEFAULT_MIX, LoadPlan
from maileroo_cli.delivery.load.rate import WantedArrivals
from maileroo_cli.errors import InputError
from maileroo_cli.operation.load.wanted import WantedLoad, plan_load

URL = "http://localhost:8000/webhook"
LIFECYCLE = '[[step]]\nevent = "accepted"\n\n[[step]]\nevent = "delivered"\nafter = "2s"\n'


def planned(**wanted: object) -> LoadPlan:
    """Return the plan of what is wanted, of which nothing is to be told."""
    notes: list[str] = []
    plan = plan_load(WantedLoad(**{"url": URL, **wanted}), notes.append)  # type: ignore[arg-type]
    assert notes == []
    return plan


def test_without_a_word_more_than_the_url() -> None:
    """A load of a URL alone is 100 mixed events a second for ten seconds."""
    plan = planned(seed=7)
    assert plan == LoadPlan(URL, ArrivalPlan(Rate(100), 1_000, 10, seed=7), mix=DEFAULT_MIX, seed=7)


def test_each_load_has_a_seed() -> None:
    """Without a seed a new one is drawn, and it draws the arrivals too."""
    plans = [planned() for _ in range(5)]
    assert len({plan.seed for plan in plans}) > 1
    assert all(plan.seed == plan.arrivals.seed for plan in plans)


def test_users_have_a_connection_each() -> None:
    """A closed model has as many connections as users, whatever the bound."""
    plan = planned(arrivals=WantedArrivals(users=50), connections=10)
    assert (plan.users, plan.connections) == (50, 50)


def test_a_lifecycle_travels_with_its_text(tmp_path: Path) -> None:
    """Another machine does not have the file of a lifecycle, and gets its text; a name is enough for one of ours."""
    file = tmp_path / "mine.toml"
    file.write_text(LIFECYCLE)
    plan = planned(lifecycle=str(file))
    assert (plan.lifecycle, plan.lifecycle_text, plan.mix) == (str(file), LIFECYCLE, "")
    plan = planned(lifecycle="engaged")
    assert (plan.lifecycle, plan.lifecycle_text) == ("engaged", "")


def test_a_lifecycle_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is none is refused before anything is sent."""
    with pytest.raises(InputError):
        planned(lifecycle=str(tmp_path / "nothing.toml"))
    (tmp_path / "odd.toml").write_bytes(b"\xff")
    with pytest.raises(InputError, match="UTF-8"):
        planned(lifecycle=str(tmp_path / "odd.toml"))
