"""What may stand in the place of a piece of code: one small thing that a person could have written by mistake."""

import ast
from collections.abc import Iterator
from typing import NamedTuple


class Replacement(NamedTuple):
    """What takes the place of a node, and what kind of change that is."""

    kind: str
    node: ast.stmt | ast.expr


_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}


def replacements(node: ast.stmt | ast.expr) -> Iterator[Replacement]:
    """Yield what may stand in the place of a node."""
    if isinstance(node, ast.stmt):
        yield from _of_statement(node)
    else:
        yield from _of_expression(node)


def _of_statement(node: ast.stmt) -> Iterator[Replacement]:
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield Replacement("return value", ast.Return(ast.Constant(None)))
    if isinstance(node, ast.Expr | ast.AugAssign | ast.Continue | ast.Break | ast.Raise):
        yield Replacement("deleted statement", ast.Pass())
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        yield Replacement("deleted statement", ast.Pass())
    if isinstance(node, ast.AugAssign) and type(node.op) in _ARITHMETIC:
        yield Replacement("arithmetic", ast.AugAssign(node.target, _ARITHMETIC[type(node.op)](), node.value))


def _of_expression(node: ast.expr) -> Iterator[Replacement]:
    if isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.IfExp):
        yield from _of_condition(node)
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC and not _is_text(node.left, node.right):
        yield Replacement("arithmetic", ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right))
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node.value)
    elif isinstance(node, ast.JoinedStr):
        for place, one in enumerate(node.values):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                changed = [*node.values[:place], ast.Constant(_other_text(one.value)), *node.values[place + 1 :]]
                yield Replacement("text", ast.JoinedStr(changed))


def _of_condition(node: ast.Compare | ast.BoolOp | ast.UnaryOp | ast.IfExp) -> Iterator[Replacement]:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=right):
            for other in _COMPARISONS[type(op)]:
                yield Replacement("comparison", ast.Compare(left, [other()], right))
        case ast.BoolOp(op=op, values=values):
            yield Replacement("and, or", ast.BoolOp(ast.And() if isinstance(op, ast.Or) else ast.Or(), values))
            for place in range(len(values)):
                yield Replacement("condition left out", _without(node, place))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield Replacement("negation", operand)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield Replacement("negation", ast.IfExp(test, orelse, body))
        case _:
            pass


def _of_call(node: ast.Call) -> Iterator[Replacement]:
    first = node.args[:2]
    either = isinstance(node.func, ast.Name) and node.func.id in {"min", "max"}  # which is first makes no difference
    if len(first) == 2 and not either and not any(isinstance(one, ast.Starred | ast.GeneratorExp) for one in first):
        swapped = [first[1], first[0], *node.args[2:]]
        yield Replacement("swapped arguments", ast.Call(node.func, swapped, node.keywords))
    for place, one in enumerate(node.keywords):
        if one.arg is not None:
            kept = [*node.keywords[:place], *node.keywords[place + 1 :]]
            yield Replacement("argument left out", ast.Call(node.func, node.args, kept))


def _of_constant(value: object) -> Iterator[Replacement]:
    match value:
        case bool():
            yield Replacement("constant", ast.Constant(not value))
        case int() | float():
            yield Replacement("constant", ast.Constant(value + 1))
            if value > 0:
                yield Replacement("constant", ast.Constant(value - 1))
        case str():
            yield Replacement("text", ast.Constant(_other_text(value)))
        case bytes():
            yield Replacement("text", ast.Constant(b"X" + value[1:]))
        case _:
            pass


def _other_text(text: str) -> str:
    """Return a text that differs in its first letter: as a reader would see, and as a lookup would miss."""
    for place, letter in enumerate(text):
        if letter.isalpha():
            other = "x" if letter != "x" else "y"
            return f"{text[:place]}{other}{text[place + 1 :]}"
    return f"{text}x"


def _without(node: ast.BoolOp, place: int) -> ast.expr:
    kept = [*node.values[:place], *node.values[place + 1 :]]
    return kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_text(*nodes: ast.expr) -> bool:
    """Tell whether a node is clearly a text or a list, of which nothing can be subtracted."""
    return any(
        isinstance(one, ast.JoinedStr | ast.List) or (isinstance(one, ast.Constant) and isinstance(one.value, str))
        for one in nodes
    )
