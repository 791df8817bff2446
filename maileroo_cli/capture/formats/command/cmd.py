"""Commands as Windows reads them: first ``cmd.exe`` with its carets, then the program with its quotes and backslashes.

Browsers copy such commands as "cURL (cmd)".
"""

import re
from collections.abc import Iterator

from maileroo_cli.capture.formats.command.word import ShellCommand, ShellWord

_VARIABLE = re.compile(rb"(?:[\w-]+: *)?(%[A-Za-z_]\w*%)", re.ASCII)
_COMMENT = re.compile(rb"\s*(?:@|rem\b|::|@?echo\b|@?set\b|@?chcp\b)", re.IGNORECASE)
_QUOTED = re.compile(rb"(?:(?<=[\s=])|^)\$?'(?:[^'\\]|\\.)*+'", re.DOTALL)
"""What a POSIX shell quotes: a caret in it is a caret."""


def looks_like_cmd(text: bytes) -> bool:
    """Tell whether a text with a command of curl is for ``cmd.exe``: it continues lines, or quotes, with a caret."""
    if re.search(rb"\^[ \t]*\r?\n|\^\"", _QUOTED.sub(b"", text)):
        return True
    return b'""' in text and re.search(rb"[\s=]\$?'", text) is None  # quotes are doubled, and no shell's are used


def read_cmd(text: bytes) -> Iterator[ShellCommand]:
    """Yield each command.

    What older browsers copy puts carets within quotes, where ``cmd.exe`` leaves them, and doubles each backslash, which
    a program takes for one before a quote alone: what they meant are variants.
    """
    at, line = 0, 1
    while at < len(text):
        exact, end = _leave_carets(text, at, within_quotes=False)
        loose, _ = _leave_carets(text, at, within_quotes=True)
        if exact.strip() and not _COMMENT.match(exact):
            words, meant = tuple(split_arguments(exact)), tuple(split_arguments(loose))
            once = tuple(word._replace(data=word.data.replace(b"\\\\", b"\\")) for word in meant)
            start = line + text.count(b"\n", at, at + len(text[at:end]) - len(text[at:end].lstrip()))
            yield ShellCommand(words, start, variants=tuple(one for one in (meant, once) if one != words))
        line += text.count(b"\n", at, end)
        at = end


def _leave_carets(text: bytes, at: int, *, within_quotes: bool) -> tuple[bytes, int]:
    """Return one line without its carets, and where the next begins: a caret at a line's end joins the next to it."""
    line, quoted = bytearray(), False
    while at < len(text):
        char = text[at : at + 1]
        if char == b"^" and (not quoted or within_quotes):
            at += 1
            if text.startswith((b"\r\n", b"\n"), at):
                at += 2 if text.startswith(b"\r", at) else 1
                if not text.startswith((b"\r\n", b"\n"), at):
                    continue
                line += b"\n"
                at += 2 if text.startswith(b"\r", at) else 1
                continue
            line += text[at : at + 1]
            at += 1
            continue
        at += 1
        if char == b"\n":
            break
        if char == b'"':
            quoted = not quoted
        if char in (b"&", b"|") and not quoted:
            break
        line += char
    return bytes(line), at


def split_arguments(line: bytes) -> Iterator[ShellWord]:
    """Yield the arguments that a program of Windows makes of its command line."""
    at, end = 0, len(line)
    while True:
        while at < end and line[at : at + 1].isspace():
            at += 1
        if at >= end:
            return
        word, quoted = bytearray(), False
        while at < end and (quoted or not line[at : at + 1].isspace()):
            slashes = re.compile(rb"\\*").match(line, at)
            count = len(slashes[0]) if slashes else 0
            at += count
            if not line.startswith(b'"', at):
                word += b"\\" * count
                if count:
                    continue
                word += line[at : at + 1]
                at += 1
                continue
            word += b"\\" * (count // 2)
            at += 1
            if count % 2:
                word += b'"'
            elif quoted and line.startswith(b'"', at):
                word += b'"'
                at += 1
            else:
                quoted = not quoted
        variable = _VARIABLE.fullmatch(word)
        yield ShellWord(bytes(word), f"the variable {variable[1].decode('latin-1')}" if variable else "")
