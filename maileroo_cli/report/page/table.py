"""A table of a page: numbers that can be read and copied. Those of terminals are in ``report.terminal``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maileroo_cli.report.page.colour import MONO
from maileroo_cli.report.terminal.markup import markup

TABLE_RULES = (
    f"table.numbers{{width:auto;max-width:100%}}table.numbers td.number{{font-family:{MONO};font-size:12px}}\n"
    ".number{text-align:right;white-space:nowrap}"
    "table.numbers th,table.numbers td{padding:4px 20px 4px 0;overflow-wrap:normal}\n"
    "tbody th{font-weight:400}tr.sum th,tr.sum td{font-weight:600;border-top:2px solid var(--line)}\n"
    "tr.fault th,tr.fault td{color:var(--acted);font-weight:600}\n"
    ".scroll{overflow-x:auto}.caption{color:var(--faint);font-size:13px;margin:4px 0 0}\n"
)
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of texts: each row begins with what it is about, and its last ``numbers`` columns are of numbers.

    ``numbers`` is ``None`` where all but the first are. ``sums`` are the names of rows that sum up others, ``faults``
    of those that tell of something wrong.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    numbers: int | None = None
    sums: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()

    @property
    def first_number(self) -> int:
        """The place of the first column of numbers."""
        return 1 if self.numbers is None else max(1, len(self.heads) - self.numbers)


def html_table(table: PageTable) -> Iterator[str]:
    """Yield the lines of a table without its title, every cell made safe; a wide one scrolls by itself."""
    first = table.first_number
    heads = [_cell("th", head, ' scope="col"', number=at >= first) for at, head in enumerate(table.heads)]
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{markup(table.title or "table", _LONGEST)}">'
    yield f'<table class="numbers">\n<thead><tr>{"".join(heads)}</tr></thead>\n<tbody>'
    for row in table.rows:
        cells = [_cell("td", text, number=column >= first) for column, text in enumerate(row[1:], 1)]
        cells.insert(0, _cell("th", row[0] if row else "", more=' scope="row"'))
        kinds = [kind for kind, names in (("sum", table.sums), ("fault", table.faults)) if row and row[0] in names]
        style = f' class="{" ".join(kinds)}"' if kinds else ""
        yield f"<tr{style}>{''.join(cells)}</tr>"
    yield "</tbody>\n</table></div>"
    if table.caption:
        yield f'<p class="caption">{markup(table.caption, _LONGEST)}</p>'


def _cell(tag: str, text: str, more: str = "", *, number: bool = False) -> str:
    style = ' class="number"' if number else ""
    return f"<{tag}{style}{more}>{markup(text, _LONGEST)}</{tag}>"
