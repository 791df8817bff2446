"""The two streams of the process: stdout carries data, stderr carries talk. What is said is decided elsewhere."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, BinaryIO, TextIO

from maileroo_cli.errors import ExitCode, InputError, MhookError
from maileroo_cli.report.terminal.encoding import encodable, encoded
from maileroo_cli.report.terminal.safe_text import safe

ERROR_SCHEMA = "mhook.error/2"
NOTE_SCHEMA = "mhook.note/1"
_LONGEST_MESSAGE = 600
_LONGEST_HINT = 1200
_HANGING = "  "
_USUAL_WIDTH, _NARROWEST = 80, 20
_encode = json.JSONEncoder(separators=(",", ":")).encode  # json.dumps would make one for each line


class Format(StrEnum):
    """How results are written: for people, or one JSON object per line."""

    TEXT = "text"
    JSON = "json"


class ReportFormat(StrEnum):
    """How verdicts are written: as any results, or as continuous integration wants them."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    GITHUB = "github"

    @property
    def talk(self) -> Format:
        """How notes and errors are then written."""
        return Format.JSON if self is ReportFormat.JSON else Format.TEXT


class Ink(StrEnum):
    """The few colours of a terminal line, as SGR codes."""

    GOOD = "32"
    BAD = "31"
    RISK = "33"
    NAME = "36"
    STRONG = "1"
    FAINT = "2"


class Console:
    """Writes to stdout and stderr; knows whether each may be coloured and whether errors are JSON objects.

    While a progress bar shares the terminal, ``above`` prints lines above it, and ``talk_above`` those of stderr, where
    they would come in between. It keeps the streams that it begins with:
    an application in this process may close or replace those of ``sys``.
    """

    def __init__(self, *, format: Format = Format.TEXT, color: bool | None = None) -> None:
        self.format = format
        self._stdout, self._stderr = sys.stdout, sys.stderr
        self.color = wants_color(self._stdout) if color is None else color
        self.talk_color = wants_color(self._stderr) if color is None else color
        self.above: Callable[[str], None] | None = None
        self.talk_above: Callable[[str], None] | None = None
        self._broken_off = False
        """Whether Ctrl-C came while bytes were written, so that a line may have begun."""

    @property
    def is_terminal(self) -> bool:
        """Whether a person sees stdout directly."""
        return _is_terminal(self._stdout)

    @property
    def is_talk_terminal(self) -> bool:
        """Whether a person sees stderr directly."""
        return _is_terminal(self._stderr)

    @property
    def width(self) -> int:
        """The terminal's columns; 100 where stdout is no terminal and ``COLUMNS`` does not say."""
        from shutil import get_terminal_size

        return get_terminal_size((100, 24)).columns

    @property
    def _encoding(self) -> str:
        return getattr(self._stdout, "encoding", None) or "utf-8"

    def can_show(self, text: str) -> bool:
        """Whether the encoding of stdout has every character of ``text``."""
        return encodable(text, self._encoding) == text

    def data(self, content: bytes) -> None:
        """Write bytes to stdout as they are; a closed stdout raises ``InputError``."""
        out, self._broken_off = self._out(), True
        out.write(content)
        self._broken_off = False

    def text(self, content: bytes) -> None:
        """Write text that comes in UTF-8 to stdout, in whatever encoding that has."""
        if self._encoding.lower() not in ("utf-8", "utf8"):
            content = encoded(content.decode(), self._encoding)
        self.data(content)

    def line(self, text: str = "") -> None:
        """Write one line of text to stdout and pass it on at once; above a progress bar, where there is one."""
        if self.above is not None:
            self.above(text)
            return
        out = self._out()
        if self._broken_off:
            out.write(b"\n")
            self._broken_off = False
        out.write(encoded(f"{text}\n", self._encoding))
        out.flush()

    def lines(self, texts: Iterable[str]) -> None:
        """Write several lines of text to stdout."""
        for text in texts:
            self.line(text)

    def object(self, schema: str, fields: dict[str, Any]) -> None:
        """Write one JSON object as a line to stdout, its schema first."""
        self.line(dump_object(schema, fields))

    def note(self, text: str) -> None:
        """Tell something on stderr that is no error."""
        if self.format is Format.JSON:
            self._talk(dump_object(NOTE_SCHEMA, {"note": text}))
        else:
            self._say("note", Ink.RISK, safe(text))

    def aside(self, text: str) -> None:
        """Tell something on stderr that only confirms what was asked for: faintly, and without mhook's name."""
        if self.format is Format.JSON:
            self.note(text)
        else:
            for line in self._wrapped(safe(text)):
                self._talk(f"\x1b[{Ink.FAINT}m{line}\x1b[0m" if self.talk_color else line)

    def error(self, error: MhookError) -> None:
        """Say in one line what went wrong, or as an object with ``--format json``."""
        if self.format is Format.JSON:
            code = ExitCode(error.exit_code)
            fields = {
                "error": error.message,
                "hint": error.hint or None,
                "exit_code": int(code),
                "kind": code.name.lower(),
            }
            self._talk(dump_object(ERROR_SCHEMA, fields))
        else:
            hint = f": {safe(error.hint, _LONGEST_HINT)}" if error.hint else ""
            self._say("error", Ink.BAD, f"{safe(error.message, _LONGEST_MESSAGE)}{hint}")

    def draw(self, text: str) -> None:
        """Write to the terminal that stdout is, past every buffer: a thread that is held up here holds no lock."""
        out = self._out()
        raw = getattr(out, "raw", out)
        rest = memoryview(encoded(text, self._encoding))
        while rest:
            rest = rest[raw.write(rest) or len(rest) :]

    def paint(self, text: str, *inks: Ink) -> str:
        """Return ``text`` in colour where stdout may have colour."""
        return f"\x1b[{';'.join(inks)}m{text}\x1b[0m" if self.color and inks else text

    def flush(self) -> None:
        """Pass on everything that was written to stdout."""
        if self._stdout is not None:
            self._stdout.buffer.flush()

    def _say(self, word: str, ink: Ink, text: str) -> None:
        """Write one line to stderr after mhook's name and a ``word``, on a terminal wrapped at words."""
        mark = f"mhook: {word}:"
        first, *more = self._wrapped(f"{mark} {text}")
        if self.talk_color:
            first = first.replace(mark, f"mhook: \x1b[{ink}m{word}:\x1b[0m", 1)
        self._talk("\n".join([first, *more]))

    def _wrapped(self, text: str) -> list[str]:
        """Return the lines of a text for stderr: one, but on a terminal that is narrower as many as it takes."""
        if not self.is_talk_terminal or len(text) <= (width := _talk_width()):
            return [text]
        from maileroo_cli.report.terminal.column import paragraph

        return paragraph(text, width, _HANGING, "") or [text]

    def _talk(self, text: str) -> None:
        if self.talk_above is not None:
            self.talk_above(text)
            return
        stream = self._stderr
        if stream is None:
            return
        try:
            stream.buffer.write(encoded(f"{text}\n", stream.encoding or "utf-8"))
            stream.buffer.flush()
        except (OSError, ValueError):
            return

    def _out(self) -> BinaryIO:
        if self._stdout is None:
            raise InputError("the standard output is closed", "give it a file, a pipe or a terminal")
        return self._stdout.buffer


def _talk_width() -> int:
    """Return the columns of the terminal that is stderr, which need not be that of stdout."""
    try:
        return max(_NARROWEST, int(os.environ.get("COLUMNS", "")))
    except ValueError:
        try:
            return max(_NARROWEST, os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_WIDTH)
        except (OSError, ValueError):
            return _USUAL_WIDTH


def wants_color(stream: TextIO | None) -> bool:
    """Say whether ``stream`` may be coloured: ``NO_COLOR`` wins, then ``FORCE_COLOR``, then a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    if os.environ.get("TERM") == "dumb" or not _is_terminal(stream):
        return False
    if sys.platform == "win32":
        os.system("")  # noqa: S605, S607  (an older console begins to understand colours with the first child)
    return True


def dump_object(schema: str, fields: dict[str, Any]) -> str:
    """Return one line of JSON, pure ASCII, so that no terminal and no encoding can be harmed by it."""
    return _encode({"schema": schema, **fields})


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False
