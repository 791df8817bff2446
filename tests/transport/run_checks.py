"""What has to hold of a run that was killed, whatever killed it and wherever: what the checks of kills share."""

from collections.abc import Iterator, Mapping, Sequence

from maileroo_cli.delivery.replay.records import DeliveryEnd
from maileroo_cli.transport.run.state import Run


def outcomes(run: Run, index: int = 0) -> list[tuple[int, int | None]]:
    """Return number and status of each attempt of a delivery, ``None`` for an unknown one."""
    found = [(one.number, one.result) for one in run.records if one.delivery.index == index]
    return [(number, None if result is None else result.attempt.status) for number, result in found]


def known_outcomes(run: Run, index: int = 0) -> list[tuple[int, int | None]]:
    """Return number and status of each attempt of a delivery whose outcome was written down."""
    found = [one for one in run.records if one.delivery.index == index and one.result is not None]
    return [(one.number, one.result.attempt.status) for one in found if one.result is not None]


def is_within(part: Sequence[int | None], whole: Sequence[int]) -> bool:
    """Tell whether ``part`` comes in ``whole``, in its order, with anything between."""
    rest: Iterator[int | None] = iter(whole)
    return all(one in rest for one in part)


def find_problems(run: Run, answers: Mapping[str, Sequence[int]], allowed: int, before: Run | None) -> Iterator[str]:
    """Yield what is wrong with a run that was killed, compared to what its receiver answered, by event.

    So many unknown attempts are ``allowed`` in all. ``before`` is the run as it was after an earlier kill.
    """
    unknown = 0
    for index, delivery in enumerate(run.deliveries):
        known, given = known_outcomes(run, index), answers.get(delivery.event_id, ())
        lost = len(outcomes(run, index)) - len(known)
        unknown += lost
        if [number for number, _ in known] != list(range(1, len(known) + 1)):
            yield f"event {index}: attempts were skipped or made twice: {known}"
        if not is_within([status for _, status in known], given):
            yield f"event {index}: outcomes were invented: {known}, the receiver answered {given}"
        if not len(known) <= len(given) <= len(known) + lost:
            yield f"event {index}: {len(given)} requests came, {len(known)} attempts are known and {lost} unknown"
        if before is not None and known[: len(past := known_outcomes(before, index))] != past:
            yield f"event {index}: what was known is known no more: {past}, now {known}"
    if unknown > allowed:
        yield f"{unknown} attempts are unknown, where {allowed} can be"


def find_open_ends(run: Run, attempts: int) -> Iterator[str]:
    """Yield what is wrong with the ends of a finished run on a schedule of so many ``attempts``."""
    for index, _ in enumerate(run.deliveries):
        (*_, last) = [one for one in run.records if one.delivery.index == index]
        accepted = last.result is not None and last.result.attempt.status == 200
        if last.end is not (DeliveryEnd.ACCEPTED if accepted else DeliveryEnd.GIVEN_UP):
            yield f"event {index}: it ended as {last.end} with {last.result}"
        if not accepted and len(known_outcomes(run, index)) != attempts:
            yield f"event {index}: it was given up after {len(known_outcomes(run, index))} attempts"
