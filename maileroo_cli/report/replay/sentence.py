"""One attempt of a replay as a sentence, for reports that have no columns and for who cannot see a picture."""

from collections.abc import Iterator

from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.report.replay.lane.axis import format_moment
from maileroo_cli.report.replay.point import AttemptPoint, DeliveryRow
from maileroo_cli.report.terminal.duration import format_took
from maileroo_cli.webhook.text.count import count

_SLACK = 1.0
"""What happened less than so many seconds away from the plan happened as planned."""


def at_words(point: AttemptPoint, schedule: Schedule) -> str:
    """Return when the schedule has an attempt: ``+15m``."""
    seconds = schedule.elapsed[min(point.number, schedule.attempts) - 1]
    return f"+{format_moment(seconds) if seconds else '0s'}"


def point_sentence(point: AttemptPoint, happened: float, schedule: Schedule) -> str:
    """Return all that is known of an attempt; it may quote the peer: make it safe before showing it."""
    look = point.look
    planned = schedule.elapsed[min(point.number, schedule.attempts) - 1]
    late = "" if abs(happened - planned) < _SLACK else f" (happened at +{format_moment(round(happened))})"
    parts = [f"attempt {point.number} of {schedule.attempts} at {at_words(point, schedule)}{late}"]
    if look.fault:
        parts.append(f"fault {look.fault}")
    took = "" if point.milliseconds is None else f" after {format_took(point.milliseconds)}"
    parts.append(f"{look.answer}{took}")
    if look.reach is not None:
        parts.append(f"the receiver: {look.receiver}")
    if point.effects is not None:
        parts.append(count(point.effects, "effect") if point.effects else "no effect")
    return f"{', '.join(parts)}: {look.sentence}"


def row_sentences(row: DeliveryRow, schedule: Schedule) -> Iterator[str]:
    """Yield a sentence for each attempt of a delivery."""
    for happened, point in row.attempts():
        yield point_sentence(point, happened, schedule)
