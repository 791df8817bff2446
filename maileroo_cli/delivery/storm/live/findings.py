"""What a storm found wrong with a receiver. What the storm comes to as a whole is judged in ``verdict``."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.webhook.text.count import count

MOSTLY = 0.95
"""The share of attempts that has to succeed where a receiver is as it should be."""

FEW = 5
"""So many events more than before may be left to work off: they came just then."""

_KEEPS_UP = 0.9
"""The share of the event rate that has to get through at the end."""

_SLOW = 0.05
"""An answer after so many real seconds was not given at once."""

_LIMITS = (429, 403)
"""What rate limiters answer."""


class StormFindingKind(StrEnum):
    """What is wrong with a receiver, or with the storm; each of them fails it."""

    STAYS_DOWN = "stays-down"
    LOCKED_OUT = "locked-out"
    SLOW_FAILURES = "slow-failures"
    FALLS_BEHIND = "falls-behind"
    FAILS_BEFORE = "fails-before"
    LOST = "lost"
    NEVER_ACCEPTED = "never-accepted"
    DOUBLED = "doubled"
    WITHOUT_EFFECT = "without-effect"
    WRONG_STATE = "wrong-state"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class StormFinding:
    """One thing that was found: a code, what was seen and what it is like, and what to do."""

    kind: StormFindingKind
    sentence: str
    fix: str


def find_faults(result: StormResult, *, is_back: bool) -> Iterator[StormFinding]:
    """Yield what is wrong; ``is_back`` tells that the receiver is as it was before the outage."""
    yield from _standing(result, is_back=is_back)
    yield from _effects(result)
    yield from _counts(result)


def _standing(result: StormResult, *, is_back: bool) -> Iterator[StormFinding]:
    """Yield what is wrong with how the receiver stands, before the outage and at the end."""
    if result.fails_before:
        end, number = result.tally.ends.most_common(1)[0]
        sentence = f"no attempt before the outage succeeded: {number:,} of {result.tally.ends.total():,} ended in {end}"
        yield StormFinding(StormFindingKind.FAILS_BEFORE, sentence, _remedy(end))
        return
    before = [one for _, one in result.within(-result.plan.before, 0.0)]
    ended, accepted = sum(one.ended for one in before), sum(one.accepted for one in before)
    if accepted < MOSTLY * ended:
        yield StormFinding(
            StormFindingKind.FAILS_BEFORE,
            f"of {count(ended, 'attempt')} before the outage only {accepted:,} succeeded",
            "let the receiver take the steady traffic first: mhook check tells what is wrong",
        )
    last = result.last_quarter()
    events, got_through = sum(one.events for one in last), sum(one.accepted_events for one in last)
    stands = 2 * sum(one.accepted for one in last) >= sum(one.ended for one in last)
    keeps_up = got_through >= _KEEPS_UP * events or result.drained is not None
    if last and not is_back and not (stands and keeps_up):
        yield _why_down(result, got_through, events)
    if sentence := _behind_words(result):
        fix = "bound the queue and answer 503 when it is full, so that the provider waits for you; or work faster"
        yield StormFinding(StormFindingKind.FALLS_BEHIND, sentence, fix)


def _behind_words(result: StormResult) -> str:
    """Return what is to be said where work was left behind at the end of the traffic; else nothing."""
    effects, plan = result.effects, result.plan
    looks = [] if effects is None else [look for look in effects.looks if look.moment >= plan.outage]
    if effects is None or not looks or result.is_without_effect:
        return ""
    at_end, most = looks[-1].behind, max(look.behind for look in looks)
    if at_end <= result.behind_before + max(FEW, plan.scenario.per_second * plan.scale):
        return ""
    if result.is_worked_off:
        ending = f"it took {effects.drain_s:.1f} s more until they were"
    elif effects.settled:
        ending = f"{effects.lost:,} of them never were"
    else:
        ending = "they were not when mhook stopped looking"
    return (
        f"an unbounded queue: it answers at once and works later; when the traffic ended {at_end:,.0f} accepted events "
        f"were not worked off ({most:,.0f} at the worst moment), and {ending}"
    )


def _why_down(result: StormResult, accepted: int, events: int) -> StormFinding:
    """Return what keeps the receiver down, by what it answers most."""
    tally = result.tally
    share = f"{accepted:,} accepted for {events:,} new events at the end, {tally.pending:,} pending"
    failed: Counter[RequestEnd] = Counter({end: many for end, many in tally.ends.items() if not tally.is_success(end)})
    most: RequestEnd | None = failed.most_common(1)[0][0] if failed else None
    slow = tally.from_start.percentile(90)
    if most in _LIMITS:
        return StormFinding(
            StormFindingKind.LOCKED_OUT,
            f"a rate limiter locks the provider out: it answers {most} to what is tried again, and goes on with it "
            f"({share})",
            "exempt the webhook from the limit, or let it pass what is below it: retries come for hours",
        )
    if most == Outcome.TIMEOUT or (isinstance(most, int) and most >= 500 and slow >= _SLOW):
        what = "time-outs" if most == Outcome.TIMEOUT else f"answers of {most}"
        return StormFinding(
            StormFindingKind.SLOW_FAILURES,
            f"slow failures: {what} after {slow:.2g} s hold the receiver up, and each is tried again ({share})",
            "fail fast: refuse with 503 before the work begins, and store the event before you work on it",
        )
    return StormFinding(
        StormFindingKind.STAYS_DOWN,
        f"it does not come back: {share}",
        _remedy(most),
    )


def _remedy(end: RequestEnd | None) -> str:
    """Return what to do about a receiver that ends attempts so."""
    if end in (401, 403):
        return f"see why it answers {end}: it may verify with another secret"
    if isinstance(end, int) and 200 <= end <= 299:
        return f"let it answer 200 and not {end}, or take any 2xx for a success with --success any-2xx"
    if isinstance(end, int) and end < 500:
        return f"see why it answers {end}: mhook send shows one request and its answer"
    if end in (Outcome.REFUSED, Outcome.RESET, Outcome.UNREACHABLE):
        return "see why it ended, or does not listen any more"
    return "take the wave into a store first, answer 200, and work on it afterwards"


def _effects(result: StormResult) -> Iterator[StormFinding]:
    """Yield what is wrong with what the receiver did."""
    effects, states = result.effects, result.states
    if lost := result.tally.given_up - result.tally.given_up_in_outage:
        yield StormFinding(
            StormFindingKind.LOST,
            f"{count(lost, 'event')} given up after the recovery: the schedule has no attempt left",
            "let the receiver answer 200 within the schedule",
        )
    if (refused := result.tally.unaccepted) and not result.fails_before:
        yield StormFinding(
            StormFindingKind.NEVER_ACCEPTED,
            f"{count(refused, 'event')} never accepted: refused once, and an open storm does not try again",
            "see why they are refused, or send it with --closed, where they are tried again as Maileroo does",
        )
    if effects is not None and effects.doubled:
        yield StormFinding(
            StormFindingKind.DOUBLED,
            f"no deduplication: {count(effects.doubled, 'effect')} too many, of events that came again since an answer "
            f"was lost{_or_unknown(result)}",
            "remember each event_id in the same transaction as its effect",
        )
    if effects is not None and effects.lost and effects.settled:
        none = "; nothing had any" if result.is_without_effect else ""
        yield StormFinding(
            StormFindingKind.WITHOUT_EFFECT,
            f"{count(effects.lost, 'event')} accepted and without effect{none}",
            "see that the observer counts what this receiver does"
            if none
            else "answer 200 only when the event is stored",
        )
    if states is not None and states.wrong and states.settled:
        yield StormFinding(
            StormFindingKind.WRONG_STATE,
            f"last writer wins: {states.wrong:,} of {count(states.compared, 'mail')} whose events came in the wrong "
            f"order {'is' if states.wrong == 1 else 'are'} in another state than those in order{states.example}",
            "keep the event with the latest event_time, whichever comes last",
        )


def _or_unknown(result: StormResult) -> str:
    """Return why events came again of which no answer was lost on purpose, where that may be."""
    unknown = result.unknown
    if not unknown:
        return ""
    return f", or since {count(unknown, 'attempt')} of before {'has' if unknown == 1 else 'have'} no known outcome"


def _counts(result: StormResult) -> Iterator[StormFinding]:
    fix = "this is an error of mhook's: please report it"
    yield from (StormFinding(StormFindingKind.COUNTS, sentence, fix) for sentence in result.discrepancies)
