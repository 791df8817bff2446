"""What follows the plus signs of a step in ``--respond``: its delay, body and headers, read and written.

The whole language is told in ``script``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from maileroo_cli.capture.answer.step import (
    FRAMING_HEADERS,
    PLAIN_TEXT,
    AnswerStep,
    default_body,
    has_content_type,
    is_header_name,
    is_header_value,
)
from maileroo_cli.capture.answer.syntax import COMMAND_LINE, AnswerSyntax
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.text.instant import format_seconds, parse_duration
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show

LONGEST_DELAY = 3_600.0
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})?")
_ESCAPED = re.compile(r"[^!-~ ]|[,+%]| \Z")


class AnswerModifier(StrEnum):
    """What can follow a plus sign."""

    DELAY = "delay"
    BODY = "body"
    HEADER = "header"

    @property
    def form(self) -> str:
        """How it is written."""
        match self:
            case AnswerModifier.DELAY:
                return f"+{self}:500ms"
            case AnswerModifier.BODY:
                return f"+{self}:TEXT"
            case AnswerModifier.HEADER:
                return f"+{self}:NAME:VALUE"
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class ScriptPlace:
    """Where in a script a step stands, and how scripts are written there."""

    where: str
    syntax: AnswerSyntax = COMMAND_LINE

    def error(self, problem: str, hint: str) -> UsageError:
        """Return the error of a mistake here."""
        return UsageError(f"{self.where}: {problem}", hint)


@dataclass(slots=True)
class StepChanges:
    """What the modifiers of one step ask for; ``None`` where nothing is asked for."""

    delay: float | None = None
    headers: Headers = ()
    body: bytes | None = None


def parse_modifiers(texts: Sequence[str], place: ScriptPlace) -> StepChanges:
    """Read the modifiers of the step at ``place``; a mistake raises ``UsageError``."""
    changes = StepChanges()
    for text in texts:
        name, colon, value = text.partition(":")
        modifier = _parse_name(name.strip().lower(), place)
        if not colon:
            raise place.error(f"+{modifier} needs a value", f"write {modifier.form}")
        match modifier:
            case AnswerModifier.DELAY:
                _refuse_second(modifier, changes.delay, place)
                changes.delay = _parse_delay(value, place)
            case AnswerModifier.BODY:
                _refuse_second(modifier, changes.body, place)
                changes.body = _unescape(value, place)
            case AnswerModifier.HEADER:
                changes.headers += (_parse_header(value, place),)
            case _:
                assert_never(modifier)
    return changes


def _refuse_second(modifier: AnswerModifier, before: object, place: ScriptPlace) -> None:
    if before is not None:
        raise place.error(f"+{modifier} is given twice", "remove one")


def _parse_name(name: str, place: ScriptPlace) -> AnswerModifier:
    if name in set(AnswerModifier):
        return AnswerModifier(name)
    if (stem := name.partition("=")[0].strip()) in set(AnswerModifier):
        raise place.error(f"'+{show(name)}' is not a modifier", f"write {AnswerModifier(stem).form}")
    hint = suggest(name, AnswerModifier)
    raise place.error(f"there is no modifier '+{show(name)}'", f"{hint} (write a plus sign in text as %2B)")


def _parse_delay(text: str, place: ScriptPlace) -> float:
    try:
        seconds = round(parse_duration(text), 6)
    except UsageError as error:
        raise place.error(f"the delay {error.message}", error.hint) from None
    if seconds > LONGEST_DELAY:
        raise place.error(f"the delay '{show(text.strip())}' is longer than an hour", "use hang to wait for ever")
    return seconds


def _parse_header(text: str, place: ScriptPlace) -> tuple[str, str]:
    raw_name, colon, raw_value = text.partition(":")
    if not colon:
        raise place.error(f"the header '{show(text)}' has no value", f"write {AnswerModifier.HEADER.form}")
    name, value = (_unescape(part, place).decode("latin-1").strip(" \t") for part in (raw_name, raw_value))
    if not is_header_name(name):
        raise place.error(f"'{show(name)}' is not a header name", "write it like +header:Retry-After:120")
    if name.lower() in FRAMING_HEADERS:
        raise place.error(f"{name} cannot be set", "the server sets it to match the answer; remove it")
    if not is_header_value(value):
        problem = f"the value of the header {show(name)} holds a line break or another control character"
        raise place.error(problem, "HTTP cannot carry it; remove it")
    return name, value


def _unescape(text: str, place: ScriptPlace) -> bytes:
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise place.error(f"'{show(text)}' holds half of a character", "write the bytes as %XX") from None
    wrong = next((match for match in _ESCAPE.finditer(raw) if match[1] is None), None)
    if wrong is not None:
        rest = show(raw[wrong.start() : wrong.start() + 3].decode("utf-8", "replace"))
        raise place.error(
            (f"'{rest}' is not an escape"), "write %25 for a percent sign, or % and two hex digits for a byte"
        )
    return _ESCAPE.sub(lambda match: bytes((int(match[1], 16),)), raw)


def format_modifiers(step: AnswerStep) -> str:
    """Return the modifiers that make ``step`` out of its action and status."""
    texts = [f"delay:{format_seconds(step.delay)}"] if step.delay else []
    headers, body = step.headers, step.body
    if body and headers[0] == PLAIN_TEXT and not has_content_type(headers[1:]):
        headers = headers[1:]
    if step.action.answers and body != default_body(step.status):
        texts.append(f"body:{_escape(body)}")
    texts += [f"header:{_escape(name.encode())}:{_escape(value.encode('latin-1'))}" for name, value in headers]
    return "".join(f"+{text}" for text in texts)


def _escape(content: bytes) -> str:
    return _ESCAPED.sub(lambda match: f"%{ord(match[0]):02X}", content.decode("latin-1"))
