"""What the programs would print that often feed curl: printf, echo and base64. None is run."""

from base64 import b64decode
from binascii import Error as Base64Error

from maileroo_cli.capture.formats.command.ansi_c import expand_escapes
from maileroo_cli.capture.formats.command.word import ShellCommand

_DECODING = {"-d", "-D", "--decode", "-di", "-id"}


def output_of(command: ShellCommand) -> bytes | None:
    """Return what a command would print; ``None`` where its text does not say."""
    if not command.words or any(word.unknown for word in command.words):
        return None
    name, *words = [word.data for word in command.words]
    if name == b"printf" and words:
        return _printf(words[0], words[1:])
    if name == b"echo":
        return _echo(words)
    if name == b"base64" and len(words) == 1 and words[0].decode("latin-1") in _DECODING and command.stdin is not None:
        try:
            return b64decode(b"".join(command.stdin.split()), validate=True)
        except (Base64Error, ValueError):
            return None
    return command.stdin if name == b"cat" and words in ([], [b"-"]) else None


def _printf(form: bytes, values: list[bytes]) -> bytes | None:
    """Return what printf makes of a form with ``%s``, ``%b`` and ``%%`` alone."""
    parts = form.replace(b"%%", b"\0").split(b"%")
    first, *others = [expand_escapes(part).replace(b"\0", b"%") for part in parts]
    kinds = [part[:1] for part in parts[1:]]
    if not all(kind in (b"s", b"b") for kind in kinds) or len(values) > len(kinds):
        return None
    output = first
    for index, (kind, rest) in enumerate(zip(kinds, others, strict=True)):
        value = values[index] if index < len(values) else b""
        output += (expand_escapes(value) if kind == b"b" else value) + rest[1:]
    return output


def _echo(words: list[bytes]) -> bytes:
    newline, escapes = True, False
    while words and words[0][:1] == b"-" and words[0][1:] and not words[0][1:].strip(b"neE"):
        newline = newline and b"n" not in words[0]
        escapes = escapes or b"e" in words[0]
        words = words[1:]
    text = b" ".join(words)
    return (expand_escapes(text) if escapes else text) + (b"\n" if newline else b"")
