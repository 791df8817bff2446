"""What a storm says of the receiver: whether it recovers, drains or stays down. What went wrong is in ``findings``."""

from dataclasses import dataclass
from enum import StrEnum

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.storm.live.findings import FEW, MOSTLY, StormFinding, StormFindingKind, find_faults
from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.live.tally import StormInterval
from maileroo_cli.errors import ExitCode
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span

_SLOWER, _SLACK = 2.0, 0.05
"""A latency is back where its p90 is at most twice what it was before, or 50 ms more."""


class StormOutcome(StrEnum):
    """What became of the receiver after the outage."""

    RECOVERS = "recovers"
    DRAINS = "drains"
    STAYS_DOWN = "stays-down"
    UNDECIDED = "undecided"


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
    findings = tuple(find_faults(result, is_back=recovered is not None))
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
    return StormVerdict(outcome, sentence, findings, recovered, drained, before, code)


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
    return one.latencies.percentile(90) <= most and one.accepted >= MOSTLY * one.ended


def _drained(result: StormResult) -> float | None:
    """Return how long after the recovery all was accepted, or given up, and worked off."""
    if result.drained is None:
        return None
    drained = result.drained
    effects = result.effects
    if effects is not None and effects.looks:
        usual = result.behind_before + FEW
        late = [look.moment for look in effects.looks if look.moment > result.plan.outage and look.behind > usual]
        if late and late[-1] == effects.looks[-1].moment:
            if not effects.settled:
                return None
            drained = max(drained, result.ended + effects.drain_s * result.plan.scale)
        elif late:
            drained = max(drained, late[-1])
    return max(0.0, drained - result.plan.outage)


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
            answers = recovered is not None
            what = "it is as fast as before, and behind with its work" if answers else "it has not come back"
            return f"stays down: {passed} after the recovery {what}"
        case StormOutcome.UNDECIDED:
            left = count(result.tally.pending, "event")
            why = "interrupted" if result.interrupted else "the storm ended"
            more = "; --drain goes on until none is" if plan.after is not None and not plan.drain else ""
            return f"undecided: {why} with {left} pending{more}"


def _after(seconds: float) -> str:
    return f"{format_span(round(seconds))} after the recovery"
