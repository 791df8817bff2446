"""The verdict on a load: everything that is wrong with it, the worst first, and the exit code.

A load fails for a broken budget, for more errors than are allowed, for a forged event that was accepted, for duplicates
that were not, for effects that are missing or too many, for counts that do not add up, and where it was not the load
that was planned. That is so where requests were never started; where more than 1 in 100 were begun over 100 ms late, if
the rate was short by 1 % too, or requests were overdue for over a second; and where this lateness broke a budget.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.judgement.budget import NO_ERRORS, ErrorAllowance, LoadBudget
from maileroo_cli.delivery.load.judgement.counts import DUPLICATES, LoadCounts, ends_in_words, uneven_sums
from maileroo_cli.delivery.load.judgement.effects import effect_findings
from maileroo_cli.delivery.load.judgement.finding import LoadFinding, LoadProblem
from maileroo_cli.delivery.load.judgement.pace import LATE, LoadPace, pace_of, waits_for_others
from maileroo_cli.delivery.load.judgement.probe import VERIFY, probe_findings
from maileroo_cli.delivery.load.judgement.sustained import SustainedRate, sustained_rate
from maileroo_cli.delivery.load.judgement.told import told_rate, told_seconds
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

    @property
    def has_enough_timed(self) -> bool:
        """Whether latencies say something: at least half of what ended is timed."""
        tally = self.result.tally
        return 2 * tally.from_due.count >= self.counts.ended

    @cached_property
    def broken_budgets(self) -> tuple[LoadBudget, ...]:
        """The budgets that were not kept."""
        latencies = self.result.tally.from_due
        return tuple(one for one in self.budgets if not (self.has_enough_timed and one.is_kept(latencies)))

    @cached_property
    def budgets_broken_by_us(self) -> tuple[LoadBudget, ...]:
        """Those of them that the receiver kept: half of the time was gone when requests were begun at last.

        Where requests waited for a connection, or for another one, that is the receiver's doing.
        """
        tally = self.result.tally
        if self.result.at_limit or not self.has_enough_timed:
            return ()
        late = (one for one in self.broken_budgets if 2 * one.measure(tally.lateness) > one.seconds)
        return tuple(one for one in late if one.is_kept(tally.from_start))

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
    yield from probe_findings(result)
    if verdict.was_probed_only:
        return
    counts = verdict.counts
    if counts.forged_accepted:
        of, were = counts.number(RequestKind.BAD_SIGNATURE), "was" if counts.forged_accepted == 1 else "were"
        sentence = f"{counts.forged_accepted:,} of {count(of, 'request')} with a bad signature {were} accepted"
        yield LoadFinding(LoadProblem.FORGED_ACCEPTED, sentence, VERIFY)
    yield from _of_errors(verdict)
    yield from _of_duplicates(counts)
    yield from _of_budgets(verdict)
    yield from _of_counts(result)
    yield from _of_pace(verdict)
    yield from effect_findings(result, counts)


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
    for budget in verdict.broken_budgets:
        if budget in verdict.budgets_broken_by_us:
            continue
        if not verdict.has_enough_timed:
            of = count(verdict.counts.ended, "request")
            sentence = f"{budget.name} is not known: only {tally.from_due.count:,} of {of} ended as they should"
            fix = "see why the others failed: how fast they did that says nothing of answers"
            yield LoadFinding(LoadProblem.BUDGET_BROKEN, sentence, fix)
            continue
        sentence = f"{budget.name} is {told_seconds(budget.measure(tally.from_due))} from due, over {budget.text}"
        if budget.is_kept(tally.from_start):
            own = told_seconds(budget.measure(tally.from_start))
            sentence += f"; from start it is {own}: the rest is how late requests were started"
        fix = "answer first and do the work afterwards, or take in less at a time"
        if verdict.sustained is not None and verdict.sustained.per_second:
            rate = told_rate(verdict.sustained.per_second, result.plan.arrivals.shape.unit)
            fix += f"; up to {rate} the budget was kept and no backlog grew"
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
    keeps_up = pace.keeps_up or any(one.lost for one in result.workers)
    if keeps_up and not verdict.budgets_broken_by_us:
        return
    lateness = result.tally.lateness
    told = [f"1 % of the requests were started {told_seconds(lateness.percentile(99))} after they were due, or later"]
    told += [_broken_by_us(budget, result) for budget in verdict.budgets_broken_by_us]
    if result.not_started and not keeps_up:
        told = [f"{count(result.not_started, 'request')} of {result.planned:,} were never started"]
    if pace.planned_rate is not None and pace.share < 1 and not keeps_up:
        unit = result.plan.arrivals.shape.unit
        told.append(f"{told_rate(pace.started_rate, unit)} were started of {told_rate(pace.planned_rate, unit)}")
    sentence = "; ".join(told)
    if result.at_limit:
        more = f"give more --connections than {result.plan.connections:,}"
        fix = f"{more}; if they are all taken too, the receiver cannot bear this rate"
        yield LoadFinding(LoadProblem.CONNECTIONS_TAKEN, f"all connections were taken: {sentence}", fix)
        return
    fix = "give a lower rate, more --processes where there are cores, or a machine with less else to do"
    if verdict.budgets_broken_by_us:
        fix = "send it again while this machine has less else to do, with more --processes, or at a lower rate"
    elif waits_for_others(result) and lateness.percentile(99) <= LATE:
        fix = "answers are slow, and each event of a mail waits for the one before: give --mix in place of --lifecycle"
        fix += ", or a lower rate"
    yield LoadFinding(LoadProblem.GENERATOR_LATE, sentence, fix)


def _broken_by_us(budget: LoadBudget, result: LoadResult) -> str:
    due, start = (told_seconds(budget.measure(one)) for one in (result.tally.from_due, result.tally.from_start))
    return f"{budget.text} is broken by that: {budget.name} is {due} from due, and {start} from start"
