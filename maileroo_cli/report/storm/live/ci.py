"""A storm that was sent for continuous integration: JUnit with a case for each thing that is judged, or annotations."""

from collections import Counter
from collections.abc import Iterator

from maileroo_cli.delivery.storm.live.findings import StormFindingKind
from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.live.verdict import StormOutcome, StormVerdict
from maileroo_cli.report.ci.github import Level, annotation
from maileroo_cli.report.ci.junit import JunitCase, JunitResult, write_case, write_report
from maileroo_cli.report.ci.markdown import markdown_table, markdown_text
from maileroo_cli.report.storm.live.wording import plan_sentence, result_rows

SUITE = "mhook storm"
_EFFECTS = (StormFindingKind.DOUBLED, StormFindingKind.WITHOUT_EFFECT, StormFindingKind.FALLS_BEHIND)
_STATES = (StormFindingKind.WRONG_STATE,)


def junit_document(result: StormResult, verdict: StormVerdict) -> Iterator[bytes]:
    """Yield a whole document: a case for each thing that a storm judges."""
    cases = [_case(kind, result, verdict) for kind in StormFindingKind]
    counts = Counter(case.result for case in cases)
    yield from write_report(SUITE, counts, (write_case(case).encode() for case in cases))


def github_lines(verdict: StormVerdict) -> Iterator[str]:
    """Yield an annotation for each thing that is wrong."""
    for finding in verdict.findings:
        yield annotation(Level.ERROR, [finding.sentence, f"Fix: {finding.fix}"], f"{SUITE}: {finding.kind}")


def step_summary(result: StormResult, verdict: StormVerdict) -> str:
    """Return a storm as Markdown: the verdict, the figures, and what is wrong."""
    parts = [f"### {SUITE}: {markdown_text(verdict.sentence)}\n", f"{markdown_text(plan_sentence(result.plan))}\n"]
    parts.append(markdown_table(("about", "what came of it"), result_rows(result, verdict)))
    if verdict.findings:
        rows = [(str(one.kind), one.sentence, one.fix) for one in verdict.findings]
        parts.append(markdown_table(("finding", "what was seen", "fix"), rows))
    return "\n".join(parts) + "\n"


def _case(kind: StormFindingKind, result: StormResult, verdict: StormVerdict) -> JunitCase:
    found = [finding for finding in verdict.findings if finding.kind is kind]
    name = str(kind)
    if found:
        first = found[0]
        more = tuple(one.sentence for one in found[1:])
        return JunitCase(SUITE, name, JunitResult.FAILURE, name, first.sentence, (*more, f"Fix: {first.fix}"))
    if why := _skipped(kind, result, verdict):
        return JunitCase(SUITE, name, JunitResult.SKIPPED, message=why)
    return JunitCase(SUITE, name)


def _skipped(kind: StormFindingKind, result: StormResult, verdict: StormVerdict) -> str:
    """Return why nothing is known of a kind of finding, if that is so."""
    if kind in _EFFECTS and result.effects is None:
        return "nobody looked at the effects"
    if kind in _STATES and result.states is None:
        return "nobody looked at the states"
    return "the storm was interrupted" if verdict.outcome is StormOutcome.UNDECIDED and result.interrupted else ""
