"""What the line at the bottom of ``mhook listen`` says: how many requests of which verdict, and the keys.

Where there is no room for all of it, keys have shorter labels or are left out; the first and the last of them stay.
"""

from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.report.captures.entry import INKS
from maileroo_cli.report.listen.live.bindings import BINDINGS, KeyAction
from maileroo_cli.report.listen.live.bottom_line import BottomText
from maileroo_cli.report.listen.live.cells import cells, cut_cells
from maileroo_cli.report.listen.live.flow import ArrivalFlow
from maileroo_cli.report.listen.live.prompt import LinePrompt
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count

_GAP = " · "
_LONGEST_FILTER = 40
_KEPT = {KeyAction.HELP, KeyAction.QUIT}
_PROMPT = "filter (Enter sets it, Esc cancels): "
_SHORT_PROMPT = "/"


class _Piece(NamedTuple):
    text: str
    ink: Ink | None = None


class StatusText:
    """Composes the line. ``doing`` is what goes on in the background, in a word; ``prompt`` what is being typed."""

    def __init__(self, console: Console, flow: ArrivalFlow) -> None:
        self._console = console
        self._flow = flow
        self._gap = _GAP if console.can_show(_GAP) else " | "
        self.doing = ""
        self.prompt: LinePrompt | None = None

    def compose(self, width: int) -> BottomText:
        """Return the line for so many columns."""
        if self.prompt is not None:
            return self._prompt(self.prompt, width)
        states = list(self._states())
        for keys in self._keys():
            pieces = [*states, *keys]
            if self._width(pieces) <= width:
                return BottomText(self._joined(pieces))
        return BottomText(self._cut(states, width))

    def _prompt(self, prompt: LinePrompt, width: int) -> BottomText:
        """Return the prompt, and the end of what was typed where there is no room for all of it."""
        typed = safe(prompt.text)
        label = _PROMPT if cells(_PROMPT + typed) < width else _SHORT_PROMPT
        while typed and cells(label + typed) >= width:
            typed = typed[1:]
        shown = cut_cells(label + typed, width)
        return BottomText(shown, cells(shown))

    def _states(self) -> Iterator[_Piece]:
        """Yield how it stands: what matters most comes first."""
        flow = self._flow
        if self.doing:
            yield _Piece(self.doing, Ink.NAME)
        if flow.is_paused:
            yield _Piece(f"paused, {flow.held_back:,} held back", Ink.RISK)
        if flow.filter:
            wanted = cut_cells(safe(flow.filter.text), _LONGEST_FILTER)
            yield _Piece(f"filter: {wanted}, {flow.fitting:,} of {flow.counted:,} shown", Ink.NAME)
        verdicts = {one: flow.verdicts[one.value] for one in StoredVerdict if flow.verdicts[one.value]}
        if not verdicts:
            yield _Piece("no request yet")
        for verdict, number in verdicts.items():
            named = count(number, "probe") if verdict is StoredVerdict.PROBE else f"{number:,} {verdict}"
            yield _Piece(named, INKS[verdict])

    def _keys(self) -> Iterator[list[_Piece]]:
        """Yield what is said of the keys, from all to nothing."""
        yield [_Piece(f"{one.key} {self._label(one.action, one.label)}", Ink.FAINT) for one in BINDINGS]
        shorter = [(one, f"{one.key} {self._label(one.action, one.short)}") for one in BINDINGS]
        left_out = [None, *(one for one in reversed(BINDINGS) if one.action not in _KEPT), BINDINGS[-1]]
        for gone in left_out:
            shorter = [(one, text) for one, text in shorter if one is not gone]
            yield [_Piece(text, Ink.FAINT) for _, text in shorter]
        yield []

    def _label(self, action: KeyAction, label: str) -> str:
        return "go on" if action is KeyAction.PAUSE and self._flow.is_paused else label

    def _width(self, pieces: list[_Piece]) -> int:
        return sum(cells(one.text) for one in pieces) + len(self._gap) * (len(pieces) - 1)

    def _joined(self, pieces: list[_Piece]) -> str:
        inked = (one.text if one.ink is None else self._console.paint(one.text, one.ink) for one in pieces)
        return self._console.paint(self._gap, Ink.FAINT).join(inked)

    def _cut(self, states: list[_Piece], width: int) -> str:
        """Return as many states as fit, and of the first one as much as fits."""
        while len(states) > 1 and self._width(states) > width:
            states = states[:-1]
        first = states[0]
        return self._joined([first._replace(text=cut_cells(first.text, width)), *states[1:]])
