"""What is found of a delivery as it ends: given up, or accepted although the receiver never had it."""

from typing import assert_never

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.effects import sentences as finding_text
from maileroo_cli.delivery.effects.delivery_state import DeliveryState
from maileroo_cli.delivery.effects.result import FindingKind
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, DeliveryEnd
from maileroo_cli.delivery.schedule.definition import Schedule


def find_at_end(
    state: DeliveryState, record: AttemptRecord, result: AttemptResult, schedule: Schedule
) -> tuple[FindingKind, str] | None:
    """Return what the end of a delivery tells, if anything; ``record`` is its last attempt."""
    match record.end:
        case DeliveryEnd.GIVEN_UP:
            return FindingKind.GIVEN_UP, _given_up(state, record.number, result, schedule)
        case DeliveryEnd.ACCEPTED:
            event = state.event
            if event.accepted_at or event.effects or event.altered:
                return None
            sender = finding_text.sender_of(schedule)
            text = finding_text.never_arrived(sender, event.answer, reached=event.reached, known=not event.unknown)
            return FindingKind.NEVER_ARRIVED, text
        case None:
            return None
        case _:
            assert_never(record.end)


def _given_up(state: DeliveryState, number: int, result: AttemptResult, schedule: Schedule) -> str:
    attempt, accepted_at, sender = result.attempt, state.event.accepted_at, finding_text.sender_of(schedule)
    if attempt.status is not None and attempt.status in schedule.refusals and attempt.outcome is Outcome.ANSWERED:
        return finding_text.refused_for_good(sender, attempt.status, accepted_at, state.unknown)
    seconds = finding_text.lasted(state.elapsed, state.happened)
    return finding_text.given_up(sender, number, seconds, accepted_at, state.unknown)
