"""Signs that an encoding lacks, in readable ASCII. What somebody else wrote is made harmless in ``safe_text`` first.

Only the signs that this program and its libraries draw have a stand-in: what came in a request keeps its code points,
as escapes, since one of them may be why a signature does not verify.
"""

_WORDS = {"…": "...", "→": "->", "←": "<-"}
_SIGNS = {
    **dict.fromkeys("●•∙·", "*"),
    **dict.fromkeys("–‐‑─━┄┅┈┉╌╍═╴╶╸╺╼╾", "-"),  # noqa: RUF001
    **dict.fromkeys("│┃┆┇┊┋╎╏║╵╷╹╻╽╿", "|"),
    "○": "o",
    "✓": "+",
    "✗": "x",
    "⊘": "#",
    "◆": "!",
    "█": "#",
}
_FIRST_OF_BOXES, _LAST_OF_BOXES = "─", "╿"


def encodable(text: str, encoding: str) -> str:
    r"""Return ``text`` with readable ASCII for the signs that ``encoding`` lacks, and escapes for all else it lacks.

    ``…`` becomes three dots, and takes the place of blanks behind it, so that columns stay where they are.
    """
    if _has(encoding, text):
        return text
    parts, at = [], 0
    while at < len(text):
        char = text[at]
        at += 1
        part = char if _has(encoding, char) else _stand_in(char)
        if part == _WORDS.get(char):
            behind = text[at : at + len(part)]
            at += max(0, len(behind) - len(behind.lstrip(" ")) - 1)
        parts.append(part)
    return "".join(parts)


def encoded(text: str, encoding: str) -> bytes:
    """Return the bytes of ``text`` in ``encoding``, with stand-ins for what that lacks."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return encodable(text, encoding).encode(encoding)


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _stand_in(char: str) -> str:
    if (part := _WORDS.get(char) or _SIGNS.get(char)) is not None:
        return part
    if _FIRST_OF_BOXES <= char <= _LAST_OF_BOXES:
        return "+"
    return char.encode("ascii", "backslashreplace").decode()
