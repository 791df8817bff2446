"""What was meant by a name that no event type has: one that others use for it, or one that is nearly right."""

from collections.abc import Iterable

from maileroo_cli.webhook.catalogue.event import CATALOGUE, LOOKALIKES, EventType
from maileroo_cli.webhook.text.nearest import find_nearest, suggest

_ALMOST = 0.8
"""How much alike a name is at least with one that others use: plurals and slips are, other words are not."""


def meant_type(name: str) -> EventType | None:
    """Return the event type that others call ``name``, or nearly so; ``None`` where nobody does."""
    near = find_nearest(name, [*CATALOGUE, *LOOKALIKES], most=1, likeness=_ALMOST)
    return LOOKALIKES.get(near[0]) if near else None


def suggest_type(name: str, known: Iterable[str] = CATALOGUE) -> str:
    """Return the hint of an error about a wrong event type: what Maileroo calls it, the nearest, or all that are known.

    ``known`` are the names that the caller takes, event types among them.
    """
    names = [str(one) for one in known]
    meant = meant_type(name)
    if meant is not None and meant in names:
        return f"Maileroo calls it {meant}"
    return suggest(name, names)
