"""What the receiver of ``--against`` was asked to answer, as far as that is needed to tell of its answers."""

from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.errors import UsageError


def asked_statuses(plan: RunPlan) -> frozenset[int] | None:
    """Return the statuses that a built-in receiver was asked for; ``None`` where the receiver is the user's own."""
    if not plan.against:
        return None
    from maileroo_cli.transport.embedded.specification import parse_specification

    try:
        return parse_specification(plan.against).statuses
    except UsageError:  # a plan of another version
        return frozenset()
