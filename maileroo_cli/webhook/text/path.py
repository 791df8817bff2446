r"""Where in a payload: ``event_data.to[0]`` as names and indexes. What is put there is in ``override.assignment``.

Names are separated by dots, ``[n]`` is the n-th item of an array, counted from 0. A backslash takes the
meaning from ``.`` ``[`` ``]`` ``=`` ``:`` and from itself, so ``a\.b`` is one name.
"""

import re
from typing import TypeAlias

from maileroo_cli.errors import OverrideError
from maileroo_cli.webhook.text.shown import show

Path: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 100
"""How many levels a path or a value may have: far beyond any real payload, well below Python's limit."""

_SPECIAL = "\\.[]=:"
_ESCAPED = re.compile(r"[\\.\[\]=:]")
_STEP = re.compile(r"\[([^\]]*)\]|(\.?)((?:[^\\.\[\]]|\\.)+)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ASSIGNMENT = re.compile(r"((?:[^\\=]|\\.)*?)(:?=)(.*)", re.DOTALL)


def split_assignment(text: str) -> tuple[str, str, str] | None:
    """Split at the first ``=`` or ``:=`` without a backslash into path, sign and value, if there is one."""
    match = _ASSIGNMENT.fullmatch(text)
    return (match[1], match[2], match[3]) if match else None


def parse_path(text: str) -> Path:
    """Read a path; a malformed one raises ``OverrideError`` saying how it is written."""
    steps: list[str | int] = []
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None or (match[1] is None and bool(match[2]) != bool(steps)):
            raise _malformed(text, position)
        if match[1] is None:
            steps.append(_ESCAPE.sub(_plain, match[3]))
        else:
            steps.append(_index(text, match[1]))
        position = match.end()
    if not steps:
        raise OverrideError("the path is empty", "name a field, like event_data.to[0]")
    if isinstance(steps[0], int):
        raise OverrideError(f"the path {show(text)} starts with an index", "start with the name of a field")
    if len(steps) > MAX_DEPTH:
        raise OverrideError(f"the path {show(text)} has {len(steps)} levels", f"at most {MAX_DEPTH} are allowed")
    return tuple(steps)


def format_path(path: Path) -> str:
    """Return the text that :func:`parse_path` reads as ``path``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += ("." if text else "") + _ESCAPED.sub(r"\\\g<0>", step)
    return text


def _plain(escape: re.Match[str]) -> str:
    if escape[1] not in _SPECIAL:
        raise OverrideError(
            f"{show(escape[0])} has no meaning in a path",
            "write a backslash only before . [ ] = : or another backslash",
        )
    return escape[1]


def _index(text: str, digits: str) -> int:
    if not (digits.isascii() and digits.isdigit()):
        raise OverrideError(
            f"the path {show(text)} has no number in [{show(digits)}]",
            "count items from 0, as in event_data.to[0]; write a bracket in a name as \\[",
        )
    if len(digits) > 9:
        raise OverrideError(f"the index in the path {show(text)} is too large", "count items from 0")
    return int(digits)


def _malformed(text: str, position: int) -> OverrideError:
    rest = text[position:]
    if rest in (".", "\\") or (rest.endswith("\\") and not rest.endswith("\\\\")):
        where = "is not complete"
    elif rest.startswith("."):
        where = f"has no name at character {position + 1}"
    else:
        where = f"is wrong at character {position + 1}"
    return OverrideError(f"the path {show(text)} {where}", r"write it like event_data.to[0] or name\.with\.dots")
