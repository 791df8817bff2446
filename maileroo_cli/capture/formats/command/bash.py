"""Commands as a POSIX shell and bash read them: quotes, escapes, continued lines, pipes and here-documents.

Nothing is run: what a variable or another program would give is known only where the text says it. What the programs
that often feed curl would print is told in ``output``.
"""

import re
from collections.abc import Iterator

from maileroo_cli.capture.formats.command.ansi_c import read_ansi_c
from maileroo_cli.capture.formats.command.output import output_of
from maileroo_cli.capture.formats.command.word import ShellCommand, ShellWord

_ASSIGNMENT = re.compile(rb"(?:export\s+)?([A-Za-z_]\w*)=", re.ASCII)
_NAME = re.compile(rb"\{?([A-Za-z_]\w*|[0-9@*#?!$-])\}?", re.ASCII)
_PLAIN = re.compile(rb"[^ \t\r\n'\"\\$`|&;<>()]+")
_IN_QUOTES = re.compile(rb"[^\"\\$`]+")
_SPACE = re.compile(rb"(?:[ \t\r]|\\\r?\n)+")
_OPERATOR = re.compile(rb"\|\||&&|[|;&\n()]")
_REDIRECTION = re.compile(rb"[0-9&]?(<<<|<<-|<<|<|>\||>>|>&|>)")


class BashReader:
    """Reads the commands of a script; variables that it sets to a known value are known from then on."""

    def __init__(self, text: bytes, start: int = 0) -> None:
        self._text = text
        self._at = start
        self._line = 1
        self._counted = 0
        self._variables: dict[bytes, ShellWord] = {}
        self._documents: list[tuple[bytes, bool]] = []
        self._document: bytes | None = None

    def commands(self) -> Iterator[ShellCommand]:
        """Yield each command that ends a pipeline, with what the others give it where that is known."""
        stdin: bytes | None = None
        unread = ""
        while self._at < len(self._text):
            command = self._command(stdin, unread)
            stdin, unread = None, ""
            operator = self._operator()
            if operator == b"|":
                stdin = output_of(command)
                unread = "" if stdin is not None else "another program"
            elif command.words:
                self._assign(command)
                yield command

    def _assign(self, command: ShellCommand) -> None:
        words = [word for word in command.words if word.data != b"export"]
        for word in words if all(_ASSIGNMENT.match(word.data) for word in words) else []:
            name, _, value = word.data.partition(b"=")
            self._variables[name] = ShellWord(value, word.unknown)

    def _operator(self) -> bytes:
        found = _OPERATOR.match(self._text, self._at)
        if found is None:
            return b""
        self._at = found.end()
        if found[0] == b"\n" and self._documents:
            self._skip_documents()
        return found[0]

    def _skip_documents(self) -> None:
        """Step over here-documents, which were read when their command was."""
        for end, _ in self._documents:
            found = re.compile(rb"^\t*" + re.escape(end) + rb"\r?(?:\n|\Z)", re.MULTILINE).search(self._text, self._at)
            self._at = found.end() if found else len(self._text)
        self._documents = []

    def _command(self, stdin: bytes | None, unread: str) -> ShellCommand:
        words: list[ShellWord] = []
        line = 0
        while self._at < len(self._text):
            if found := _SPACE.match(self._text, self._at):
                self._at = found.end()
            elif self._text.startswith(b"#", self._at):
                end = self._text.find(b"\n", self._at)
                self._at = len(self._text) if end < 0 else end
            elif _OPERATOR.match(self._text, self._at):
                break
            elif found := _REDIRECTION.match(self._text, self._at):
                self._at = found.end()
                stdin, unread = self._redirect(found[1], stdin, unread)
            else:
                line = line or self._line_at(self._at)
                words.append(self._word())
        return ShellCommand(tuple(words), line, stdin, unread)

    def _redirect(self, operator: bytes, stdin: bytes | None, unread: str) -> tuple[bytes | None, str]:
        if found := re.compile(rb"[ \t]+").match(self._text, self._at):
            self._at = found.end()
        quoted = self._text[self._at : self._at + 1] in (b"'", b'"', b"\\")
        word = self._word()
        if operator == b"<<<":
            return (None, word.unknown) if word.unknown else (word.data + b"\n", "")
        if operator in (b"<<", b"<<-"):
            return self._here_document(word.data, quoted, tabs=operator == b"<<-")
        if operator == b"<":
            return None, f"<{word.text}"
        return stdin, unread

    def _here_document(self, end: bytes, quoted: bool, *, tabs: bool) -> tuple[bytes | None, str]:
        start = self._text.find(b"\n", self._at) + 1 or len(self._text)
        pattern = rb"^" + (rb"\t*" if tabs else b"") + re.escape(end) + rb"\r?(?:\n|\Z)"
        found = re.compile(pattern, re.MULTILINE).search(self._text, start)
        text = self._text[start : found.start() if found else len(self._text)]
        self._documents.append((end, quoted))
        text = re.sub(rb"(?m)^\t+", b"", text) if tabs else text
        if quoted:
            return text, ""
        if re.search(rb"(?<!\\)[$`]", text):
            return None, "a here-document with variables"
        return re.sub(rb"\\([$`\\])|\\\n", lambda one: one[1] or b"", text), ""

    def _line_at(self, position: int) -> int:
        self._line += self._text.count(b"\n", self._counted, position)
        self._counted = position
        return self._line

    def _word(self) -> ShellWord:
        data, unknown, text = bytearray(), "", self._text
        while self._at < len(text):
            if found := _PLAIN.match(text, self._at):
                data += found[0]
                self._at = found.end()
            elif text.startswith(b"'", self._at):
                data += self._until(b"'", self._at + 1)
            elif text.startswith(b"$'", self._at):
                piece, self._at = read_ansi_c(text, self._at + 2)
                data += piece
            elif text.startswith((b'"', b'$"'), self._at):
                self._at += 1 + text.startswith(b"$", self._at)
                piece, other = self._quoted()
                data, unknown = data + piece, unknown or other
            elif text[self._at : self._at + 1] == b"\\":
                piece = text[self._at + 1 : self._at + 2]
                data += b"" if piece == b"\n" else piece or b"\\"
                self._at += 2
            elif text[self._at : self._at + 1] in (b"$", b"`"):
                piece, other = self._expansion()
                data, unknown = data + piece, unknown or other
            else:
                break
        return ShellWord(bytes(data), unknown)

    def _until(self, end: bytes, start: int) -> bytes:
        stop = self._text.find(end, start)
        stop = len(self._text) if stop < 0 else stop
        self._at = stop + 1
        return self._text[start:stop]

    def _quoted(self) -> tuple[bytes, str]:
        data, unknown, text = bytearray(), "", self._text
        while self._at < len(text):
            if found := _IN_QUOTES.match(text, self._at):
                data += found[0]
                self._at = found.end()
                continue
            char = text[self._at : self._at + 1]
            if char == b'"':
                self._at += 1
                break
            if char == b"\\":
                after = text[self._at + 1 : self._at + 2]
                data += b"" if after == b"\n" else (after if after in (b"$", b"`", b'"', b"\\") else b"\\" + after)
                self._at += 2
            else:
                piece, other = self._expansion()
                data, unknown = data + piece, unknown or other
        return bytes(data), unknown

    def _expansion(self) -> tuple[bytes, str]:
        """Take what begins with ``$`` or a backquote; return its bytes, or what is not known."""
        text = self._text
        if text.startswith(b"`", self._at):
            inner = self._until(b"`", self._at + 1)
            return self._substitute(inner)
        if text.startswith(b"$(", self._at):
            end = BashReader(text, self._at + 2).closing()
            inner = text[self._at + 2 : end]
            self._at = end + 1
            return self._substitute(inner)
        found = _NAME.match(text, self._at + 1)
        if found is None:
            self._at += 1
            return b"$", ""
        self._at = found.end()
        known = self._variables.get(found[1])
        if known is None or (text.startswith(b"{", found.start()) and not found[0].endswith(b"}")):
            return b"", f"the variable ${found[1].decode('latin-1')}"
        return known.data, known.unknown

    def closing(self) -> int:
        """Return where the parenthesis is that ends a substitution whose text begins here."""
        depth = 0
        while self._at < len(self._text):
            char = self._text[self._at : self._at + 1]
            if char == b")" and not depth:
                return self._at
            depth += (char == b"(") - (char == b")")
            if char in (b"'", b'"', b"\\", b"$", b"`"):
                before = self._at
                self._word()
                self._at += self._at == before
            else:
                self._at += 1
        return len(self._text)

    def _substitute(self, inner: bytes) -> tuple[bytes, str]:
        commands = list(BashReader(inner).commands())
        output = output_of(commands[0]) if len(commands) == 1 else None
        if output is None:
            return b"", "what another program prints"
        return output.rstrip(b"\n"), ""
