"""Which changes can be made to a module: each a place in its source, and the text that takes its place.

Docstrings, annotations, ``__repr__`` and what is there for type checkers alone are left as they are.
"""

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.mutants.operators import Replacement, replacements


class Change(NamedTuple):
    """One change of a module: the bytes from ``start`` to ``end`` become ``text``."""

    path: str
    line: int
    start: int
    end: int
    text: bytes
    kind: str

    def apply(self, source: bytes) -> bytes:
        """Return the source with the change."""
        return source[: self.start] + self.text + source[self.end :]

    def lines(self, source: bytes) -> tuple[str, str]:
        """Return the changed lines as they were and as they are, without the white space around them."""
        first = source.rfind(b"\n", 0, self.start) + 1
        last = source.find(b"\n", self.end)
        before = source[first : last if last >= 0 else len(source)]
        after = source[first : self.start] + self.text + source[self.end : last if last >= 0 else len(source)]
        return _one_line(before), _one_line(after)


def changes_of(root: Path, path: Path) -> list[Change]:
    """Return every change of a module that is known, in the order of their places."""
    source = path.read_bytes()
    found = _Finder(path.relative_to(root).as_posix(), source)
    found.visit(ast.parse(source))
    return sorted(set(found.changes), key=lambda change: change[1:])


class _Finder(ast.NodeVisitor):
    """Walks a module and gathers its changes."""

    def __init__(self, path: str, source: bytes) -> None:
        self.changes: list[Change] = []
        self._path, self._source = path, source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def visit(self, node: ast.AST) -> None:
        """Gather what can be changed at a node, and in what it holds."""
        if _is_left(node):
            return
        if isinstance(node, ast.stmt | ast.expr):
            self._gather(node)
        for child in _inner(node):
            self.visit(child)

    def _gather(self, node: ast.stmt | ast.expr) -> None:
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        for one in replacements(node):
            text = _text(one).encode()
            if text != self._source[start:end]:
                self.changes.append(Change(self._path, node.lineno, start, end, text, one.kind))

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column


def _text(one: Replacement) -> str:
    if isinstance(one.node, ast.stmt):
        return ast.unparse(one.node)
    text = ast.unparse(copy.deepcopy(one.node))
    return text if isinstance(one.node, ast.Constant | ast.Call | ast.Name | ast.JoinedStr) else f"({text})"


def _is_left(node: ast.AST) -> bool:
    """Tell whether a node stays as it is, with all that it holds."""
    match node:
        case ast.FunctionDef(name="__repr__") | ast.Import() | ast.ImportFrom():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.Assign(targets=[ast.Name(id="__slots__" | "__all__")]):
            return True
        case ast.Expr(value=ast.Constant()):  # a docstring, or an ellipsis
            return True
        case ast.Call(func=ast.Name(id="assert_never" | "cast" | "dataclass" | "NewType" | "TypeVar")):
            return True
        case _:
            return False


def _inner(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that are run, without annotations."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns"} or (name == "args" and isinstance(node, ast.arguments)):
            continue  # of arguments the defaults are left
        if isinstance(node, ast.JoinedStr | ast.MatchClass | ast.MatchValue):  # their inner places are not told
            continue
        if isinstance(node, ast.AnnAssign) and _is_type_alias(node):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST):
                yield one


def _is_type_alias(node: ast.AnnAssign) -> bool:
    return "TypeAlias" in ast.unparse(node.annotation)


def _one_line(text: bytes) -> str:
    return " ".join(line.strip() for line in text.decode().splitlines())
