"""Markdown drawn with rich, in our manner: code is never wrapped, and a link says which command leads to its page."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement, TableElement
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

_PAGE = re.compile(r"([a-z-]+)\.md(#.*)?")
_MARGIN = 2
_HEADINGS = {"h1": "bold underline", "h2": "bold", "h3": "bold dim"}


class _Heading(Heading):
    """A heading at the left margin: rich would put the first into a frame."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = Text(self.text.plain, style=_HEADINGS.get(self.tag, "bold"))
        yield text


class _Code(CodeBlock):
    """A block of code, a little indented; its lines are as long as they are, so that they can be copied."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = Style.parse("cyan")
        for line in self.text.plain.rstrip("\n").split("\n"):
            yield Segment(" " * _MARGIN)
            yield Segment(line, style)
            yield Segment.line()


class _Table(TableElement):
    """A table with a line between its rows, which take several lines each where the terminal is narrow."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table(box=box.SIMPLE_HEAD, show_lines=True, pad_edge=False)
        heads = self.header.row.cells if self.header is not None and self.header.row is not None else []
        for head in heads:
            table.add_column(head.content.copy(), overflow="fold")
        for row in self.body.rows if self.body is not None else []:
            table.add_row(*(cell.content for cell in row.cells))
        yield table


class ManualMarkdown(Markdown):
    """A page of the manual as rich draws it; ``plain`` does without characters outside ASCII for its frames."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
        "table_open": _Table,
    }

    def __init__(self, markdown: str, *, plain: bool = False) -> None:
        super().__init__(markdown, hyperlinks=False)
        self.plain = plain
        for token in self.parsed:
            if token.children:
                token.children = list(_with_commands(token.children))


def _with_commands(tokens: list[Any]) -> Iterator[Any]:
    """Put the command that shows a page in place of each link to it; a link within the page is its words alone."""
    behind: list[Any] = []
    for token in tokens:
        if token.type == "link_open":
            page = _PAGE.fullmatch(str(token.attrs.get("href", "")))
            command = f"mhook manual {page[1]}" if page else str(token.attrs.get("href", ""))
            behind = [] if command.startswith("#") else _in_brackets(token, command)
        elif token.type == "link_close":
            yield from behind
        else:
            yield token


def _in_brackets(token: Any, command: str) -> list[Any]:
    kinds = (("text", "", " ("), ("code_inline", "code", command), ("text", "", ")"))
    return [token.copy(type=kind, tag=tag, content=content, nesting=0, attrs={}) for kind, tag, content in kinds]
