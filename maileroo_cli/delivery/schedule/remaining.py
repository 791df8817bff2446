"""What is left of a schedule after an attempt that failed. Nothing is sent, and no clock is read."""

from typing import NamedTuple

from maileroo_cli.delivery.schedule.definition import Planned, Schedule


class Remaining(NamedTuple):
    """The attempts that follow one that failed, if each of them fails at once; none where it was the last.

    ``lost_at`` is when the event is lost then, in Unix seconds: at the last attempt.
    """

    attempts: tuple[Planned, ...]
    lost_at: float


def remaining_attempts(schedule: Schedule, number: int, failed_at: float) -> Remaining:
    """Return what follows the attempt ``number`` (from 1) that failed at ``failed_at``, in Unix seconds.

    Each wait counts from the failed try. A number beyond the schedule is one after its last attempt.
    """
    attempts: list[Planned] = []
    at = failed_at
    before = schedule.elapsed[min(number, schedule.attempts) - 1]
    for index in range(number, schedule.attempts):
        wait = schedule.waits[index - 1]
        at += wait
        attempts.append(Planned(index + 1, wait, round(schedule.elapsed[index] - before, 6), at))
    return Remaining(tuple(attempts), at)
