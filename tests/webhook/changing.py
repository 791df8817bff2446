"""What the tests of overrides share: a payload to change, and the change itself."""

import copy
from typing import Any

from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.sample import sample
from maileroo_cli.webhook.override.assignment import (
    Override,
    compile_overrides,
    validate_overrides,
)


def change(payload: dict[str, Any], *overrides: Override, force: bool = False) -> dict[str, Any]:
    """Return what overrides make of a payload, after they were found to fit it."""
    event_type = str(payload["event_type"])
    validate_overrides(overrides, [event_type], force=force)
    changed = dict(payload)
    compile_overrides(overrides, event_type, force=force).apply(changed)
    return changed


def delivered(**fields: Any) -> dict[str, Any]:
    """Return a delivered payload with some fields of its own."""
    return {**copy.deepcopy(sample(EventType.DELIVERED)), **fields}
