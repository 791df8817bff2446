"""What a ledger finds, in sentences for a person. Nothing is decided here.

Sentences about redirects may quote the peer: make them safe before showing them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.explanation import explain, provider_of, why_not_200
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.fault.kind import Reach
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.delivery.schedule.definition import Schedule

NOT_SETTLED = "no effect was seen yet: the run ended before the last check"
UNSEEN = "no effect was seen, but an attempt of unknown outcome may have had one before the next check"
FELL = "no effect was seen, but the number of effects fell during the run, which may have hidden it"
UNOBSERVED = "without an observer (--observe-…), a receiver that acted on each copy looks the same as a careful one"
UNOBSERVED_BOTH = UNOBSERVED.replace("each copy", "both copies")
_LONGEST_LOCATION = 200
_MOST_TYPES = 3
_OWN = "own"


def lasted(planned: float, happened: float) -> float:
    """Return the seconds to tell: those planned, or whole ones that passed where they differ by more than a second."""
    return planned if abs(happened - planned) <= 1 else float(round(happened))


def unknown(attempts: int) -> str:
    """Return that attempts have no outcome, and what may have come of them."""
    return f"{count(attempts, 'attempt')} unknown: {'it' if attempts == 1 else 'they'} may have been accepted"


def sender_of(schedule: Schedule) -> str:
    """Return who tries again and gives up under ``schedule``, as the beginning of a sentence."""
    return provider_of(schedule) or ("this schedule" if schedule.name == _OWN else schedule.name)


def refused_for_good(sender: str, status: int, accepted_at: int, unknowns: int) -> str:
    """Return that nothing is sent after ``status``; the rest is as for :func:`given_up`."""
    return f"{sender} does not try again after {status}{_what_became(accepted_at, unknowns)}"


@lru_cache(maxsize=64)
def given_up(sender: str, attempts: int, seconds: float, accepted_at: int, unknowns: int) -> str:
    """Return that nothing is sent any more; ``accepted_at`` is the attempt that the receiver took in, or 0.

    ``unknowns`` is how many attempts have no outcome.
    """
    over = f" in {format_span(seconds)}" if seconds else ""
    return f"{sender} gives up after {count(attempts, 'attempt')}{over}{_what_became(accepted_at, unknowns)}"


def _what_became(accepted_at: int, unknowns: int) -> str:
    if accepted_at:
        return f", although the receiver accepted the event at attempt {accepted_at}: answer 200"
    return f"; {unknown(unknowns)}, else this event is lost" if unknowns else ": this event is lost"


def never_arrived(sender: str, answer: int | None, *, reached: bool, known: bool) -> str:
    """Return that a success was seen which the receiver did not give; ``answer`` is the last one that it gave."""
    far = "" if known else ", as far as mhook knows"
    if not reached:
        what = f"nothing reached the receiver{far}"
    else:
        last = f" (last {answer})" if answer is not None else ""
        what = f"the receiver itself never accepted it{far}{last}"
    lost = (
        "this event is lost without a trace"
        if known
        else "it is lost without a trace unless an unknown attempt was accepted"
    )
    return f"{sender} saw a success, but {what}: {lost}"


def several_effects(effects: float) -> str:
    """Return that one event had several effects."""
    return f"{count(effects, 'effect')} for one event: store its event_id with the effect, under a unique key"


def no_effect(sender: str, event_types: Sequence[str], *, of_all: bool) -> str:
    """Return that an event was accepted and had no effect; ``of_all`` where one number stands for all events.

    ``event_types`` are those of all events of which this is so.
    """
    allowed = event_types if all(event_types) and len(event_types) <= _MOST_TYPES else ["all"]
    allow = " ".join(f"--allow-no-effect {one}" for one in allowed)
    known = "; a receiver that knows the event from an earlier run also does nothing" if of_all else ""
    return (
        f"accepted, but no effect was seen by the end: {sender} does not send it again, so it is lost for good;"
        f" if effects come later, use --settle; if you ignore such events on purpose, use {allow}{known}"
    )


def known_before(effects: float) -> str:
    """Return that an event without an effect had some before the run."""
    return (
        f"no effect was seen, but the receiver had {count(effects, 'effect')} for this event before the run, so"
        " it may know it already: send a new event, or reset the receiver's data"
    )


_NAME_IT = "tell effects apart by event, with {event_id} in --observe-url or MHOOK_EVENT_ID in --observe-cmd"


def perhaps_without(spare: float) -> str:
    """Return that the effect of an event may be one of those that may belong to any."""
    return f"no effect was seen for it, but {_may_be(spare)} its: {_NAME_IT}"


def without_effect(events: int, accepted: int, spare: float) -> str:
    """Return how many events had no effect where nobody knows which."""
    return (
        f"at least {events:,} of {count(accepted, 'accepted event')} had no effect and are lost for good,"
        f" because nobody sends them again; it is not known which, because {_may_be(spare)} any event's:"
        f" {_NAME_IT}"
    )


def _may_be(spare: float) -> str:
    return f"{count(spare, 'effect')} that came late or with another event's may be"


def refused_duplicate(status: int, accepted_at: int, seconds: float) -> str:
    """Return that a duplicate was refused; ``accepted_at`` 0 is the other one of two copies."""
    what = f"an event that it had accepted at attempt {accepted_at}" if accepted_at else "one of two copies"
    again = f": it would be retried for {format_span(seconds)}" if seconds else ""
    return f"answered {status} to {what}{again}; answer 200 to duplicates"


def perhaps_refused(status: int) -> str:
    """Return that what was refused may have been a duplicate of an attempt of unknown outcome."""
    return (
        f"answered {status} after an attempt of unknown outcome, which may mean that it refused a duplicate;"
        " answer 200 to duplicates"
    )


def acted_on_part(reach: Reach) -> str:
    """Return that something was done about what must not be acted on."""
    what = {
        Reach.ALTERED: "the body was altered in transit",
        Reach.PART: "only part of the request arrived",
    }[reach]
    return f"an effect was seen although {what}: read the whole body and verify its signature first"


def out_of_order(later: str) -> str:
    """Return that an event was taken in after one that had been due later; ``later`` is that one's type."""
    return (
        f"accepted out of order, after a later `{later}` of the same mail: order events by event_time, not by arrival"
    )


def not_200(status: int, attempt: Attempt, schedule: Schedule) -> str:
    """Return what 2xx and 3xx are under ``schedule``; ``attempt`` is what the sender saw, perhaps not this answer."""
    if 200 <= status < 300:
        return why_not_200(status, schedule)
    if attempt.outcome is Outcome.ANSWERED and attempt.status == status:
        location = attempt.location
        return explain(replace(attempt, location=location and location[:_LONGEST_LOCATION]), schedule)
    return f"answered {status}, which is not a success: answer 200 at this URL"
