"""Commands as PowerShell reads them: ``curl.exe``, and its own ``Invoke-WebRequest`` and ``Invoke-RestMethod``.

Browsers copy the latter as "PowerShell". Only literal texts are read; any expression but those is not known.
"""

import re
from collections.abc import Iterator

from maileroo_cli.capture.formats.command.word import ShellCommand, ShellWord

_OWN = re.compile(rb"\b(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b", re.IGNORECASE)
_SPACE = re.compile(rb"(?:[ \t\r]|`\r?\n|(?<=[,(@{=|])\n)+")
_CHAR = re.compile(rb"\$\(\[char\](?:0x([0-9A-Fa-f]{1,6})|(\d{1,7}))\)", re.IGNORECASE)
_VARIABLE = re.compile(rb"\$\{?[A-Za-z_][\w:]*\}?", re.ASCII)
_ASSIGNMENT = re.compile(rb"[ \t]*\$(\w+)[ \t]*=[ \t]*")
_BYTES = re.compile(rb"\(?\[(?:System\.)?Text\.Encoding\]::UTF8\.GetBytes\(", re.IGNORECASE)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}
_PLAIN = re.compile(rb"[^\s'\"`$@(){};|,]+")
_KEY = re.compile(rb"[^\s'\"`$@(){};|,=]+")


def looks_like_powershell(text: bytes) -> bool:
    """Tell whether a text is for PowerShell: its own commands, a call of ``curl.exe`` continued by a backquote."""
    return _OWN.search(text) is not None or re.search(rb"`[ \t]*\r?\n", text) is not None


class PowerShellReader:
    """Reads the commands of a script; variables that it sets to a literal are known from then on."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = 0
        self._variables: dict[bytes, ShellWord] = {}

    def commands(self) -> Iterator[ShellCommand]:
        """Yield each command; the members of a table of headers come as words ``Name: value`` behind ``-H``."""
        line, counted = 1, 0
        while self._at < len(self._text):
            if found := _ASSIGNMENT.match(self._text, self._at):
                self._at = found.end()
                words = self._words()
                self._variables[found[1].lower()] = (
                    words[0] if len(words) == 1 else ShellWord(b"", f"the variable ${found[1].decode('latin-1')}")
                )
                continue
            line += self._text.count(b"\n", counted, self._at)
            counted = self._at
            words = self._words()
            if words:
                variant = tuple(word._replace(data=word.data.replace(b'\\"', b'"')) for word in words)
                yield ShellCommand(tuple(words), line, variants=() if variant == tuple(words) else (variant,))

    def _words(self) -> list[ShellWord]:
        words: list[ShellWord] = []
        text = self._text
        while self._at < len(text):
            if found := _SPACE.match(text, self._at):
                self._at = found.end()
            elif text[self._at : self._at + 1] in (b"\n", b";", b"|"):
                self._at += 1
                break
            elif text.startswith(b"#", self._at):
                end = text.find(b"\n", self._at)
                self._at = len(text) if end < 0 else end
            elif text.startswith(b"@{", self._at):
                words += self._table()
            elif found := _BYTES.match(text, self._at):
                self._at = found.end()
                words.append(self._word())
                while text[self._at : self._at + 1] == b")":
                    self._at += 1
            elif text[self._at : self._at + 1] in (b"(", b")", b"{", b"}", b","):
                self._at += 1
            else:
                words.append(self._word())
        return words

    def _table(self) -> Iterator[ShellWord]:
        self._at += 2
        text = self._text
        while self._at < len(text):
            if text[self._at : self._at + 1] == b"}":
                self._at += 1
                return
            if text[self._at : self._at + 1] in b" \t\r\n;=`":
                self._at += 1
                continue
            name = self._word(_KEY)
            while text[self._at : self._at + 1] in (b" ", b"\t", b"="):
                self._at += 1
            value = self._word()
            yield ShellWord(b"-H")
            yield ShellWord(name.data + b": " + value.data, name.unknown or value.unknown)

    def _word(self, plain: re.Pattern[bytes] = _PLAIN) -> ShellWord:
        data, unknown, text, start = bytearray(), "", self._text, self._at
        while self._at < len(text):
            char = text[self._at : self._at + 1]
            if found := plain.match(text, self._at):
                data += found[0]
                self._at = found.end()
            elif text.startswith((b"@'", b'@"'), self._at):
                data += self._here_string()
            elif char == b"'":
                data += self._single()
            elif char == b'"':
                self._at += 1
                piece, other = self._double()
                data, unknown = data + piece, unknown or other
            elif char == b"$":
                piece, other = self._variable()
                data, unknown = data + piece, unknown or other
            elif char == b"`" and not text.startswith((b"`\n", b"`\r\n"), self._at):
                data += text[self._at + 1 : self._at + 2]
                self._at += 2
            else:
                break
        self._at += self._at == start
        return ShellWord(bytes(data), unknown)

    def _here_string(self) -> bytes:
        quote = self._text[self._at + 1 : self._at + 2]
        found = re.compile(rb"\r?\n(.*?)\r?\n%b@" % quote, re.DOTALL).search(self._text, self._at)
        self._at = found.end() if found else len(self._text)
        return found[1] or b"" if found else b""

    def _single(self) -> bytes:
        found = re.compile(rb"'((?:[^']|'')*)'?").match(self._text, self._at)
        self._at = found.end() if found else len(self._text)
        return (found[1] or b"").replace(b"''", b"'") if found else b""

    def _double(self) -> tuple[bytes, str]:
        data, unknown, text = bytearray(), "", self._text
        while self._at < len(text):
            char = text[self._at : self._at + 1]
            self._at += 1
            if char == b"`":
                after = text[self._at : self._at + 1]
                data += _ESCAPES.get(after, after)
                self._at += 1
            elif char == b'"':
                if not text.startswith(b'"', self._at):
                    break
                data += b'"'
                self._at += 1
            elif char == b"$":
                self._at -= 1
                piece, other = self._variable()
                data, unknown = data + piece, unknown or other
            else:
                data += char
        return bytes(data), unknown

    def _variable(self) -> tuple[bytes, str]:
        if found := _CHAR.match(self._text, self._at):
            self._at = found.end()
            code = int(found[1], 16) if found[1] else int(found[2])
            return chr(min(code, 0x10FFFF)).encode("utf-8", "surrogatepass"), ""
        found = _VARIABLE.match(self._text, self._at)
        if found is None:
            self._at += 1
            return b"$", ""
        self._at = found.end()
        name = found[0].strip(b"${}")
        known = self._variables.get(name.lower())
        return (known.data, known.unknown) if known is not None else (b"", f"the variable ${name.decode('latin-1')}")


def is_own(word: ShellWord) -> bool:
    """Tell whether a word names one of PowerShell's own commands."""
    return _OWN.fullmatch(word.data) is not None
