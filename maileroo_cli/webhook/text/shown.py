"""What the user wrote, as an error message repeats it. What a terminal may show is decided in ``report.terminal``."""

_LONGEST = 60


def show(text: str) -> str:
    """Return ``text`` for an error message: one line, no control characters, not endless."""
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def visible(text: str) -> str:
    """Return ``text`` with its lone surrogates, which no UTF-8 has, as visible escapes."""
    return text.encode("utf-8", "backslashreplace").decode()
