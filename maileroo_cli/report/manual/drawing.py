"""Markdown drawn with rich, in our manner: code is never wrapped, and a link says which command leads to its page."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement, TableElement
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

STYLES = {"markdown.code": "cyan", "markdown.code_block": "cyan", "markdown.item.bullet": "bold"}
"""The few styles that differ from rich's: code without a background, which a light terminal would show as a bar."""

_PAGE = re.compile(r"([a-z-]+)\.md(?:#.*)?")
_MARGIN = 2
_GAP = 3
_HEADINGS = {"h1": "bold underline", "h2": "bold"}


class _Heading(Heading):
    """A heading at the left margin: rich would put the first into a frame."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(self.text.plain, style=_HEADINGS.get(self.tag, "italic"))


class _Code(CodeBlock):
    """A block of code, a little indented; its lines are as long as they are, so that they can be copied."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = Style.parse(STYLES["markdown.code_block"])
        for line in self.text.plain.rstrip("\n").split("\n"):
            yield Segment(" " * _MARGIN)
            yield Segment(line, style)
            yield Segment.line()


class _Table(TableElement):
    """A table; where it is wider than the terminal its cells take several lines, with a gap between the rows."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = [] if self.body is None else [[cell.content for cell in row.cells] for row in self.body.rows]
        head = self.header.row if self.header is not None else None
        heads = [cell.content for cell in head.cells] if head is not None else []
        columns = [[title, *(row[number] for row in rows)] for number, title in enumerate(heads)]
        needed = [_measured(console, column) for column in columns]
        room = options.max_width - _GAP * (len(columns) - 1)
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for title, width in zip(heads, _widths(needed, room), strict=True):
            table.add_column(title.copy(), overflow="fold", width=width)
        for row in rows:
            table.add_row(*row)
        table.show_lines = sum(column.maximum for column in needed) > room
        yield table


def _measured(console: Console, cells: list[Text]) -> Measurement:
    """Return how wide the longest word of some cells is, and how wide the longest cell is."""
    options = console.options.update(max_width=10_000)
    measured = [Measurement.get(console, options, cell) for cell in cells]
    return Measurement(max(one.minimum for one in measured), max(one.maximum for one in measured))


def _widths(needed: list[Measurement], room: int) -> list[int] | list[None]:
    """Return how wide columns are: each as wide as its longest word, and the rest to those that lack most of it.

    Where not even the words have room, rich decides.
    """
    widths = [column.minimum for column in needed]
    if sum(widths) > room:
        return [None] * len(needed)
    for _ in range(room - sum(widths)):
        lacking = [column.maximum - width for column, width in zip(needed, widths, strict=True)]
        most = max(range(len(widths)), key=lambda number: lacking[number] / (widths[number] + 1))
        if lacking[most] <= 0:
            break
        widths[most] += 1
    return widths


class ManualMarkdown(Markdown):
    """A page of the manual, to be printed by rich."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
        "table_open": _Table,
    }

    def __init__(self, markdown: str) -> None:
        super().__init__(markdown, hyperlinks=False)
        for token in self.parsed:
            if token.children:
                token.children = list(_with_commands(token.children))


def _with_commands(tokens: list[Any]) -> Iterator[Any]:
    """Put the command that shows a page in place of each link to it; a link within the page is its words alone."""
    behind: list[Any] = []
    for token in tokens:
        if token.type == "link_open":
            target = str(token.attrs.get("href", ""))
            page = _PAGE.fullmatch(target)
            command = f"mhook manual {page[1]}" if page else target
            behind = [] if target.startswith("#") else _in_brackets(token, command)
        elif token.type == "link_close":
            yield from behind
        else:
            yield token


def _in_brackets(token: Any, command: str) -> list[Any]:
    kinds = (("text", "", " ("), ("code_inline", "code", command), ("text", "", ")"))
    return [token.copy(type=kind, tag=tag, content=content, nesting=0, attrs={}) for kind, tag, content in kinds]
