"""What was meant by a name that no event type has."""

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import LOOKALIKES, EventType
from maileroo_cli.webhook.catalogue.lookalike import meant_type, suggest_type
from maileroo_cli.webhook.generation.lifecycle import find_ending, find_lifecycle

HINTS = {
    "bounced": "Maileroo calls it failed",
    "Hard-Bounced": "Maileroo calls it failed",
    "clicks": "Maileroo calls it clicked",
    "opens": "Maileroo calls it opened",
    "complain": "Maileroo calls it complained",
    "DELIVERED": "did you mean delivered?",
    "delivred": "did you mean delivered or deferred?",
    "nope": "did you mean opened?",
    "zzz": f"use one of {', '.join(EventType)}",
}


@pytest.mark.parametrize(("name", "hint"), HINTS.items(), ids=HINTS.keys())
def test_the_hint(name: str, hint: str) -> None:
    """A name of others, in any case and nearly right, is the type that it means; else the nearest names are offered."""
    assert suggest_type(name) == hint


@pytest.mark.parametrize(("name", "meant"), LOOKALIKES.items(), ids=LOOKALIKES.keys())
def test_every_name_of_others(name: str, meant: EventType) -> None:
    """Every name that receivers wait for is recognised, with a hyphen too."""
    assert meant_type(name) is meant_type(name.replace("_", "-").upper()) is meant


@pytest.mark.parametrize("name", EventType)
def test_no_type_means_another(name: EventType) -> None:
    """A type that Maileroo sends is no other name for one."""
    assert meant_type(name) is None


def test_only_names_that_the_caller_takes() -> None:
    """What the caller does not take is not offered."""
    assert suggest_type("spam", ["delivered", "any"]) == "use one of delivered, any"


@pytest.mark.parametrize(
    ("name", "lifecycle", "ending"),
    [("spam", "complained", "complained"), ("bounce", "bounced", "bounced"), ("click", "", "clicked")],
)
def test_lifecycles(name: str, lifecycle: str, ending: str) -> None:
    """A lifecycle is found by other names of its last event, in a mix also one that has no name of its own."""
    for find, meant in ((find_lifecycle, lifecycle), (find_ending, ending)):
        with pytest.raises(UsageError) as caught:
            find(name)
        assert caught.value.hint.startswith(f"did you mean {meant}?" if meant else "use one of delivered")
