"""Words of a POSIX shell: any text or bytes in a form that survives the shell, and the copying out of a terminal."""

import shlex
from base64 import b64encode

LONGEST_ARGUMENT = 100_000
"""In bytes: systems refuse a longer argument of a program, but not of the shell's own printf."""


def is_plain(text: str) -> bool:
    """Tell whether a terminal shows ``text`` as it is, so that a shell line copied from it is the same."""
    return text.isprintable() and "\ufffd" not in text


def plain_text(body: bytes) -> str | None:
    """Return ``body`` as text that can be an argument, or ``None`` where it has to travel as base64."""
    text = body.decode("utf-8", "replace")
    return text if is_plain(text) and len(body) <= LONGEST_ARGUMENT else None


def decoder(body: bytes) -> str:
    """Return the start of a pipeline that puts exactly these bytes on the next program's standard input."""
    return f"printf %s {b64encode(body).decode() or repr('')} | base64 -d | "


def quote_bytes(line: bytes) -> str:
    """Return one word that is exactly these bytes; a NUL, and a newline at their end, raise ``ValueError``."""
    if b"\0" in line or line.endswith(b"\n"):
        raise ValueError("a shell word cannot hold a NUL, or a newline at its end")
    text = line.decode("latin-1")
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    octal = "".join(chr(byte) if _is_literal(byte) else f"\\{byte:03o}" for byte in line)
    if octal.startswith("-"):  # which printf would take for an option
        octal = f"\\{ord('-'):03o}{octal[1:]}"
    return f"\"$(printf '{octal}')\""


def quote_text(text: str) -> str:
    """Return one word that is this text, and is shown as it is; it has no NUL, nor half of a surrogate pair."""
    if is_plain(text):
        return shlex.quote(text)
    bare = text.rstrip("\n")
    return quote_bytes(bare.encode("utf-8", "surrogateescape")) + "$'\\n'" * (len(text) - len(bare))


def _is_literal(byte: int) -> bool:
    """Whether ``printf`` takes a byte as it is, and so does an interactive shell, which looks for ``!`` before."""
    return 0x20 <= byte < 0x7F and chr(byte) not in "%\\'!"
