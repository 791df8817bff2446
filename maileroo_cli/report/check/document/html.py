"""A check as a page of its own: the verdict, the findings with their requests, and every rule.

It needs no script and no other file, and its policy lets a browser load none.
"""

from collections.abc import Iterable, Iterator

from maileroo_cli.operation.check.baseline import BaselineChange
from maileroo_cli.operation.check.results import RuleOutcome
from maileroo_cli.report.check.document.style import RULES, SIGNS
from maileroo_cli.report.check.document.teaching import lesson_html
from maileroo_cli.report.check.format import CheckReport
from maileroo_cli.report.check.text.exchange import exchange_lines
from maileroo_cli.report.check.text.sheet import Sheet
from maileroo_cli.report.check.wording import (
    LONGEST,
    accepted_sentences,
    baseline_sentence,
    check_command,
    consequence_of,
    correct_sentence,
    cost_of,
    ended,
    explain_command,
    fix_of,
    own_sentence,
    place_of,
    plan_sentences,
    retried_sentences,
    skipped_sentences,
    tally_sentence,
    verdict_sentence,
)
from maileroo_cli.report.page.frame import page_end, page_start
from maileroo_cli.report.terminal.markup import markup
from maileroo_cli.rules.verdict import RuleResult, Severity


def html_page(report: CheckReport) -> str:
    """Return the whole page, its heading the verdict."""
    summary, title = report.summary, f"mhook check: {markup(verdict_sentence(report.summary))}"
    facts = [place_of(report.plan), *plan_sentences(report.plan)]
    parts = [
        f"<h1>{title}</h1>",
        f'<p class="facts">{"<br>".join(markup(one, LONGEST) for one in facts)}</p>',
        f"<p>{markup(tally_sentence(summary))}</p>",
        *(f"<p>{markup(compared)}</p>" for compared in [baseline_sentence(summary)] if compared),
        *_listed("Accepted findings to look at again", summary.overdue),
        *(["<h2>Findings</h2>"] if summary.findings else []),
        *(line for outcome in summary.findings for line in _finding(outcome, report)),
        *_listed("Accepted", accepted_sentences(summary)),
        *_listed("Retried", retried_sentences(summary)),
        *_listed("Skipped", skipped_sentences(summary)),
        *_rules(report),
    ]
    return "\n".join([page_start(title, RULES), *parts, page_end("Written by mhook check.")])


def _finding(outcome: RuleOutcome, report: CheckReport) -> Iterator[str]:
    severity = outcome.severity or Severity.INFO
    before = " (as in the baseline)" if report.summary.change(outcome) is BaselineChange.UNCHANGED else ""
    yield f'<article class="{severity}" id="{outcome.rule.id}">'
    head = f"{SIGNS[severity]} {outcome.rule.id} <small>{severity}: {markup(consequence_of(outcome))}{before}</small>"
    yield f"<h3>{head}</h3>\n<p>{markup(correct_sentence(outcome.rule))}</p>"
    yield f"<p><strong>{markup(own_sentence(outcome), LONGEST)}</strong></p>"
    if cost := cost_of(outcome):
        yield f"<p>Cost: {markup(cost)}</p>"
    if fix := fix_of(outcome):
        yield f"<p>Fix: {markup(fix, LONGEST)}</p>"
    command = check_command(report.plan, outcome.rule)
    yield f"<p>See and send it again: <code>{markup(command)}</code><br>" if command else "<p>"
    yield f"Learn more: <code>{explain_command(outcome.rule)}</code></p>"
    yield from lesson_html(outcome.rule)
    if outcome.exchanges:
        lines = exchange_lines(outcome, Sheet(), is_public=True, has_curl=not report.plan.in_process)
        text = "\n".join(map(markup, lines))
        yield f"<details><summary>Requests and answers</summary>\n<pre>{text}</pre>\n</details>"
    yield "</article>"


def _listed(head: str, sentences: Iterable[str]) -> Iterator[str]:
    items = [f"<li>{markup(ended(sentence), LONGEST)}</li>" for sentence in sentences]
    if items:
        yield f"<h2>{head}</h2>\n<ul>"
        yield from items
        yield "</ul>"


def _rules(report: CheckReport) -> Iterator[str]:
    yield "<h2>All rules</h2>\n<table>"
    heads = ("rule", "result", "a correct receiver", "requests")
    yield f"<thead><tr>{''.join(f'<th scope=col>{head}</th>' for head in heads)}</tr></thead>\n<tbody>"
    for one in report.summary.outcomes:
        style = _style_of(one)
        name = f'<a href="#{one.rule.id}">{one.rule.id}</a>' if _has_article(one) else one.rule.id
        cells = (f"<th scope=row>{name}</th>", f'<td class="{style}">{_word_of(one)}</td>')
        yield f"<tr>{''.join(cells)}<td>{markup(one.rule.title)}</td><td>{one.sent:,}</td></tr>"
    yield "</tbody>\n</table>"


def _has_article(outcome: RuleOutcome) -> bool:
    return outcome.severity is not None and outcome.accepted is None


def _word_of(outcome: RuleOutcome) -> str:
    if outcome.accepted is not None:
        return "accepted"
    return str(outcome.severity or outcome.verdict.result)


def _style_of(outcome: RuleOutcome) -> str:
    if outcome.accepted is not None or outcome.verdict.result is RuleResult.SKIP:
        return "faint"
    return str(outcome.severity or "good")
