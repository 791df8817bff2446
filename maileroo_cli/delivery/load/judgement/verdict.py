"""The verdict on a load: everything that is wrong with it, the worst first, and the exit code.

A load fails for a broken budget, for more errors than are allowed, for a forged event that was accepted, for duplicates
that were not, for effects that are missing or too many, for counts that do not add up, and where it was not the load
that was planned: more than 1 in 100 requests begun over 100 ms late, and the rate short by 1 % or behind for over a
second, or requests that were never started.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.arrivals import SECONDS_OF
from maileroo_cli.delivery.load.judgement.budget import NO_ERRORS, ErrorAllowance, LoadBudget
from maileroo_cli.delivery.load.judgement.counts import DUPLICATES, LoadCounts, ends_in_words, uneven_sums
from maileroo_cli.delivery.load.judgement.effects import effect_findings
from maileroo_cli.delivery.load.judgement.finding import LoadFinding, LoadProblem
from maileroo_cli.delivery.load.judgement.pace import LATE, LoadPace, SustainedRate, pace_of, sustained_rate
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.errors import ExitCode
from maileroo_cli.webhook.text.count import count


@dataclass(frozen=True)
class LoadVerdict:
    """What a load came to under its budgets."""

    result: LoadResult
    budgets: tuple[LoadBudget, ...] = ()
    allowance: ErrorAllowance = NO_ERRORS
    interruption: ExitCode = ExitCode.INTERRUPTED
    """The exit code of a load that was interrupted, which tells by what."""

    @cached_property
    def counts(self) -> LoadCounts:
        """What came of the requests."""
        return LoadCounts(self.result.tally)

    @cached_property
    def pace(self) -> LoadPace:
        """How the requests were begun."""
        return pace_of(self.result)

    @cached_property
    def sustained(self) -> SustainedRate | None:
        """Up to which rate the budgets were kept."""
        return sustained_rate(self.result, self.budgets)

    @cached_property
    def findings(self) -> tuple[LoadFinding, ...]:
        """Everything that is wrong, the worst first."""
        order = list(LoadProblem)
        return tuple(sorted(_findings(self), key=lambda one: order.index(one.problem)))

    @property
    def was_probed_only(self) -> bool:
        """Whether the probe kept the window from beginning."""
        probe = self.result.probe
        return not self.result.tally.started and not (probe.takes_events and probe.refuses_forged)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code."""
        if self.result.interrupted:
            return self.interruption
        if not self.counts.reached:
            return ExitCode.UNREACHABLE
        return ExitCode.FAILED if self.findings else ExitCode.OK

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        result, counts = self.result, self.counts
        if self.was_probed_only:
            return "failed before the window: the endpoint does not do what a load needs"
        right = counts.ended - counts.errors
        told = f"{right:,} of {count(result.planned, 'request')} ended as they should"
        if counts.ended:
            told += f", p99 {told_seconds(result.tally.from_due.percentile(99))} from due"
        if result.interrupted:
            return f"{self.interruption.name.lower()} after {told_seconds(result.seconds)}: {told}"
        if not counts.reached:
            return f"unreachable: no request came to the receiver ({ends_in_words(counts.wrong_ends())})"
        if not self.findings:
            return f"passed: {told}"
        kinds = ", ".join(dict.fromkeys(str(one.problem) for one in self.findings))
        return f"failed: {kinds}; {told}"


def _findings(verdict: LoadVerdict) -> Iterator[LoadFinding]:
    result = verdict.result
    yield from _of_probe(result)
    if verdict.was_probed_only:
        return
    counts = verdict.counts
    if counts.forged_accepted:
        of, were = counts.number(RequestKind.BAD_SIGNATURE), "was" if counts.forged_accepted == 1 else "were"
        sentence = f"{counts.forged_accepted:,} of {count(of, 'request')} with a bad signature {were} accepted"
        yield LoadFinding(LoadProblem.FORGED_ACCEPTED, sentence, _VERIFY)
    yield from _of_errors(verdict)
    yield from _of_duplicates(counts)
    yield from _of_budgets(verdict)
    yield from _of_counts(result)
    yield from _of_pace(verdict)
    yield from effect_findings(result, counts)


def told_seconds(seconds: float) -> str:
    """Return a time in a sentence: ``3.1 ms``, ``850 ms``, ``12.5 s``."""
    if seconds >= 0.9995:
        return f"{seconds:,.1f} s" if seconds < 100 else f"{seconds:,.0f} s"
    milliseconds = seconds * 1000
    return f"{milliseconds:.0f} ms" if milliseconds >= 99.95 else f"{milliseconds:.1f} ms"


def told_rate(per_second: float, unit: str = "s") -> str:
    """Return a rate in a sentence, in its unit: ``5,000/s``, ``499.6/s``, ``30/min``."""
    number = per_second * SECONDS_OF[unit]
    return f"{number:,.0f}/{unit}" if number >= 1_000 else f"{number:.4g}/{unit}"


_VERIFY = "verify the signature over the raw body before anything else; mhook check shows how"


def _of_probe(result: LoadResult) -> Iterator[LoadFinding]:
    probe = result.probe
    if probe.valid is not None and not probe.takes_events:
        sentence = f"the probe's valid event was not accepted: {probe.valid.word}"
        yield LoadFinding(
            LoadProblem.PROBE_FAILED, sentence, "see why with mhook send delivered, and whether the secret is right"
        )
    elif probe.forged is not None and not probe.refuses_forged:
        if probe.forged.status is not None and 200 <= probe.forged.status < 300:
            sentence = f"the probe's event with a bad signature was accepted with {probe.forged.word}"
            yield LoadFinding(LoadProblem.FORGED_ACCEPTED, sentence, _VERIFY)
        else:
            sentence = f"the probe's event with a bad signature got {probe.forged.word}, not 401, 403 or 400"
            fix = "see why with mhook send delivered --bad-signature all, or leave out the probe with --no-probe"
            yield LoadFinding(LoadProblem.PROBE_FAILED, sentence, fix)


def _of_errors(verdict: LoadVerdict) -> Iterator[LoadFinding]:
    """Yield what is wrong where too much is; forged events that were accepted have a finding of their own."""
    counts, allowance = verdict.counts, verdict.allowance
    wrong = counts.wrong_ends(*(kind for kind in RequestKind if kind is not RequestKind.BAD_SIGNATURE))
    forged = counts.wrong_ends(RequestKind.BAD_SIGNATURE)
    wrong += Counter({end: number for end, number in forged.items() if not verdict.result.tally.is_success(end)})
    if wrong.total() <= allowance.most(verdict.result.tally.started):
        return
    may = "none" if allowance == NO_ERRORS else allowance.text
    otherwise = " otherwise" if counts.forged_accepted else ""
    told = f"went wrong{otherwise} ({ends_in_words(wrong)})"
    sentence = f"{wrong.total():,} of {count(counts.ended, 'request')} {told}, and {may} may"
    fix = "look into the receiver's log, send at a lower rate, or allow some with --max-errors"
    yield LoadFinding(LoadProblem.TOO_MANY_ERRORS, sentence, fix)


def _of_duplicates(counts: LoadCounts) -> Iterator[LoadFinding]:
    """Yield what is wrong where duplicates fail more often than events: a receiver in need refuses both."""
    duplicates, events = sum(map(counts.number, DUPLICATES)), counts.number(RequestKind.EVENT)
    wrong, of_events = _answered(counts, *DUPLICATES), _answered(counts, RequestKind.EVENT)
    refused = sum(wrong.values())
    expected = duplicates * sum(of_events.values()) / events if events else 0.0
    if not refused or refused <= expected + 3 * sqrt(expected):
        return
    beside = f"and {sum(of_events.values()) or 'none'} of {count(events, 'event')}"
    sentence = f"{refused:,} of {count(duplicates, 'duplicate')} were not accepted ({ends_in_words(wrong)}), {beside}"
    yield LoadFinding(LoadProblem.DUPLICATE_REFUSED, sentence, "answer 200 to an event that is known already")


def _answered(counts: LoadCounts, *kinds: RequestKind) -> Counter[RequestEnd]:
    wrong = counts.wrong_ends(*kinds)
    return Counter({end: number for end, number in wrong.items() if not isinstance(end, Outcome)})


def _of_budgets(verdict: LoadVerdict) -> Iterator[LoadFinding]:
    result, tally = verdict.result, verdict.result.tally
    for budget in verdict.budgets:
        if budget.is_kept(tally.from_due):
            continue
        sentence = f"{budget.name} is {told_seconds(budget.measure(tally.from_due))} from due, over {budget.text}"
        if budget.is_kept(tally.from_start):
            own = told_seconds(budget.measure(tally.from_start))
            sentence += f"; from start it is {own}: the rest is how late requests were started"
        fix = "answer first and do the work afterwards, or take in less at a time"
        if verdict.sustained is not None and verdict.sustained.per_second:
            rate = told_rate(verdict.sustained.per_second, result.plan.arrivals.shape.unit)
            fix += f"; the budget was kept up to {rate}"
        yield LoadFinding(LoadProblem.BUDGET_BROKEN, sentence, fix)


def _of_counts(result: LoadResult) -> Iterator[LoadFinding]:
    again = "send it again; if it comes back, report it as a bug of mhook"
    for one in result.workers:
        if one.lost:
            own = count(one.planned, "request") if one.planned else "part of the plan"
            sentence = f"{one.name} ended before it told what came of its {own}"
            if one.started:
                sentence += f": it told last that it had started {one.started:,}"
            fix = "send it again, and see why it ended: too little memory, or somebody killed it"
            yield LoadFinding(LoadProblem.WORKER_LOST, sentence, fix)
    lost = tuple(f"{one.name} ended before" for one in result.workers if one.lost)
    told = [sentence for sentence in result.discrepancies if not lost or not sentence.startswith(lost)]
    for sentence in told or uneven_sums(result):
        yield LoadFinding(LoadProblem.COUNTS_DIFFER, sentence, again)


def _of_pace(verdict: LoadVerdict) -> Iterator[LoadFinding]:
    result, pace = verdict.result, verdict.pace
    if pace.keeps_up or any(one.lost for one in result.workers):
        return
    lateness = result.tally.lateness
    told = [f"1 in 100 requests was started {told_seconds(lateness.percentile(99))} late or more"]
    if result.not_started:
        told = [f"{count(result.not_started, 'request')} of {result.planned:,} were never started"]
    if pace.planned_rate is not None and pace.share < 1:
        unit = result.plan.arrivals.shape.unit
        told.append(f"{told_rate(pace.started_rate, unit)} were started of {told_rate(pace.planned_rate, unit)}")
    sentence = "; ".join(told)
    if result.at_limit:
        fix = f"raise --connections ({result.plan.connections:,}), or take the rate for more than the receiver can bear"
        yield LoadFinding(LoadProblem.CONNECTIONS_TAKEN, f"all connections were taken: {sentence}", fix)
        return
    fix = "give a lower rate, more --processes where there are cores, or a machine with less else to do"
    if result.plan.keeps_order and lateness.percentile(99) <= LATE:
        fix = "answers are slow, and each event of a mail waits for the one before: give --mix in place of --lifecycle"
        fix += ", or a lower rate"
    yield LoadFinding(LoadProblem.GENERATOR_LATE, sentence, fix)
