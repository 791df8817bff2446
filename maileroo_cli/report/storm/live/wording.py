"""What is said of a storm that was sent: what it is, and what came of it, row by row."""

from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.delivery.storm.live.result import StormResult, StormStates
from maileroo_cli.delivery.storm.live.verdict import StormVerdict
from maileroo_cli.report.terminal.duration import format_took
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span

SCALED = (
    "waits and traffic are divided by the scale; the receiver's own latency and the time-out are real, and so weigh "
    "as much more"
)


class StormRow(NamedTuple):
    """One thing that is known: what it is about, and what it is."""

    about: str
    text: str


def plan_sentence(plan: StormPlan) -> str:
    """Return what is going to be sent."""
    rate = f"{plan.scenario.per_second * 60:,.6g} events a minute"
    campaigns = "".join(f", {count(one.mails, 'mail')} of a campaign" for one in plan.scenario.campaigns)
    heeds = "its answers decide what is tried again" if plan.closed else "the wave goes out whatever it answers"
    return (
        f"{rate}{campaigns} to {parse_target(plan.url).display}; {format_span(plan.outage)} down "
        f"({plan.mode.word}), retried on {plan.scenario.schedule.name}; {plan.scale:g} times as fast; {heeds}"
    )


def real_sentence(plan: StormPlan, moment: float) -> str:
    """Return how long it takes in real time from a simulated moment on: until the recovery, and at most."""
    first, most = (format_span(round((end - moment) / plan.scale)) for end in (max(plan.outage, moment), plan.latest))
    if moment >= plan.outage:
        return f"the recovery is past; in real time the end comes after {most} at the most"
    return f"in real time the recovery comes after {first}, and the end after {most} at the most"


def result_rows(result: StormResult, verdict: StormVerdict) -> Iterator[StormRow]:
    """Yield what came of it."""
    tally = result.tally
    yield StormRow("events", _events(result))
    yield StormRow("attempts", _attempts(result))
    yield StormRow("answers", answer_words(result))
    yield StormRow("backlog", _backlog(result, verdict))
    yield StormRow("latency", _latency(result, verdict))
    if oldest := max((one.oldest for one in tally.intervals), default=0.0):
        yield StormRow("age of data", f"up to {format_span(round(oldest))} when it is accepted")
    if tally.order.pairs:
        share = f"{tally.order.reversed_pairs / tally.order.pairs:.1%}"
        yield StormRow(
            "order",
            f"{tally.order.reversed_pairs:,} of {count(tally.order.pairs, 'pair')} of a mail reversed ({share})",
        )
    yield StormRow("effects", effect_words(result))
    if result.states is not None:
        yield StormRow("states", _states(result.states))
    yield StormRow("mhook itself", _own(result))


def effect_words(result: StormResult) -> str:
    """Return what the observer saw, or that nobody looked."""
    effects = result.effects
    if effects is None:
        return f"not seen: {result.unseen}" if result.unseen else "nobody looked: --observe-url, --observe-cmd"
    words = f"{effects.seen:,.6g} for {count(effects.expected, 'accepted event')}"
    words += f", {effects.doubled:,} too many" if effects.doubled else ""
    words += f", {effects.lost:,} missing" if effects.lost else ""
    why = ": the storm was cut short" if result.interrupted else ""
    words += "" if effects.settled else f", not settled{why}"
    if effects.sampled is not None:
        return f"{words} (a sample)"
    return f"{words}; the last {effects.drain_s:.1f} s after the last answer" if effects.drain_s >= 0.1 else words


def _states(states: StormStates) -> str:
    left = f"; {states.uncompared:,} with none to compare with" if states.uncompared else ""
    mails = f"{count(states.compared, 'mail')} out of order"
    if not states.settled:
        return f"not final: work may be left that changes them; {states.wrong:,} of {mails} were different{left}"
    return f"{states.wrong:,} wrong of {mails}{left}"


def answer_words(result: StormResult) -> str:
    """Return how attempts ended, the most frequent first."""
    tally = result.tally
    parts = [f"{number:,} of {end}" for end, number in tally.ends.most_common()]
    parts += [f"{tally.cut:,} lost on purpose"] if tally.cut else []
    parts += [f"{tally.unfinished:,} unknown"] if tally.unfinished else []
    return ", ".join(parts) or "none"


def finding_title(kind: str, sentence: str) -> str:
    """Return a finding in a line: its code, then the sentence."""
    return f"{kind}: {sentence}"


def _events(result: StormResult) -> str:
    tally = result.tally
    words = f"{tally.events:,}: {tally.accepted:,} accepted"
    words += f", {tally.unaccepted:,} refused" if tally.unaccepted else ""
    if tally.given_up:
        words += f", {tally.given_up:,} given up ({tally.given_up_in_outage:,} in the outage, as planned)"
    return f"{words}, {tally.pending:,} pending" if tally.pending else words


def _attempts(result: StormResult) -> str:
    tally = result.tally
    both = f" (the {tally.cut:,} lost on purpose are in both)" if tally.cut else ""
    unknown = f"; {result.unknown:,} of before with no known outcome, made again" if result.unknown else ""
    return (
        f"{tally.attempts:,}, {result.amplification:.2f} for each event: {tally.failed:,} met the outage, "
        f"{tally.sent:,} sent{both}{unknown}"
    )


def _backlog(result: StormResult, verdict: StormVerdict) -> str:
    most = max((pending for _, pending in result.backlog()), default=0)
    planned = format_span(round(result.planned_drain - result.plan.outage))
    if refused := result.tally.unaccepted:
        return f"up to {most:,}; {refused:,} refused and never accepted (planned {planned} after the recovery)"
    if verdict.drained is None:
        return f"up to {most:,}; never empty (planned {planned} after the recovery)"
    return f"up to {most:,}; empty {format_span(round(verdict.drained))} after the recovery (planned {planned})"


def _latency(result: StormResult, verdict: StormVerdict) -> str:
    known = verdict.latency_before
    before = "no steady traffic before" if known is None else f"p90 before {format_took(known * 1_000)}"
    return f"{percentiles(result.tally.from_due)} from due; {before}"


def _own(result: StormResult) -> str:
    late = f"lateness {percentiles(result.tally.lateness)}"
    return f"{late}; attempts waited for a connection" if result.at_limit else late


def percentiles(latencies: Latencies) -> str:
    """Return ``p50 2 ms, p90 5 ms, p99 8 ms``."""
    return ", ".join(f"{name} {format_took(seconds * 1_000)}" for name, seconds in latencies.figures()) or "none"
