"""A load as JSON objects: what is to be sent, and at the end all that came of it, with what happened over time."""

from collections.abc import Iterator
from typing import Any

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.load.arrivals import Ramp, Rate
from maileroo_cli.delivery.load.judgement.counts import LoadCounts
from maileroo_cli.delivery.load.judgement.verdict import LoadVerdict
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.keys.value import milliseconds_value, number_value
from maileroo_cli.report.load.format import LoadReport, LoadSetup
from maileroo_cli.report.load.table import PERCENTS
from maileroo_cli.report.terminal.console import dump_object

PLAN_SCHEMA = "mhook.load-plan/1"
LOAD_SCHEMA = "mhook.load/1"


def plan_object(setup: LoadSetup) -> str:
    """Return what is to be sent, and what it is judged by, as a line."""
    plan, shape = setup.plan, setup.plan.arrivals.shape
    model = "users" if plan.users else type(shape).__name__.lower()
    first = shape.per_second if isinstance(shape, Rate) else shape.first if isinstance(shape, Ramp) else None
    fields = {
        "url": plan.url,
        "model": model,
        "rate_per_second": _number(first),
        "last_rate_per_second": number_value(shape.last) if isinstance(shape, Ramp) else None,
        "ramp_s": number_value(shape.seconds) if isinstance(shape, Ramp) else None,
        "users": plan.users or None,
        "planned": None if plan.users else plan.count,
        "window_s": number_value(plan.seconds),
        "spacing": str(plan.arrivals.spacing),
        "event_types": list(plan.types),
        "mix": plan.mix or None,
        "lifecycle": plan.lifecycle or None,
        "duplicate_share": number_value(plan.duplicates),
        "concurrent_duplicate_share": number_value(plan.concurrent_duplicates),
        "bad_signature_share": number_value(plan.bad),
        "slow_clients": plan.slow_clients,
        "connections": plan.connections,
        "keeps_connections": plan.keep_connections,
        "processes": setup.workers,
        "success": "2xx" if plan.any_2xx else "strict",
        "timeout_s": number_value(plan.timeout),
        "budgets": [one.text for one in setup.budgets],
        "max_errors": setup.allowance.text,
        "seed": plan.seed,
    }
    return dump_object(PLAN_SCHEMA, fields)


def load_object(verdict: LoadVerdict) -> str:
    """Return what a load came to, as a line."""
    result, counts, pace, sustained = verdict.result, verdict.counts, verdict.pace, verdict.sustained
    effects, slow, tally = result.effects, result.slow, result.tally
    fields = {
        "url": result.plan.url,
        "seed": result.plan.seed,
        "probe_valid": _word(result.probe.valid),
        "probe_forged": _word(result.probe.forged),
        "planned": result.planned,
        "started": tally.started,
        "not_started": result.not_started,
        "unknown": result.unknown,
        "unfinished": tally.unfinished,
        "answered": sum(number for key, number in tally.ends.items() if not isinstance(key.end, Outcome)),
        "passed": counts.ended - counts.errors,
        "failed": counts.errors,
        "answer_counts": _answers(counts),
        "request_kind_counts": {kind.word: _answers(counts, kind) for kind in counts.kinds},
        "planned_per_second": _number(pace.planned_rate),
        "started_per_second": number_value(pace.started_rate),
        "behind_s": number_value(pace.behind_s),
        "most_behind": pace.most_behind,
        "at_connection_limit": result.at_limit,
        "latencies": [
            {"measure": name, **_figures(latencies)}
            for name, latencies in (
                ("from-due", tally.from_due),
                ("from-start", tally.from_start),
                ("lateness", tally.lateness),
            )
        ],
        "request_kind_latencies": [
            {"request_kind": kind.word, **_figures(tally.by_kind.get(kind, Latencies()))} for kind in counts.kinds
        ],
        "sustained_per_second": None if sustained is None else number_value(sustained.per_second),
        "broken_from_s": None if sustained is None else _number(sustained.broken_from_s),
        "backlog_grew": None if sustained is None else sustained.is_growing,
        "effects": None if effects is None else number_value(effects.seen),
        "expected_effects": None if effects is None else effects.expected,
        "sampled": None if effects is None else effects.sampled,
        "drain_s": None if effects is None else number_value(effects.drain_s),
        "settled": None if effects is None else effects.settled,
        "slow_requests": None
        if slow is None
        else {
            "started": slow.started,
            "answered": slow.answered,
            "failed": slow.failed,
            "unfinished": slow.unfinished,
        },
        "workers": [
            {"worker": one.name, "planned": one.planned, "started": one.started, "lost": one.lost}
            for one in result.workers
        ],
        "interval_s": number_value(tally.interval_s),
        "series": list(_series(result)),
        "elapsed_s": number_value(result.seconds),
        "problems": [
            {"finding": str(one.problem), "reason": one.sentence, "cost": one.cost, "fix": one.fix}
            for one in verdict.findings
        ],
        "result": _result(verdict.exit_code),
        "reason": verdict.sentence,
        "exit_code": int(verdict.exit_code),
    }
    return dump_object(LOAD_SCHEMA, fields)


def object_lines(report: LoadReport) -> Iterator[str]:
    """Yield the lines of a whole report."""
    yield plan_object(report.setup)
    yield load_object(report.verdict)


def _series(result: LoadResult) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(result.tally.intervals):
        yield {
            "since_start_s": number_value(number * result.tally.interval_s),
            "planned": one.planned,
            "started": one.started,
            "ended": one.ended,
            "succeeded": one.accepted,
            **_figures(one.latencies),
        }


def _figures(latencies: Latencies) -> dict[str, float | None]:
    percentiles = {f"{name.replace('.', '_')}_ms": percent for name, percent in PERCENTS.items()}
    if not latencies.count:
        return {"mean_ms": None, **dict.fromkeys(percentiles), "max_ms": None}
    figures = {name: milliseconds_value(latencies.percentile(one) * 1000) for name, one in percentiles.items()}
    mean, longest = (milliseconds_value(one * 1000) for one in (latencies.mean, latencies.longest))
    return {"mean_ms": mean, **figures, "max_ms": longest}


def _answers(counts: LoadCounts, kind: RequestKind | None = None) -> dict[str, int]:
    numbers = {str(end): counts.number(kind, end) for end in counts.ends}
    return {end: number for end, number in numbers.items() if number}


def _word(attempt: Attempt | None) -> str | None:
    return None if attempt is None else attempt.word


def _number(number: float | None) -> float | None:
    return None if number is None else number_value(number)


def _result(code: ExitCode) -> str:
    if code in (ExitCode.INTERRUPTED, ExitCode.TERMINATED):
        return "skip"
    return "pass" if code is ExitCode.OK else "fail"
