"""How lines look in a picture: a colour by what they stand for, a stroke and a dot by their place in the chart.

No line is told by its colour alone. The colours themselves are those of all pages.
"""

from maileroo_cli.report.chart.definition import Tone
from maileroo_cli.report.page.colour import SANS

_COLOURS = {
    Tone.PLAIN: "refused",
    Tone.GOOD: "accepted",
    Tone.BAD: "acted",
    Tone.RISK: "missed",
    Tone.OTHER: "unknown",
    Tone.FAINT: "planned",
}
_DASHES = ("", "7 4", "2 3.5", "11 4 2 4", "16 5", "7 3 2 3 2 3")
_DOTS = (
    '<circle r="3.2"/>',
    '<rect x="-3" y="-3" width="6" height="6"/>',
    '<path d="M0-4.2L4 3H-4Z"/>',
    '<path d="M0-4.4L4.4 0L0 4.4L-4.4 0Z"/>',
    '<path d="M-4-3H4L0 4.2Z"/>',
    '<path d="M-3.4-3.4L3.4 3.4M3.4-3.4L-3.4 3.4"/>',
)
_AREAS = (0.42, 0.2, 0.32, 0.12)
RULES = (
    f".chart text{{fill:var(--ink);font:12px {SANS}}}\n"
    ".chart text.head{font-size:19px;font-weight:600}.chart text.title{font-size:15px;font-weight:600}"
    ".chart tspan.unit{fill:var(--faint);font-size:12px;font-weight:400}"
    ".chart text.faint{fill:var(--faint)}.chart text.strong{font-weight:600}\n"
    # A label hides the lines behind it.
    ".chart text.label{stroke:var(--paper);stroke-width:3px;paint-order:stroke}\n"
    ".chart .paper{fill:var(--paper)}.chart .grid{stroke:var(--line)}.chart .axis{stroke:var(--faint)}\n"
    ".chart .span{fill:var(--line);fill-opacity:.4}.chart .moment{stroke:var(--faint);stroke-dasharray:3 3}\n"
    + "".join(f".chart .{tone}{{color:var(--{colour})}}" for tone, colour in _COLOURS.items())
    + "\n.chart .line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}\n"
    ".chart .area{fill:currentColor}"
    ".chart .dot{fill:var(--paper);stroke:currentColor;stroke-width:1.6}\n"
)
"""The rules for what is inside of a picture."""


def dash(number: int) -> str:
    """Return the attribute that dashes the ``number``-th line of a chart, if any."""
    pattern = _DASHES[number % len(_DASHES)]
    return f' stroke-dasharray="{pattern}"' if pattern else ""


def dot(number: int) -> str:
    """Return the shape of the dots of the ``number``-th line, around its own middle."""
    return _DOTS[number % len(_DOTS)]


def strength(number: int) -> str:
    """Return the attribute that makes the ``number``-th area as light or as strong as it is drawn."""
    return f' fill-opacity="{_AREAS[number % len(_AREAS)]}"'
