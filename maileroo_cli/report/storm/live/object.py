"""A storm that was sent as one JSON object at its end."""

from typing import Any

from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.live.tally import StormInterval
from maileroo_cli.delivery.storm.live.verdict import StormVerdict
from maileroo_cli.report.keys.value import number_value
from maileroo_cli.transport.client.target import parse_target

STORM_SCHEMA = "mhook.storm/1"


def storm_object(result: StormResult, verdict: StormVerdict, run_id: str | None) -> dict[str, Any]:
    """Return all that is known of a storm; ``run_id`` is that of one that is kept."""
    return {**_plan(result, run_id), **_verdict(result, verdict), **_counts(result), **_seen(result, verdict)}


def _plan(result: StormResult, run_id: str | None) -> dict[str, Any]:
    plan, scenario = result.plan, result.plan.scenario
    return {
        "run": run_id,
        "url": parse_target(plan.url).display,
        "schedule": scenario.schedule.name,
        "max_attempts": scenario.schedule.attempts,
        "events_per_minute": number_value(scenario.per_second * 60),
        "campaigns": [
            {"mails": one.mails, "sent_s": number_value(one.at), "over_s": number_value(one.over)}
            for one in scenario.campaigns
        ],
        "outage_s": number_value(plan.outage),
        "outage_kind": plan.mode.word,
        "failing_s": number_value(scenario.failing),
        "parallel": scenario.parallel or None,
        "jitter": number_value(scenario.jitter),
        "seed": scenario.seed,
        "scale": number_value(plan.scale),
        "closed": plan.closed,
        "timeout_s": number_value(plan.timeout),
    }


def _verdict(result: StormResult, verdict: StormVerdict) -> dict[str, Any]:
    return {
        "recovery": str(verdict.outcome),
        "reason": verdict.sentence,
        "recovered_s": _number(verdict.recovered),
        "backlog_empty_s": _number(verdict.drained),
        "planned_backlog_empty_s": number_value(result.planned_drain - result.plan.outage),
        "faults_found": [
            {"finding": str(one.kind), "reason": one.sentence, "fix": one.fix} for one in verdict.findings
        ],
    }


def _counts(result: StormResult) -> dict[str, Any]:
    tally = result.tally
    return {
        "events": tally.events,
        "accepted": tally.accepted,
        "given_up": tally.given_up,
        "given_up_in_outage": tally.given_up_in_outage,
        "unaccepted": tally.unaccepted,
        "open": tally.pending,
        "attempts": tally.attempts,
        "outage_attempts": tally.failed,
        "lost_answers": tally.cut,
        "answer_counts": {str(end): number for end, number in tally.ends.most_common()},
        "unanswered": tally.unfinished,
        "unknown": result.unknown,
        "amplification": number_value(result.amplification),
    }


def _seen(result: StormResult, verdict: StormVerdict) -> dict[str, Any]:
    tally, effects, states = result.tally, result.effects, result.states
    from_start, from_due = tally.from_start, tally.from_due
    return {
        **{f"duration_p{percent}_ms": _ms(from_start.percentile(percent)) for percent in (50, 90, 99)},
        "duration_max_ms": _ms(from_start.longest),
        **{f"due_p{percent}_ms": _ms(from_due.percentile(percent)) for percent in (50, 90, 99)},
        "due_max_ms": _ms(from_due.longest),
        "before_p90_ms": None if verdict.latency_before is None else _ms(verdict.latency_before),
        "late_p99_ms": _ms(tally.lateness.percentile(99)),
        "mail_pairs": tally.order.pairs,
        "reversed_mail_pairs": tally.order.reversed_pairs,
        "mails_compared": None if states is None else states.compared,
        "mails_in_wrong_state": None if states is None or not states.settled else states.wrong,
        "states_settled": None if states is None else states.settled,
        "effects": None if effects is None else number_value(effects.seen),
        "events_with_effects_due": None if effects is None else effects.expected,
        "effects_missing": None if effects is None else effects.lost,
        "effects_too_many": None if effects is None else effects.doubled,
        "effects_settled": None if effects is None else effects.settled,
        "effects_unseen_reason": result.unseen or None,
        "moments": [
            _moment(result, number, one, pending)
            for number, (one, (_, pending)) in enumerate(zip(tally.intervals, result.backlog(), strict=True))
        ],
        "exit_code": int(verdict.exit_code),
    }


def _moment(result: StormResult, number: int, one: StormInterval, pending: int) -> dict[str, Any]:
    return {
        "moment_s": number_value(result.tally.begins(number)),
        "new_events": one.events,
        "outage_attempts": one.failed,
        "sent_attempts": one.sent,
        "repeated_attempts": one.retried,
        "accepted": one.accepted_events,
        "given_up": one.given_up,
        "backlog": pending,
        "age_s": number_value(one.age / one.accepted_events) if one.accepted_events else None,
        "oldest_s": number_value(one.oldest) if one.accepted_events else None,
        "due_p90_ms": _ms(one.latencies.percentile(90)) if one.latencies.count else None,
    }


def _number(value: float | None) -> float | None:
    return None if value is None else number_value(value)


def _ms(seconds: float) -> float:
    return number_value(round(seconds * 1_000, 3))
