"""Making text that somebody else wrote harmless before it reaches a terminal, a report or a page.

Captured bytes, a receiver's answer and file names may hold escape sequences, bidi overrides or line breaks that forge
output. Every such text goes through :func:`safe`.
"""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def safe(text: str | bytes, limit: int = 0) -> str:
    r"""Return ``text`` on one line with each unprintable character as a visible escape.

    Control characters, ESC, C1 codes, bidi and other format characters, line separators, lone surrogates and
    unassigned code points become ``\n``, ``\x1b``, ``\u202e``, …; bytes that are not UTF-8 become ``\xff``.
    ``limit`` > 0 cuts the result after so many characters and marks the cut with ``…``.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    if limit:
        text = text[: limit + 1]
    if not text.isprintable():
        text = "".join(map(_visible, text))
    return f"{text[: limit - 1]}…" if limit and len(text) > limit else text


def safe_lines(text: str | bytes) -> list[str]:
    """Return the lines of ``text``, each one made safe."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    return [safe(line) for line in text.replace("\r\n", "\n").split("\n")]


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
