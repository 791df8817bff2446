"""A load for continuous integration: a JUnit report with a case for each thing that is judged, or what GitHub shows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from maileroo_cli.delivery.load.judgement.finding import LoadFinding, LoadProblem
from maileroo_cli.delivery.load.judgement.verdict import LoadVerdict
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.ci.github import Level, annotation
from maileroo_cli.report.ci.junit import JunitCase, JunitResult, write_case, write_report
from maileroo_cli.report.ci.markdown import markdown_table, markdown_text
from maileroo_cli.report.load.format import LoadReport, shown_url
from maileroo_cli.report.load.table import CellTable, aligned, count_table, latency_table, sum_line
from maileroo_cli.report.load.text import figure_sentences
from maileroo_cli.report.load.wording import plan_words

SUITE = "mhook load"
_CASES: dict[str, tuple[LoadProblem, ...]] = {
    "the endpoint takes events and refuses forged ones": (LoadProblem.PROBE_FAILED, LoadProblem.FORGED_ACCEPTED),
    "all counts add up": (LoadProblem.COUNTS_DIFFER, LoadProblem.WORKER_LOST),
    "the load was the planned one": (LoadProblem.CONNECTIONS_TAKEN, LoadProblem.GENERATOR_LATE),
    "duplicates are accepted as events are": (LoadProblem.DUPLICATE_REFUSED,),
    "each event has its effect once": (
        LoadProblem.EFFECTS_LOST,
        LoadProblem.EFFECTS_DOUBLED,
        LoadProblem.EFFECTS_UNSETTLED,
    ),
}
"""What is always judged. Errors and budgets have a case each whose name says how much is allowed."""


def junit_report(report: LoadReport) -> bytes:
    """Return the document."""
    cases = _with_output(list(_cases(report.verdict)), tuple(_told(report.verdict)))
    results = Counter(case.result for case in cases)
    return b"".join(write_report(SUITE, results, (write_case(case).encode() for case in cases)))


def annotation_lines(report: LoadReport) -> Iterator[str]:
    """Yield an annotation for each thing that is wrong."""
    for one in report.verdict.findings:
        lines = [f"{one.sentence}.", f"Cost: {one.cost}.", f"Fix: {one.fix}."]
        yield annotation(Level.ERROR, lines, f"{SUITE}: {one.problem}")


def step_summary(report: LoadReport) -> str:
    """Return a load as the Markdown of a step's summary."""
    return "\n".join(_summary(report)) + "\n"


def _summary(report: LoadReport) -> Iterator[str]:
    verdict = report.verdict
    yield f"### {SUITE}: {markdown_text(verdict.sentence)}\n"
    yield f"{markdown_text(f'{plan_words(report.setup.plan)} to {shown_url(report.setup.plan.url)}')}\n"
    if not verdict.was_probed_only:
        yield _markdown(count_table(verdict))
        yield f"{markdown_text(sum_line(verdict))}\n"
        yield _markdown(latency_table(verdict))
    yield from (f"{markdown_text(f'{name}: {sentence}')}\n" for name, sentence in figure_sentences(verdict))
    if verdict.findings:
        rows = [(str(one.problem), one.sentence, one.cost, one.fix) for one in verdict.findings]
        yield markdown_table(("finding", "what was seen", "what it costs", "what to do"), rows)


def _markdown(table: CellTable) -> str:
    return markdown_table(table.titles, table.rows)


def _cases(verdict: LoadVerdict) -> Iterator[JunitCase]:
    judged = {name: problems for name, problems in _CASES.items() if _is_judged(name, verdict)}
    for name, problems in judged.items():
        yield _case(name, [one for one in verdict.findings if one.problem in problems], verdict)
    if verdict.was_probed_only:
        return
    errors = [one for one in verdict.findings if one.problem is LoadProblem.TOO_MANY_ERRORS]
    yield _case(f"errors, {verdict.allowance.text} at most", errors, verdict)
    broken = [one for one in verdict.findings if one.problem is LoadProblem.BUDGET_BROKEN]
    for budget in verdict.budgets:
        by_us = [one for one in verdict.findings if one.problem is LoadProblem.GENERATOR_LATE]
        own = [one for one in broken if one.sentence.startswith(f"{budget.name} ")]
        own += by_us if budget in verdict.budgets_broken_by_us else []
        yield _case(f"budget {budget.text}", own, verdict)


def _is_judged(name: str, verdict: LoadVerdict) -> bool:
    problems = _CASES[name]
    if verdict.was_probed_only:
        return LoadProblem.PROBE_FAILED in problems
    return LoadProblem.EFFECTS_LOST not in problems or verdict.result.effects is not None


def _case(name: str, findings: Sequence[LoadFinding], verdict: LoadVerdict) -> JunitCase:
    if findings:
        first, *more = findings
        lines = [f"{one.problem}: {one.sentence}. Cost: {one.cost}. Fix: {one.fix}." for one in (first, *more)]
        result = JunitResult.ERROR if verdict.exit_code is ExitCode.UNREACHABLE else JunitResult.FAILURE
        return JunitCase(SUITE, name, result, str(first.problem), first.sentence, tuple(lines))
    if verdict.result.interrupted:
        return JunitCase(SUITE, name, JunitResult.SKIPPED, message="the load was interrupted")
    return JunitCase(SUITE, name)


def _with_output(cases: Sequence[JunitCase], told: tuple[str, ...]) -> list[JunitCase]:
    """Return the cases with the whole report once: in the first that failed, else in the first."""
    failed = (at for at, case in enumerate(cases) if case.result in (JunitResult.FAILURE, JunitResult.ERROR))
    chosen = next(failed, 0)
    return [replace(case, output=told) if at == chosen else case for at, case in enumerate(cases)]


def _told(verdict: LoadVerdict) -> Iterator[str]:
    yield verdict.sentence
    if not verdict.was_probed_only:
        yield from aligned(count_table(verdict))
        yield sum_line(verdict)
        yield from aligned(latency_table(verdict))
    yield from (f"{name}: {sentence}" for name, sentence in figure_sentences(verdict))
