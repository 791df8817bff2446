"""A check as a picture: how many rules of each family passed, failed and were skipped. It needs no other file."""

from collections import Counter
from collections.abc import Iterator

from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.report.check.wording import verdict_sentence
from maileroo_cli.report.page.colour import SANS, variables
from maileroo_cli.report.terminal.markup import markup
from maileroo_cli.rules.definition import Family
from maileroo_cli.rules.verdict import RuleResult

TITLE = "Rules by family"
_WIDTH, _EDGE, _ROW, _BAR = 900, 24, 54, 18
_TOP = 62
_RESULTS = {
    RuleResult.PASS: ("accepted", "passed"),
    RuleResult.FAIL: ("acted", "failed"),
    RuleResult.SKIP: ("planned", "skipped"),
}
_RULES = (
    f".check text{{fill:var(--ink);font:13px {SANS}}}.check text.head{{font-size:19px;font-weight:600}}\n"
    ".check text.name{font-weight:600}.check text.faint{fill:var(--faint)}.check .paper{fill:var(--paper)}\n"
    + "".join(f".check .{colour}{{fill:var(--{colour})}}" for colour, _ in _RESULTS.values())
    + "\n.check .planned{fill-opacity:.45}\n"
)


def check_svg(summary: CheckSummary) -> str:
    """Return a whole SVG file: a bar for each family, its parts in colour and its numbers in words."""
    families = _counted(summary)
    height = _TOP + _ROW * len(families) + 10
    longest = max((counts.total() for counts in families.values()), default=1)
    rows = [
        part
        for number, (family, counts) in enumerate(families.items())
        for part in _row(family, counts, _TOP + _ROW * number, (_WIDTH - 2 * _EDGE) / longest)
    ]
    words = "; ".join(f"{family}: {_words(counts)}" for family, counts in families.items())
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="check" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="check-title check-about">'
    )
    return "\n".join(
        [
            opening,
            f'<title id="check-title">{TITLE}</title>',
            f'<desc id="check-about">{markup(words)}</desc>',
            f"<style>\n{variables('.check')}{_RULES}</style>",
            f'<rect class="paper" width="{_WIDTH}" height="{height}"/>',
            f'<text x="{_EDGE}" y="38" class="head">{markup(verdict_sentence(summary), 90)}</text>',
            *rows,
            "</svg>\n",
        ]
    )


def _counted(summary: CheckSummary) -> dict[Family, Counter[RuleResult]]:
    """Return the results of each family that has any, in the order of the families."""
    counted: dict[Family, Counter[RuleResult]] = {family: Counter() for family in Family}
    for outcome in summary.outcomes:
        counted[outcome.rule.family][outcome.verdict.result] += 1
    return {family: counts for family, counts in counted.items() if counts}


def _row(family: Family, counts: Counter[RuleResult], y: float, unit: float) -> Iterator[str]:
    yield (
        f'<text x="{_EDGE}" y="{y + 14}"><tspan class="name">{family}</tspan>'
        f'<tspan dx="10">{markup(_words(counts))}</tspan></text>'
    )
    yield f'<text x="{_WIDTH - _EDGE}" y="{y + 14}" class="faint" text-anchor="end">{markup(family.meaning, 90)}</text>'
    x = float(_EDGE)
    for result, (colour, _) in _RESULTS.items():
        if counts[result]:
            width = counts[result] * unit
            size = f'width="{max(1.0, width - 2):.1f}" height="{_BAR}"'
            yield f'<rect class="{colour}" x="{x:.1f}" y="{y + 22}" {size} rx="2"/>'
            x += width


def _words(counts: Counter[RuleResult]) -> str:
    return ", ".join(f"{counts[result]} {word}" for result, (_, word) in _RESULTS.items() if counts[result])
