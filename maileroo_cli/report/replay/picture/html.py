"""The picture of a replay as a page: the picture itself, a table of the attempts, and what was found.

It needs no script and no other file, and its policy lets a browser load none.
"""

from collections.abc import Iterable, Iterator, Sequence

from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.report.page.colour import MONO, SANS
from maileroo_cli.report.page.frame import page_end, page_start
from maileroo_cli.report.replay.picture.drawing import Drawing
from maileroo_cli.report.replay.picture.style import CLASSES, picture_rules, shape
from maileroo_cli.report.replay.picture.svg import LEAST_WIDTH, svg_figure
from maileroo_cli.report.replay.point import DeliveryRow
from maileroo_cli.report.replay.sentence import at_words
from maileroo_cli.report.replay.table import end_words, group_findings, name_of
from maileroo_cli.report.terminal.duration import format_took
from maileroo_cli.report.terminal.local_time import local_day, local_time
from maileroo_cli.report.terminal.markup import markup
from maileroo_cli.webhook.text.instant import format_span

_SENTENCE = 400
_NAMED = 10
_SIGN = 'width="20" height="20" viewBox="-10 -10 20 20" aria-hidden="true"'
_HEADS = ("attempt", "planned", "happened", "time", "fault", "answer", "took", "receiver", "meaning")
_RULES = f"""
main{{max-width:1150px}}.facts{{margin:0 0 16px}}
figure{{margin:0;overflow-x:auto}}
figure svg{{display:block;width:100%;min-width:{LEAST_WIDTH}px;max-width:none;height:auto}}
tbody th{{padding-top:14px}}td.code{{font-family:{MONO};font-size:12px;white-space:nowrap}}
.accepted{{color:var(--accepted)}}.missed{{color:var(--missed)}}.refused{{color:var(--refused)}}.acted{{color:var(--acted)}}.unknown{{color:var(--unknown)}}
li{{margin:4px 0}}.legend{{list-style:none;margin:8px 0;padding:0;font-size:13px}}
.legend li{{display:inline-block;margin:0 18px 4px 0}}.legend svg{{vertical-align:middle}}
.caption{{color:var(--faint);font-size:13px;margin:0}}
@media print{{figure svg{{min-width:0}}}}
"""
_FOLD = 900
"""In a window of fewer pixels the table has no room for its columns: each attempt becomes a block."""

_NARROW_RULES = (
    f"@media screen and (max-width:{_FOLD - 1}px){{\n"
    "table,tbody,tr,th,td{display:block}thead{display:none}tr{padding:8px 0;border-bottom:1px solid var(--line)}\n"
    "th,td{border:0;padding:1px 0}td:empty{display:none}td,td.code{font-size:13px;white-space:normal}\n"
    "td{padding-left:8.5em;text-indent:-8.5em}td::before{display:inline-block;width:8.5em;text-indent:0;"
    f"color:var(--faint);font:13px {SANS}}}\n"
    + "".join(f'td:nth-child({number})::before{{content:"{head}"}}' for number, head in enumerate(_HEADS, 1))
    + "\n}\n"
)
"""The names of the columns, which then stand before each of their cells."""


def html_document(drawing: Drawing) -> str:
    """Return a whole page, its heading the verdict."""
    verdict = markup(drawing.result.verdict, 1_000)
    parts = [
        f"<h1>{verdict}</h1>",
        f'<p class="facts">{markup("; ".join(drawing.facts))}</p>',
        f'<figure tabindex="0" aria-label="the picture, which scrolls">\n{svg_figure(drawing)}\n</figure>',
        *_legend(drawing),
        *_findings(drawing),
        *(f"<p>{markup(note, _SENTENCE)}</p>" for note in drawing.notes),
        *_attempts(drawing),
    ]
    start = page_start(verdict, f"{picture_rules()}{_RULES}{_NARROW_RULES}")
    return "\n".join([start, *parts, page_end("Drawn by mhook.")])


def _legend(drawing: Drawing) -> Iterator[str]:
    """Yield what the marks mean and the caption, beside the box of the picture, so that they never scroll."""
    yield '<ul class="legend">'
    for mark in drawing.marks:
        sign = f'<svg class="replay" {_SIGN}><g class="{CLASSES[mark]}">{shape(mark)}</g></svg>'
        yield f"<li>{sign} {markup(str(mark))}</li>"
    yield f'</ul>\n<p class="caption">{markup(drawing.caption)}</p>'


def _findings(drawing: Drawing) -> Iterator[str]:
    groups = group_findings([row.delivered for row in drawing.rows])
    if not groups:
        return
    yield "<h2>Findings</h2>\n<ul>"
    for finding, deliveries in groups[:200]:
        style = "acted" if finding.kind.fails else "missed"
        names = ", ".join(name_of(one) for one in deliveries[:_NAMED])
        more = f", … {len(deliveries):,} events in all" if len(deliveries) > _NAMED else ""
        at = f"attempt {finding.attempt}" if finding.attempt is not None and len(deliveries) == 1 else ""
        whose = f"{names}{more}" if len(drawing.rows) > 1 else ""
        where = "; ".join(filter(None, (whose, at)))
        told = f" ({markup(where)})" if where else ""
        yield f'<li><strong class="{style}">{finding.kind}</strong>: {markup(finding.sentence, _SENTENCE)}{told}</li>'
    yield "</ul>"


def _attempts(drawing: Drawing) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    yield f"<h2>Attempts</h2>\n<table>\n<thead><tr>{heads}</tr></thead>"
    for row in drawing.shown:
        yield "<tbody>"
        if len(drawing.rows) > 1:
            one = row.delivered
            name = " ".join(filter(None, (one.event_type, one.event_id))) or "an event without a name"
            told = f"{markup(name, 120)}: {markup(end_words(one))}"
            yield f'<tr><th scope="rowgroup" colspan="{len(_HEADS)}">{told}</th></tr>'
        yield from _rows(row, drawing.plan.schedule)
        yield "</tbody>"
    yield "</table>"
    if drawing.left_out:
        yield f"<p>{markup(drawing.left_out)}</p>"


def _rows(row: DeliveryRow, schedule: Schedule) -> Iterator[str]:
    for happened, point in row.attempts():
        look = point.look
        answer = f"{look.answer} (it answered {look.said})" if look.said and look.said != look.answer else look.answer
        cells: Sequence[str] = (
            f"{point.number}/{schedule.attempts}",
            at_words(point, schedule),
            f"+{format_span(round(happened, 1))}",
            f"{local_day(point.began)} {local_time(point.began)[:8]}",
            look.short_fault,
            answer,
            "" if point.milliseconds is None else format_took(point.milliseconds),
            look.receiver,
        )
        yield f"<tr>{_cells(cells, CLASSES[look.mark])}<td>{markup(look.sentence, _SENTENCE)}</td></tr>"


def _cells(cells: Iterable[str], style: str) -> str:
    return "".join(f'<td class="code {style}">{markup(cell)}</td>' for cell in cells)
