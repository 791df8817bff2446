"""A plan knows what it makes, and types that Maileroo does not have are found before anything is made."""

import json
import time

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from maileroo_cli.webhook.generation.plan import Plan, check_types
from maileroo_cli.webhook.generation.stream import stream
from maileroo_cli.webhook.generation.traffic import parse_mix
from tests.sample_vocabulary import VOCABULARY


def no_clock() -> float:
    """Stand for a clock that must not be asked."""
    pytest.fail("the clock was asked")


@pytest.mark.parametrize(
    ("plan", "length", "types"),
    [
        (Plan(types=("opened", "clicked"), count=3), 6, ("opened", "clicked")),
        (Plan(lifecycle=LIFECYCLES["delivered"], count=3), 6, ("accepted", "delivered")),
        (Plan(mix=parse_mix("suppressed"), count=3), None, ("rejected",)),
        (Plan(types=("opened",), count=0), 0, ("opened",)),
    ],
)
def test_a_plan_knows_its_length_and_types(plan: Plan, length: int | None, types: tuple[str, ...]) -> None:
    """A progress bar and the check of overrides need both before the first event."""
    assert plan.length == length
    assert plan.event_types == types
    if length is not None:
        assert len(list(stream(plan, VOCABULARY, time.time))) == length


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("delivred", "did you mean delivered"),
        ("bounced", "Maileroo calls it failed"),
        ("Open", "calls it opened"),
        ("x", "use one of"),
    ],
)
def test_a_wrong_type_is_refused_at_once(name: str, hint: str) -> None:
    """The error comes before the first event, names the right type, and tells how to insist."""
    with pytest.raises(UsageError, match=hint) as caught:
        stream(Plan(types=(name,)), VOCABULARY, no_clock)
    assert "--force-unknown" in str(caught.value)


def test_an_unknown_type_can_be_insisted_on() -> None:
    """A receiver must survive types that come later."""
    check_types(["archived"], force=True)
    (event,) = stream(Plan(types=("archived",), force=True), VOCABULARY, time.time)
    assert json.loads(event.body)["event_type"] == "archived"
