"""How the pictures of a replay look: the shapes and colours of marks. The colours themselves are those of all pages.

No mark is told by its colour alone: each kind has a shape of its own.
"""

from maileroo_cli.report.page.colour import MONO, SANS
from maileroo_cli.report.replay.point import AttemptMark

CLASSES = {
    AttemptMark.ACCEPTED: "accepted",
    AttemptMark.MISSED: "missed",
    AttemptMark.REFUSED: "refused",
    AttemptMark.ACTED: "acted",
    AttemptMark.UNKNOWN: "unknown",
    AttemptMark.PLANNED: "planned",
}
_SHAPES = {
    AttemptMark.ACCEPTED: '<circle r="7.5"/><path class="sign" d="M-3.5 0.2L-1 2.8L3.6-2.8"/>',
    AttemptMark.MISSED: (
        '<rect x="-7" y="-7" width="14" height="14" rx="2.5"/><path class="sign" d="M-3-3L3 3M3-3L-3 3"/>'
    ),
    AttemptMark.REFUSED: ('<path d="M-3.3-8H3.3L8-3.3V3.3L3.3 8H-3.3L-8 3.3V-3.3Z"/><path class="sign" d="M-4 0H4"/>'),
    AttemptMark.ACTED: '<path d="M0-9.5L9.5 0L0 9.5L-9.5 0Z"/><path class="sign" d="M0-4.2V1M0 3.6V4"/>',
    AttemptMark.UNKNOWN: '<path d="M0-9L9 7H-9Z"/><path class="sign" d="M-1.8-0.6A2 2 0 1 1 0.4 1.9V2.4M0.3 4.6V4.8"/>',
    AttemptMark.PLANNED: '<circle r="4"/>',
}


def picture_rules() -> str:
    """Return the rules for what is inside of a picture."""
    colours = "".join(
        f".replay .{name}{{fill:var(--{name})}}.replay text.{name}{{fill:var(--{name})}}" for name in CLASSES.values()
    )
    return (
        f".replay text{{fill:var(--ink);font:13px {SANS}}}\n"
        f".replay text.mono{{font:12px {MONO}}}\n"
        ".replay text.head{font-size:19px;font-weight:600}.replay text.name{font-weight:600}"
        ".replay text.faint{fill:var(--faint)}.replay text.small{font-size:12px}\n"
        ".replay .paper{fill:var(--paper)}.replay .band{fill:var(--band)}"
        ".replay .grid{stroke:var(--line);stroke-width:1}\n"
        ".replay .past{stroke:var(--faint);stroke-width:2}"
        ".replay .ahead{stroke:var(--line);stroke-width:2;stroke-dasharray:2 4}\n"
        f"{colours}\n"
        ".replay g.planned{fill:var(--paper);stroke:var(--planned);stroke-width:1.5}\n"
        # A label hides the grid behind it.
        ".replay text.label{stroke:var(--paper);stroke-width:3px;paint-order:stroke}\n"
        ".replay .sign{fill:none;stroke:var(--paper);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}\n"
    )


def shape(mark: AttemptMark) -> str:
    """Return the elements of a mark around its own middle."""
    return _SHAPES[mark]
