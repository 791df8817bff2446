"""What a storm says of the receiver: whether it recovers, drains or stays down, and what went wrong besides."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.live.tally import StormInterval
from maileroo_cli.errors import ExitCode
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span

_SLOWER, _SLACK = 2.0, 0.05
"""A latency is back where its p90 is at most twice what it was before, or 50 ms more."""

_MOSTLY = 0.95
"""The share of attempts that has to succeed in an interval in which the receiver is as it was before."""

_KEEPS_UP = 0.9
"""The share of the event rate that has to get through at the end."""

_FEW = 5
"""So many events more than before may be left to work off at the end: they came just then."""


class StormOutcome(StrEnum):
    """What became of the receiver after the outage."""

    RECOVERS = "recovers"
    DRAINS = "drains"
    STAYS_DOWN = "stays-down"
    UNDECIDED = "undecided"


class StormFindingKind(StrEnum):
    """What is wrong with a receiver, or with the storm; each of them fails it."""

    STAYS_DOWN = "stays-down"
    LOCKED_OUT = "locked-out"
    SLOW_FAILURES = "slow-failures"
    FALLS_BEHIND = "falls-behind"
    FAILS_BEFORE = "fails-before"
    LOST = "lost"
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


@dataclass(frozen=True, slots=True)
class StormVerdict:
    """What the storm came to. ``recovered`` and ``drained`` are simulated seconds after the recovery."""

    outcome: StormOutcome
    sentence: str
    findings: tuple[StormFinding, ...]
    recovered: float | None
    drained: float | None
    latency_before: float | None
    exit_code: ExitCode


def judge_storm(result: StormResult) -> StormVerdict:
    """Judge a storm; the same result gives the same verdict."""
    before = _latency_before(result)
    recovered = None if before is None else _recovered(result, before)
    drained = _drained(result)
    findings = [*_standing(result, recovered), *_effects(result), *_counts(result)]
    kinds = {finding.kind for finding in findings}
    if kinds & _DOWN:
        outcome = StormOutcome.STAYS_DOWN
    elif result.interrupted:
        outcome = StormOutcome.UNDECIDED
    elif recovered is not None and drained is not None:
        outcome = StormOutcome.RECOVERS
    else:
        outcome = StormOutcome.UNDECIDED if drained is None else StormOutcome.DRAINS
    sentence = _sentence(result, outcome, recovered, drained, before)
    code = ExitCode.INTERRUPTED if result.interrupted else ExitCode.FAILED if findings else ExitCode.OK
    return StormVerdict(outcome, sentence, tuple(findings), recovered, drained, before, code)


_DOWN = {
    StormFindingKind.STAYS_DOWN,
    StormFindingKind.LOCKED_OUT,
    StormFindingKind.SLOW_FAILURES,
    StormFindingKind.FALLS_BEHIND,
}


def _latency_before(result: StormResult) -> float | None:
    """Return the p90 in real seconds from before the outage."""
    latencies = Latencies()
    for _, one in result.within(-result.plan.before, 0.0):
        latencies.merge(one.latencies)
    return latencies.percentile(90) if latencies.count else None


def _recovered(result: StormResult, before: float) -> float | None:
    """Return how long after the recovery each interval is as before; ``None`` where the last ones are not."""
    outage, width = result.plan.outage, result.plan.interval
    most = max(_SLOWER * before, before + _SLACK)
    after = [(begin, one) for begin, one in result.within(outage - width, result.ended) if one.ended and begin >= 0]
    bad = [begin + width - outage for begin, one in after if not _is_back(one, most)]
    if not after or (bad and bad[-1] >= after[-1][0] + width - outage):
        return None
    return max(0.0, bad[-1]) if bad else 0.0


def _is_back(one: StormInterval, most: float) -> bool:
    return one.latencies.percentile(90) <= most and one.accepted >= _MOSTLY * one.ended


def _drained(result: StormResult) -> float | None:
    """Return how long after the recovery all was accepted, or given up, and worked off."""
    if result.drained is None:
        return None
    drained = result.drained
    effects = result.effects
    if effects is not None and effects.looks:
        usual = _behind_before(result) + _FEW
        late = [look.moment for look in effects.looks if look.moment > result.plan.outage and look.behind > usual]
        if late and late[-1] == effects.looks[-1].moment:
            if not effects.settled:
                return None
            drained = max(drained, result.ended + effects.drain_s * result.plan.scale)
        elif late:
            drained = max(drained, late[-1])
    return max(0.0, drained - result.plan.outage)


def _behind_before(result: StormResult) -> float:
    looks = result.effects.looks if result.effects is not None else ()
    return max((look.behind for look in looks if look.moment <= 0), default=0.0)


def _standing(result: StormResult, recovered: float | None) -> list[StormFinding]:
    """Return what is wrong with how the receiver stands at the end."""
    plan, found = result.plan, []
    before = result.within(-plan.before, 0.0)
    if (ended := sum(one.ended for _, one in before)) and sum(one.accepted for _, one in before) < _MOSTLY * ended:
        accepted = sum(one.accepted for _, one in before)
        found.append(
            StormFinding(
                StormFindingKind.FAILS_BEFORE,
                f"of {count(ended, 'attempt')} before the outage only {accepted:,} succeeded",
                "let the receiver take the steady traffic first: mhook check, mhook load",
            )
        )
    last = _last_quarter(result)
    events, ended = sum(one.events for one in last), sum(one.ended for one in last)
    accepted_events, accepted = sum(one.accepted_events for one in last), sum(one.accepted for one in last)
    stands = not ended or accepted >= ended / 2
    keeps_up = accepted_events >= _KEEPS_UP * events or result.drained is not None
    if recovered is None and last and not (stands and keeps_up):
        found.append(_why_down(result, accepted_events, events))
    effects = result.effects
    if effects is not None and (sentence := _behind_words(result)):
        found.append(
            StormFinding(
                StormFindingKind.FALLS_BEHIND,
                sentence,
                "bound the queue and answer 503 when it is full, so that the provider waits for you; or work faster",
            )
        )
    return found


def _last_quarter(result: StormResult) -> list[StormInterval]:
    """Return the intervals at the end of the time after the recovery in which there was traffic."""
    after = [one for _, one in result.within(result.plan.outage, result.ended + result.plan.interval)]
    while after and not after[-1].events:
        after.pop()
    return after[-max(1, len(after) // 4) :]


def _behind_words(result: StormResult) -> str:
    """Return what is to be said where work was left behind at the end of the traffic; else nothing."""
    effects, plan = result.effects, result.plan
    looks = [] if effects is None else [look for look in effects.looks if look.moment >= plan.outage]
    if effects is None or not looks:
        return ""
    at_end, most = looks[-1].behind, max(look.behind for look in looks)
    if at_end <= _behind_before(result) + max(_FEW, plan.scenario.per_second * plan.scale):
        return ""
    ending = f"and it took {effects.drain_s:.1f} s more" if effects.settled else "and was not done when mhook left"
    return (
        f"an unbounded queue: it answers at once and works later; when the traffic ended {at_end:,.0f} accepted events "
        f"were not worked off, {most:,.0f} at the most, {ending}"
    )


def _why_down(result: StormResult, accepted: int, events: int) -> StormFinding:
    """Return what keeps the receiver down, by its answers after the recovery."""
    ends = Counter[object](result.tally.ends)
    share = f"{accepted:,} accepted for {events:,} new events at the end, {result.tally.pending:,} pending"
    failed = Counter({end: number for end, number in ends.items() if not _is_success(result, end)})
    most = failed.most_common(1)[0][0] if failed else None
    slow = result.tally.from_start.percentile(90)
    if most in (429, 403):
        return StormFinding(
            StormFindingKind.LOCKED_OUT,
            f"a rate limiter locks the provider out: it answers {most} to what is tried again, and goes on with it "
            f"({share})",
            "exempt the webhook from the limit, or let a limit pass what is below it: retries come for hours",
        )
    if most == Outcome.TIMEOUT or (isinstance(most, int) and most >= 500 and slow >= _SLACK):
        what = "time-outs" if most == Outcome.TIMEOUT else f"answers of {most}"
        return StormFinding(
            StormFindingKind.SLOW_FAILURES,
            f"slow failures: {what} after {slow:.2g} s hold the receiver up, and each is tried again ({share})",
            "fail fast: refuse with 503 before the work begins, and store the event before you work on it",
        )
    return StormFinding(
        StormFindingKind.STAYS_DOWN,
        f"it does not come back: {share}",
        "take the wave into a store first, answer 200, and work on it afterwards",
    )


def _is_success(result: StormResult, end: object) -> bool:
    return isinstance(end, int | Outcome) and result.tally.is_success(end)


def _effects(result: StormResult) -> list[StormFinding]:
    """Return what is wrong with what the receiver did."""
    found, effects, states, tally = [], result.effects, result.states, result.tally
    if lost := tally.given_up - tally.given_up_in_outage:
        found.append(
            StormFinding(
                StormFindingKind.LOST,
                f"{count(lost, 'event')} given up that {'was' if lost == 1 else 'were'} tried after the recovery: "
                "Maileroo does not send them again",
                "let the receiver answer 200 within the schedule; events can be fetched from Maileroo's API",
            )
        )
    if effects is not None and effects.doubled:
        found.append(
            StormFinding(
                StormFindingKind.DOUBLED,
                f"no deduplication: {count(effects.doubled, 'event')} that came again "
                f"had {'its' if effects.doubled == 1 else 'their'} effect more than once",
                "remember each event_id in the same transaction as its effect",
            )
        )
    settled = effects is not None and effects.settled
    if effects is not None and effects.lost and settled:
        found.append(
            StormFinding(
                StormFindingKind.WITHOUT_EFFECT,
                f"{count(effects.lost, 'event')} accepted with 200 and without effect",
                "answer 200 only when the event is stored",
            )
        )
    if states is not None and states.wrong:
        found.append(
            StormFinding(
                StormFindingKind.WRONG_STATE,
                f"last writer wins: {states.wrong:,} of {count(states.compared, 'mail')} whose events came in the "
                f"wrong order {'ends' if states.wrong == 1 else 'end'} in another state{states.example}",
                "keep the event with the latest event_time, whichever comes last",
            )
        )
    return found


def _counts(result: StormResult) -> list[StormFinding]:
    fix = "this is an error of mhook: please report it"
    return [StormFinding(StormFindingKind.COUNTS, sentence, fix) for sentence in result.discrepancies]


def _sentence(
    result: StormResult, outcome: StormOutcome, recovered: float | None, drained: float | None, before: float | None
) -> str:
    plan = result.plan
    down = format_span(plan.outage)
    drains = "" if drained is None else f"the backlog is empty {_after(drained)}"
    match outcome:
        case StormOutcome.RECOVERS:
            back = "at once" if not recovered else _after(recovered)
            latency = "" if before is None else f" (p90 {before * 1_000:,.0f} ms before)"
            return f"recovers: after {down} down its latency is back {back}{latency}, and {drains}"
        case StormOutcome.DRAINS:
            return f"drains: after {down} down {drains}, but its latency was not back when the traffic ended"
        case StormOutcome.STAYS_DOWN:
            passed = _after(max(0.0, result.ended - plan.outage)).removesuffix(" after the recovery")
            return f"stays down: {passed} after the recovery it has not come back"
        case StormOutcome.UNDECIDED:
            left = count(result.tally.pending, "event")
            why = "interrupted" if result.interrupted else "the storm ended"
            return f"undecided: {why} with {left} pending"


def _after(seconds: float) -> str:
    return f"{format_span(round(seconds))} after the recovery"
