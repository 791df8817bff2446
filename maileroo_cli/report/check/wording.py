"""What is said of a finding and of a whole check, in plain sentences that every format shares.

The texts may quote the receiver: whoever shows them makes them safe for where they go.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from maileroo_cli.capture.formats.curl.shell_word import quote_text
from maileroo_cli.operation.check.baseline import BaselineChange
from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.operation.check.results import CheckSummary, RuleOutcome
from maileroo_cli.rules.catalogue import GATE
from maileroo_cli.rules.definition import Need, Rule
from maileroo_cli.rules.explanation import find_text
from maileroo_cli.rules.lesson.catalogue import find_lesson
from maileroo_cli.rules.verdict import Consequence, RuleResult, Severity
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.text.count import count

LONGEST = 600
"""So many characters of a sentence that quotes the receiver are shown."""

_COSTS = {
    Consequence.LOST: "An event that was answered 200 never comes again.",
    Consequence.CRASHED: "Whoever sends such a request fills the log with errors and sets off alarms.",
    Consequence.RETRIED: "Without a 200 in time the event comes again, up to eight times over 14 hours.",
}
"""What a finding costs that is not the one which its rule tells of."""

_NUMBER = re.compile(r"([A-Z]+)(\d+)")


def correct_sentence(rule: Rule) -> str:
    """Return what a correct receiver does."""
    return f"A correct receiver {rule.title}."


def own_sentence(outcome: RuleOutcome) -> str:
    """Return what this receiver did instead."""
    again = f" (tried {count(outcome.retries + 1, 'time')})" if outcome.retries else ""
    return f"Yours: {ended(f'{outcome.verdict.reason}{again}')}"


def cost_of(outcome: RuleOutcome) -> str:
    """Return what the mistake costs in production; empty where the receiver was not there.

    A finding that leads to something else than its rule tells has the usual cost of that.
    """
    if not _is_usual(outcome):
        return _COSTS.get(outcome.consequence, "") if _is_reached(outcome) else ""
    text = find_text(outcome.rule.id)
    return ended(text.cost.replace("`", "")) if text is not None and text.cost else ""


def fix_of(outcome: RuleOutcome) -> str:
    """Return what to do about a finding: what its verdict says, else its rule's text or lesson.

    Why no valid event is accepted has many reasons, of which the lesson knows one: nothing is said of it here.
    """
    if outcome.verdict.fix:
        fix = outcome.verdict.fix
        return ended(f"{fix[0].upper()}{fix[1:]}" if fix.split()[0].isalpha() else fix)
    text = find_text(outcome.rule.id)
    if text is None or outcome.rule.id == GATE or not _is_usual(outcome):
        return ""
    return ended((text.fix or find_lesson(text.lesson).title).replace("`", ""))


def _is_usual(outcome: RuleOutcome) -> bool:
    """Whether a finding is the one that the rule's text is about: the receiver was there, and did what it tells of."""
    if outcome.exchange is not None and outcome.exchange.attempt.failed_afterwards:
        return False
    return _is_reached(outcome) and outcome.consequence is outcome.rule.consequence


def _is_reached(outcome: RuleOutcome) -> bool:
    return outcome.exchange is None or outcome.exchange.attempt.reached_receiver


def consequence_of(outcome: RuleOutcome) -> str:
    """Return what a finding leads to, with the receiver as its subject."""
    return outcome.consequence.told(1).removeprefix("1 ")


def gathered(outcomes: Iterable[RuleOutcome]) -> list[list[RuleOutcome]]:
    """Return findings in their order, those that are alike together with the first of them."""
    groups: dict[tuple[object, ...], list[RuleOutcome]] = {}
    for one in outcomes:
        alike = (one.verdict.alike, one.severity, one.consequence, one.retries)
        groups.setdefault(alike if one.verdict.alike else (one.rule.id,), []).append(one)
    return list(groups.values())


def shown_url(url: str) -> str:
    """Return a URL as it is shown: without its query, which may be a token."""
    path, mark, _ = url.partition("?")
    return f"{path}{'?…' if mark else ''}"


def place_of(plan: CheckPlan, url: str | None = None) -> str:
    """Return what is checked: a URL, or a path in an application; ``url`` is that of the plan as it is to be shown."""
    shown = plan.url if url is None else url
    return f"{shown} in {plan.application}" if plan.in_process else shown


def check_command(plan: CheckPlan, rule: Rule) -> str:
    """Return the command line that sends the requests of one rule again, and shows them.

    It is empty where they went into an application that no command line can name.
    """
    target = parse_target(plan.url)
    if plan.in_process:
        if not plan.app:
            return ""
        at = f"{quote_text(target.path_and_query if target.host == 'localhost' else plan.url)} {plan.app}"
        return f"mhook check {at} --select {rule.id} --seed {plan.seed} --marker {plan.marker} --show"
    allowed = "" if target.is_loopback else f" --authorize {quote_text(target.host)}"
    repeated = f"--seed {plan.seed} --marker {plan.marker}{allowed}"
    return f"mhook check {quote_text(plan.url)} --select {rule.id} {repeated} --show"


def explain_command(rule: Rule) -> str:
    """Return the command line that teaches a rule."""
    return f"mhook rules explain {rule.id}"


def ended(sentence: str) -> str:
    """Return a sentence with a full stop at its end."""
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def verdict_sentence(summary: CheckSummary) -> str:
    """Return what the findings lead to, the worst first: the verdict of the check."""
    if not summary.reached:
        return "the receiver could not be reached: nothing can be said of it"
    found = summary.consequences
    parts = [one.told(found[one]) for one in Consequence if found[one]] or [_all_well(summary)]
    infos = sum(one.severity is Severity.INFO for one in summary.findings)
    if infos:
        parts.append(count(infos, "remark"))
    if summary.overdue:
        parts.append(f"{count(len(summary.overdue), 'accepted finding')} to look at again")
    if summary.out_of_time:
        parts.append("the time was over before all rules were tried: give more with --max-time")
    return " · ".join(parts)


def _all_well(summary: CheckSummary) -> str:
    results = summary.results
    if not results[RuleResult.PASS]:
        return "nothing was tried" if not summary.accepted else "nothing is wrong but what was accepted"
    tried = " with what was tried" if results[RuleResult.SKIP] or summary.stopped is not None else ""
    return f"nothing is wrong{tried}{', but for what was accepted' if summary.accepted else ''}"


def tally_sentence(summary: CheckSummary) -> str:
    """Return how many rules there were, what became of them, and what that took."""
    results, accepted = summary.results, len(summary.accepted)
    words = {RuleResult.PASS: "passed", RuleResult.FAIL: "failed", RuleResult.SKIP: "skipped"}
    parts = [f"{results[one]} {word}{_warned(summary, one)}" for one, word in words.items() if results[one]]
    parts += [f"{accepted} accepted"] if accepted else []
    took = f"{count(summary.sent, 'request')} in {summary.seconds:.1f} s"
    stopped = f"; {summary.stopped.name.lower()}" if summary.stopped is not None else ""
    return f"{count(len(summary.outcomes), 'rule')}: {', '.join(parts) or 'none tried'}; {took}{stopped}"


def _warned(summary: CheckSummary, result: RuleResult) -> str:
    """Return how many of the rules that are kept have a finding all the same, in brackets; empty where none has."""
    if result is not RuleResult.PASS:
        return ""
    found = Counter(one.severity for one in summary.findings if one.verdict.result is RuleResult.PASS)
    words = {Severity.ERROR: "an error", Severity.WARNING: "a warning", Severity.INFO: "a remark"}
    told = ", ".join(f"{found[one]} with {word}" for one, word in words.items() if found[one])
    return f" ({told})" if told else ""


def plan_sentences(plan: CheckPlan) -> Iterator[str]:
    """Yield what a check is going to do, how long that may take, and how to find what it leaves behind."""
    rules = [one for one in plan.rules if one.is_tried]
    lacking = sum(one.lacks is not None for one in plan.rules)
    blind = sum(bool(one.left_out) for one in plan.rules)
    waits = f", {plan.waits:g} s of them waiting" if plan.waits else ""
    left = [f"{lacking} more {'needs' if lacking == 1 else 'need'} options that were not given"] if lacking else []
    left += [f"{blind} more cannot be shown in process"] if blind else []
    told = f" ({', '.join(left)})" if left else ""
    sizes = f"{count(len(rules), 'rule')}{told}, {count(plan.requests, 'request')}"
    yield f"{sizes}, at most {plan.limit + plan.waits:g} s{waits}"
    yield f"every message_reference_id begins with {plan.marker}; every recipient is on a reserved domain"
    looked = any({Need.OBSERVER, Need.STATE} & set(one.rule.needs) for one in rules)
    differ = "times and the events that are looked at" if looked else "times"
    yield f"repeat with --seed {plan.seed} --marker {plan.marker}; only the {differ} will differ"


def baseline_sentence(summary: CheckSummary) -> str:
    """Return what changed since the baseline; empty where there is none."""
    if summary.baseline is None:
        return ""
    words = {
        BaselineChange.REGRESSED: "regressed",
        BaselineChange.NEW: "new",
        BaselineChange.MENDED: "mended",
        BaselineChange.UNCHANGED: "unchanged",
    }
    found = [(word, summary.changed(change)) for change, word in words.items()]
    told = [f"{len(ones)} {word} ({names_of(one.rule.id for one in ones)})" for word, ones in found if ones]
    return f"compared with {summary.baseline.name}: {', '.join(told) or 'nothing changed'}"


def skipped_sentences(summary: CheckSummary) -> Iterator[str]:
    """Yield each reason why rules were skipped, with their ids."""
    reasons: dict[str, list[str]] = {}
    for one in summary.outcomes:
        if one.verdict.result is RuleResult.SKIP:
            reasons.setdefault(one.verdict.reason, []).append(one.rule.id)
    for reason, ids in sorted(reasons.items(), key=lambda item: -len(item[1])):
        yield f"{names_of(ids)}: {reason}"


def accepted_sentences(summary: CheckSummary) -> Iterator[str]:
    """Yield each finding that was accepted, until when, and why."""
    for one in summary.accepted:
        entry = one.accepted
        assert entry is not None  # noqa: S101  (what makes it accepted)
        until = "" if entry.until is None else f" until {entry.until.isoformat()}"
        yield f"{one.rule.id} is accepted{until}: {entry.reason}"


def retried_sentences(summary: CheckSummary) -> Iterator[str]:
    """Yield each rule that was kept only when it was tried again."""
    for one in summary.outcomes:
        if one.retries and one.verdict.result is RuleResult.PASS:
            yield f"{one.rule.id} failed at first and passed when it was tried {count(one.retries, 'more time')}"


def names_of(ids: Iterable[str]) -> str:
    """Return ids of rules, those that follow each other as a range: ``SIG002-004, SHAPE001``."""
    ranges: list[list[str]] = []
    for name in sorted(ids, key=_order):
        if ranges and _order(ranges[-1][-1]) == (_order(name)[0], _order(name)[1] - 1):
            ranges[-1].append(name)
        else:
            ranges.append([name])
    return ", ".join(", ".join(one) if len(one) < 3 else f"{one[0]}-{one[-1][-3:]}" for one in ranges)


def _order(name: str) -> tuple[str, int]:
    found = _NUMBER.fullmatch(name)
    return (found[1], int(found[2])) if found else (name, 0)
