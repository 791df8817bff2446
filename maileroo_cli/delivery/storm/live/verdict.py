"""What a storm says of the receiver: whether it recovers, drains or stays down. What went wrong is in ``findings``."""

from dataclasses import dataclass
from enum import StrEnum

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
    recovered = _recovered(result, before)
    drained = _drained(result)
    findings = tuple(find_faults(result, is_back=recovered is not None))
    kinds = {finding.kind for finding in findings}
    is_behind = StormFindingKind.FALLS_BEHIND in kinds
    if kinds & _DOWN or (is_behind and not result.is_worked_off):
        outcome = StormOutcome.STAYS_DOWN
    elif result.interrupted or drained is None:
        outcome = StormOutcome.UNDECIDED
    else:
        outcome = StormOutcome.DRAINS if recovered is None or is_behind else StormOutcome.RECOVERS
    sentence = _sentence(result, outcome, recovered, drained, before)
    code = ExitCode.INTERRUPTED if result.interrupted else ExitCode.FAILED if findings else ExitCode.OK
    return StormVerdict(outcome, sentence, findings, recovered, drained, before, code)


_DOWN = {
    StormFindingKind.STAYS_DOWN,
    StormFindingKind.LOCKED_OUT,
    StormFindingKind.SLOW_FAILURES,
}


def _latency_before(result: StormResult) -> float | None:
    """Return the p90 of steady traffic in real seconds from before the outage, ``None`` where there was none."""
    steady = result.tally.steady
    return steady.percentile(90) if steady.count else None


def _recovered(result: StormResult, before: float | None) -> float | None:
    """Return how long after the recovery each interval is as before; ``None`` where the last ones are not.

    Where no latency from ``before`` is known, it only has to succeed.
    """
    outage, width = result.plan.outage, result.plan.interval
    after = _after_recovery(result)
    bad = [begin + width - outage for begin, one in after if not (_is_fast(one, before) and _succeeds(one))]
    if not after or (bad and bad[-1] >= after[-1][0] + width - outage):
        return None
    return max(0.0, bad[-1]) if bad else 0.0


def _after_recovery(result: StormResult) -> list[tuple[float, StormInterval]]:
    """Return the intervals from the recovery on in which an attempt ended, each with its beginning."""
    plan = result.plan
    within = result.within(plan.outage - plan.interval, result.ended)
    return [(begin, one) for begin, one in within if one.ended and begin >= 0]


def _is_fast(one: StormInterval, before: float | None) -> bool:
    return before is None or one.latencies.percentile(90) <= max(_SLOWER * before, before + _SLACK)


def _succeeds(one: StormInterval) -> bool:
    return one.accepted >= MOSTLY * one.ended


def _drained(result: StormResult) -> float | None:
    """Return how long after the recovery all was accepted, or given up, and worked off.

    Where an open storm saw events refused that is not known: they are never tried again. Nor is it where nothing that
    was accepted ever had an effect.
    """
    if result.drained is None or result.tally.unaccepted or result.is_without_effect:
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
            if before is None:
                unknown = "with no steady traffic before, its latency is compared with nothing"
                return f"recovers: after {down} down it accepts events {back}, and {drains}; {unknown}"
            latency = f" (p90 {before * 1_000:,.0f} ms before)"
            return f"recovers: after {down} down its latency is back {back}{latency}, and {drains}"
        case StormOutcome.DRAINS:
            return f"drains: after {down} down {drains}, but when the traffic ended {_lacks(result, before)}"
        case StormOutcome.STAYS_DOWN:
            passed = _after(max(0.0, result.ended - plan.outage)).removesuffix(" after the recovery")
            answers = recovered is not None
            what = "it answers, and is behind with its work" if answers else "it has not come back"
            return f"stays down: {passed} after the recovery {what}"
        case StormOutcome.UNDECIDED:
            return f"undecided: {_undecided(result)}"


def _undecided(result: StormResult) -> str:
    """Return why it is not known what became of the receiver."""
    plan, tally = result.plan, result.tally
    down = format_span(plan.outage)
    if tally.unaccepted and not result.interrupted:
        return (
            f"after {down} down it refused {count(tally.unaccepted, 'event')} for good: an open storm does not try "
            "again; --closed does"
        )
    if result.is_without_effect and not result.interrupted:
        return f"after {down} down it accepts events, and none that it accepted had an effect"
    left = count(tally.pending, "event")
    if result.interrupted:
        return f"interrupted with {left} pending"
    more = "; --drain goes on until none is" if plan.after is not None and not plan.drain and tally.pending else ""
    return f"the storm ended with {left} pending{more}"


def _lacks(result: StormResult, before: float | None) -> str:
    """Return what was not as before when the traffic ended."""
    last = [one for _, one in _after_recovery(result)][-1:]
    lacks = []
    if any(not _succeeds(one) for one in last):
        failed, ended = sum(one.ended - one.accepted for one in last), sum(one.ended for one in last)
        lacks.append(f"{failed:,} of the last {count(ended, 'attempt')} failed")
    if any(not _is_fast(one, before) for one in last):
        lacks.append("its latency was not back")
    if not last:
        lacks.append("nothing came that tells how it was")
    return " and ".join(lacks) or "it was behind with its work"


def _after(seconds: float) -> str:
    return f"{format_span(round(seconds))} after the recovery"
