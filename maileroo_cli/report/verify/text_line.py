"""One verified request as lines for people: on a terminal fitted to it, in a file or a pipe one line and nothing cut.

How both differ is the rule of ``report.terminal.rows``; here columns never grow, since lots are rendered apart, perhaps
in several processes.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.operation.verify.counts import is_general
from maileroo_cli.report.terminal.console import Ink
from maileroo_cli.report.terminal.fitted import GAP, cell
from maileroo_cli.report.terminal.rows import ID_WIDTH, WHOLE_ID, place_beside, shown_id
from maileroo_cli.report.terminal.safe_text import safe

INKS = {
    RequestVerdict.VALID: Ink.GOOD,
    RequestVerdict.INVALID: Ink.BAD,
    RequestVerdict.UNVERIFIABLE: Ink.RISK,
    RequestVerdict.DAMAGED: Ink.RISK,
    RequestVerdict.PROBE: Ink.FAINT,
}
_MARK, _TYPE = 12, 10
_MARKS = {
    False: {verdict: f"{verdict:<{_MARK}}" for verdict in RequestVerdict},
    True: {verdict: f"\x1b[{ink}m{verdict:<{_MARK}}\x1b[0m" for verdict, ink in INKS.items()},
}
_INDENT = _MARK + len(GAP)
_NAME_LIMIT = 80
_LINE_LIMIT = 200
_LEAST_PLACE = 20
_STEP = 8
"""Places are as wide as the next multiple of this, so that what follows a line 9 and a line 10 stays in its column."""


class Widths(NamedTuple):
    """How wide the columns of a type and an id are, 0 where there is no room for them, and how wide a place may be."""

    type: int
    id: int
    place: int


@lru_cache(maxsize=8)
def widths_for(width: int | None) -> Widths:
    """Return the columns that fit a terminal of ``width``; the place is what a person needs, so the others go first."""
    if width is None:
        return Widths(_TYPE, WHOLE_ID, 0)
    place = width - _INDENT
    for event_type, identity in ((_TYPE, ID_WIDTH), (_TYPE, 0)):
        rest = place - sum(one + len(GAP) for one in (event_type, identity) if one)
        if rest >= _LEAST_PLACE:
            return Widths(event_type, identity, rest)
    return Widths(0, 0, max(1, place))


def text_lines(results: Iterable[CheckedRequest], *, color: bool, width: int | None) -> bytes:
    """Return the lines of requests; in a pipe a valid one whose names are harmless is written without a detour."""
    mark = _MARKS[color][RequestVerdict.VALID]
    lines = []
    for checked in results:
        if width is None and checked.verdict is RequestVerdict.VALID and not checked.detail:
            rest = f"{checked.event_type or '-':<{_TYPE}}  {checked.event_id or '-':<{WHOLE_ID}}  {checked.where}"
            if rest.isprintable() and len(rest) < _LINE_LIMIT:
                lines.append(f"{mark}  {rest}\n")
                continue
        lines += [f"{line}\n" for line in text_line(checked, color=color, width=width)]
    return "".join(lines).encode("utf-8", "backslashreplace")


def text_line(checked: CheckedRequest, *, color: bool, width: int | None) -> list[str]:
    """Return one request as lines; everything that came from outside is made safe."""
    widths, said = widths_for(width), _said(checked)
    cells = [_fitted(safe(checked.event_type, _NAME_LIMIT) or "-", widths.type, width)] if widths.type else []
    if widths.id:
        cells.append(f"{shown_id(checked.event_id, width):<{widths.id}}")
    place = _place(checked.where, widths.place, padded=bool(said))
    taken = _MARK + sum(len(GAP) + len(one) for one in (*cells, place)) + len(GAP)
    placed = place_beside(said, taken, width, _INDENT)
    first = GAP.join([_MARKS[color][checked.verdict], *cells, place, placed.first]).rstrip()
    return [first, *(" " * placed.start + line for line in placed.more)]


def _said(checked: CheckedRequest) -> str:
    """Return what is said of a request: its causes and a fact; what is true of many is told in the sum."""
    detail = "" if is_general(checked) else safe(checked.detail)
    if not checked.causes:
        return f"({detail})" if detail and checked.verdict is RequestVerdict.VALID else detail
    codes = " + ".join(cause.code for cause in checked.causes)
    return f"{codes} ({detail})" if detail else codes


def _fitted(text: str, width: int, terminal: int | None) -> str:
    return text.ljust(width) if terminal is None else cell(text, width)


def _place(where: str, most: int, *, padded: bool) -> str:
    """Return a place, which is cut at its beginning: the end of a path, and the line, tell most."""
    text = safe(where)
    if padded:
        text = text.ljust(-(-len(text) // _STEP) * _STEP)
    if not most or len(text.rstrip()) <= most:
        return text[:most] if most else text
    return f"…{text.rstrip()[1 - most :]}"
