"""The sentences of a load's report: what is sent, how fast, and what was seen of the receiver; formats lay them out."""

from collections.abc import Iterator

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.arrivals import SECONDS_OF, Ramp, Rate, Spacing
from maileroo_cli.delivery.load.judgement.pace import LATE, LoadPace, waits_for_others
from maileroo_cli.delivery.load.judgement.sustained import SustainedRate
from maileroo_cli.delivery.load.judgement.told import told_rate, told_seconds
from maileroo_cli.delivery.load.judgement.verdict import LoadVerdict
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LONGEST_SECONDS, MOST_REQUESTS, LoadPlan
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.report.load.format import LoadSetup
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span

KIND_TITLES = {
    RequestKind.EVENT: "events",
    RequestKind.DUPLICATE: "duplicates",
    RequestKind.CONCURRENT_DUPLICATE: "at once",
    RequestKind.BAD_SIGNATURE: "forged",
}
"""The kinds as titles of columns: duplicates some time later, those at once, and what has a bad signature."""

_LONGEST = 120


def end_title(end: RequestEnd) -> str:
    """Return how requests ended: a status, or the way in which they failed, as findings and JSON name it."""
    return str(end) if isinstance(end, Outcome) else f"answered {end}"


def shape_words(plan: LoadPlan) -> str:
    """Return when requests are sent: ``500/s for 1m``."""
    shape, window = plan.arrivals.shape, format_span(round(plan.seconds, 3))
    if plan.users:
        bounds = [f"for {window}"] if plan.seconds < LONGEST_SECONDS or plan.count >= MOST_REQUESTS else []
        bounds += [count(plan.count, "request")] if plan.count < MOST_REQUESTS else []
        return f"{count(plan.users, 'user')}, each with one request at a time, {' or '.join(bounds)} at most"
    if isinstance(shape, Rate):
        spacing = " at random distances" if plan.arrivals.spacing is Spacing.POISSON else ""
        return f"{told_rate(shape.per_second, shape.unit)}{spacing} for {window}"
    if isinstance(shape, Ramp):
        ends = f"from {told_rate(shape.first, shape.unit)} to {told_rate(shape.last, shape.unit)}"
        rise = f"{ends} over {format_span(shape.seconds)}"
        return rise if shape.seconds == plan.seconds else f"{rise}, for {window}"
    return "all at once"


def plan_words(plan: LoadPlan) -> str:
    """Return how many requests are sent, and when, in a line."""
    if plan.users:
        return shape_words(plan)
    return f"{count(plan.count, 'request')}: {shape_words(plan)}"


def term_sentences(setup: LoadSetup) -> Iterator[str]:
    """Yield what else decides what is sent, and what is judged."""
    plan = setup.plan
    yield _events(plan)
    shares = {
        "duplicates": plan.duplicates,
        "concurrent duplicates": plan.concurrent_duplicates,
        "bad signatures": plan.bad,
    }
    if any(shares.values()):
        yield ", ".join(f"{share * 100:.4g}% {name}" for name, share in shares.items() if share)
    kept = "kept" if plan.keep_connections else "new for each request"
    yield f"connections {kept}, {plan.connections:,} at most"
    if plan.slow_clients:
        each = told_seconds(plan.slow_s)
        yield f"{count(plan.slow_clients, 'slow client')} beside them, each request sent over {each}"
    if setup.over_machines:
        yield f"sent by {count(setup.workers, 'worker')}"
    elif setup.workers > 1:
        yield f"{setup.workers} processes"
    success = "any 2xx" if plan.any_2xx else "200 alone"
    yield f"{success} is a success, within {plan.timeout:g} s"
    budgets = [f"{one.name} within {told_seconds(one.seconds)}" for one in setup.budgets]
    errors = "no errors" if not (setup.allowance.number or setup.allowance.share) else f"{setup.allowance.text} errors"
    yield f"budget: {', '.join([*budgets, errors])}"
    yield f"seed {plan.seed}"


def pace_sentence(result: LoadResult, pace: LoadPace) -> str:
    """Return how fast requests were started, beside what was planned; empty where a part of that is not known."""
    if result.unknown:
        return ""
    if pace.planned_rate is None:
        if result.plan.users:
            return f"{told_rate(pace.started_rate)} started by {count(result.plan.users, 'user')}"
        return f"{count(result.tally.started, 'request')} started within {told_seconds(pace.begun_s)}"
    unit = result.plan.arrivals.shape.unit
    planned, started = _exact(pace.planned_rate, unit), _exact(pace.started_rate, unit)
    told = f"{planned} planned, {started} started ({_percent(pace.share)})"
    if pace.behind_s:
        told += f"; behind for {told_seconds(pace.behind_s)}, by up to {count(pace.most_behind, 'request')}"
        if result.tally.lateness.percentile(99) <= LATE and not result.at_limit and waits_for_others(result):
            told += ", since events of a mail wait for the answer to the one before"
    return told


def sustained_sentence(verdict: LoadVerdict) -> str:
    """Return which rate was sustained; empty where that says nothing."""
    sustained, budgets = verdict.sustained, ", ".join(one.text for one in verdict.budgets)
    if sustained is None:
        return ""
    if not sustained.per_second and verdict.budgets_broken_by_us:
        return f"whether {budgets} was kept is not known, since mhook was late"
    shape = verdict.result.plan.arrivals.shape
    words = _at_one_rate(shape, sustained) if isinstance(shape, Rate) else _on_a_ramp(shape.unit, sustained)
    return f"{budgets} was {words}"


def _at_one_rate(shape: Rate, sustained: SustainedRate) -> str:
    if sustained.per_second:
        return f"sustained at {told_rate(sustained.per_second, shape.unit)}"
    why = "the backlog grew to the end" if sustained.is_growing else "it was broken at moments"
    if sustained.broken_from_s is not None:
        why = f"it was broken from {_moment(sustained.broken_from_s)} on"
    return f"not sustained at {told_rate(shape.per_second, shape.unit)}: {why}"


def _on_a_ramp(unit: str, sustained: SustainedRate) -> str:
    if not sustained.per_second:
        return "sustained at no rate of this load"
    end = "beyond it the backlog grew to the end" if sustained.is_growing else "the highest rate of this load"
    if sustained.broken_from_s is not None:
        end = f"and broken from {_moment(sustained.broken_from_s)} on"
    return f"sustained up to {told_rate(sustained.per_second, unit)}, {end}"


def _moment(seconds: float) -> str:
    return format_span(round(seconds, 1))


def probe_sentence(result: LoadResult) -> str:
    """Return what the probe found before the window; empty where none was sent."""
    probe = result.probe
    told = [
        f"{what} got {one.word}"
        for what, one in (("a valid event", probe.valid), ("one with a bad signature", probe.forged))
        if one is not None
    ]
    return f"{', '.join(told)}; not among what is counted here" if told else ""


def mean_sentence(result: LoadResult) -> str:
    """Return the mean latencies; empty where nothing is timed."""
    tally = result.tally
    if not tally.from_due.count:
        return ""
    return f"{told_seconds(tally.from_due.mean)} from due, {told_seconds(tally.from_start.mean)} from start"


def timed_sentence(verdict: LoadVerdict) -> str:
    """Return whose latencies the table has, where they are not those of all."""
    tally, ended = verdict.result.tally, verdict.counts.ended
    if tally.timed == ended:
        return ""
    return f"from due and from start: {tally.timed:,} of {ended:,}, which ended as they should or timed out"


def effect_sentence(result: LoadResult) -> str:
    """Return what the observer saw; empty where nobody looked."""
    effects = result.effects
    if effects is None:
        return ""
    told = f"{count(effects.seen, 'effect')} of {count(effects.expected, 'accepted event')}"
    if effects.sampled is not None:
        told += f", in a sample of {effects.sampled:,}"
    elif result.slow is not None and result.slow.accepted:
        told += f", {result.slow.accepted:,} of them of slow clients"
    if not effects.settled and result.interrupted:
        return f"{told} when it was interrupted"
    if not effects.settled:
        return f"{told}; still changing {told_seconds(effects.drain_s)} after the last answer"
    if not effects.drain_s:
        return f"{told}; all were there with the last answer (no drain time)"
    return f"{told}; the last came {told_seconds(effects.drain_s)} after the last answer (drain time)"


def slow_sentence(result: LoadResult) -> str:
    """Return what came of the slow clients; empty where there were none."""
    slow = result.slow
    if slow is None:
        return ""
    each = told_seconds(result.plan.slow_s)
    told = f"{count(slow.clients, 'client')} started {count(slow.started, 'request')}, each sent over {each}: "
    told += f"{slow.answered:,} answered"
    return f"{told}, {slow.failed:,} failed, {slow.unfinished:,} unfinished"


def worker_sentence(result: LoadResult) -> str:
    """Return what each process or machine told; empty where there is but one, and it told all."""
    workers = result.workers
    if len(workers) < 2 and not any(one.lost for one in workers):
        return ""
    told = [
        f"{safe(one.name, _LONGEST)} {'lost' if one.lost else f'{one.started:,} of {one.planned:,}'}" for one in workers
    ]
    return ", ".join(told)


def finding_title(problem: str, sentence: str) -> str:
    """Return a finding in a line."""
    return f"{problem}: {safe(sentence, 600)}"


def _events(plan: LoadPlan) -> str:
    if plan.types:
        return " ".join(plan.types)
    return f"lifecycle {safe(plan.lifecycle, _LONGEST)}" if plan.lifecycle else f"mix {safe(plan.mix, _LONGEST)}"


def _exact(per_second: float, unit: str) -> str:
    number = per_second * SECONDS_OF[unit]
    return f"{number:,.1f}/{unit}" if number >= 10 else f"{number:.3g}/{unit}"


def _percent(share: float) -> str:
    """Return a share in percent, which is 100 only where nothing is missing."""
    return "100%" if share >= 1 else f"{min(share * 100, 99.99):.4g}%"
