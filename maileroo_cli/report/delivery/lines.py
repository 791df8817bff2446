"""How one attempt of ``send`` looks: its line, what the receiver said where it failed, and its whole answer."""

import re

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.delivery.attempt.refusal import SignatureVerdict
from maileroo_cli.operation.attempts.summary import JudgedAttempt
from maileroo_cli.report.body.answer_line import answer_line
from maileroo_cli.report.body.traceback import traceback_lines
from maileroo_cli.report.delivery.refusals import KIND_WIDTH, sign_of
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.duration import format_took_cell
from maileroo_cli.report.terminal.local_time import local_time
from maileroo_cli.report.terminal.rows import RowColumn, Rows, id_column, shown_id, width_of
from maileroo_cli.report.terminal.safe_text import safe, safe_lines
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

_SENTENCE = 400
_TYPE = 10
_LONGEST_TYPE = 200
_WIDE_FROM = 95
"""From so many columns on times are shown with milliseconds."""

_WITH_MILLISECONDS, _WITHOUT = 12, 8
_ACCEPTED, _REFUSED = len("accepted with 200"), len("✓ refused with 401, as it should be")
"""The width of what is mostly said."""

_MOST_TOLD = 1_000
_SHOWN_LINES = 40
_LOOKED_AT, _SHOWN_ANSWER = 4_096, 200
_SIGNATURE = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
_SHORTEST_SIGNATURE = 16


class AttemptRows:
    """Turns attempts into lines; ``names_kinds`` where there are several kinds of bad signatures."""

    def __init__(self, console: Console, *, names_kinds: bool = False) -> None:
        self._console = console
        self._width = width_of(console)
        self._told: set[str] = set()
        """The explanations that stand above; none is repeated on a terminal."""
        self._raised_before: set[str] = set()
        self._clock = _WITH_MILLISECONDS if self._width is None or self._width >= _WIDE_FROM else _WITHOUT
        kinds = [RowColumn(KIND_WIDTH, _kind)] if names_kinds else []
        identity = id_column(self._identity, self._width, rank=6 if names_kinds else 2)
        self._rows: Rows[JudgedAttempt] = Rows(
            [
                RowColumn(self._clock, self._time, lambda _: Ink.FAINT, rank=4),
                RowColumn(_TYPE, lambda one: safe(one.request.event_type, _LONGEST_TYPE) or "-"),
                identity,
                *kinds,
                RowColumn(7, lambda one: one.attempt.word, ink_of, most=len("unreachable")),
                RowColumn(8, lambda one: format_took_cell(one.attempt.seconds * 1000), rank=5, right=True),
            ],
            console.paint,
            self._width,
            indent=self._clock + 2,
            beside=_REFUSED if names_kinds else _ACCEPTED,
        )

    def lines(self, judged: JudgedAttempt, *, answer: bool = True) -> list[str]:
        """Return the lines of one attempt; with ``answer`` what the receiver said is among them.

        Below one that failed stands what an application in this process raised, unless it did so before.
        """
        judgement = judged.judgement
        sentence = safe(judgement.risk or judgement.sentence, _SENTENCE)
        if judgement.verdict is not None:
            sentence = f"{sign_of(judgement.verdict, self._console, ok=judgement.ok)} {sentence}"
        lines = self._rows.lines(judged, self._unrepeated(sentence), ink_of(judged))
        if raised := self._raised(judged):
            return lines + raised
        if answer and (said := said_in_answer(judged)):
            lines.append(self._rows.below(said, Ink.FAINT))
        return lines

    def _raised(self, judged: JudgedAttempt) -> list[str]:
        traceback = "" if judged.judgement.ok else judged.attempt.traceback
        if not traceback or traceback in self._raised_before:
            return []
        if len(self._raised_before) < _MOST_TOLD:
            self._raised_before.add(traceback)
        return [self._rows.below(line, Ink.FAINT) for line in traceback_lines(traceback)]

    def _unrepeated(self, sentence: str) -> str:
        """Return a sentence or, on a terminal that shows its explanation already, what comes before that."""
        happened, colon, explanation = sentence.partition(": ")
        if self._width is None or not colon:
            return sentence
        if explanation in self._told:
            return happened
        if len(self._told) < _MOST_TOLD:
            self._told.add(explanation)
        return sentence

    def _identity(self, judged: JudgedAttempt) -> str:
        return shown_id(judged.request.event_id, self._width)

    def _time(self, judged: JudgedAttempt) -> str:
        return local_time(judged.began)[: self._clock]


def is_notable(judged: JudgedAttempt) -> bool:
    """Return whether an attempt failed, is at risk, or found a receiver lenient."""
    judgement = judged.judgement
    return not judgement.ok or bool(judgement.risk) or judgement.verdict is SignatureVerdict.LENIENT


def ink_of(judged: JudgedAttempt) -> Ink:
    """Return the colour of how an attempt ended."""
    if not judged.judgement.ok:
        return Ink.BAD
    return Ink.RISK if is_notable(judged) else Ink.GOOD


def said_in_answer(judged: JudgedAttempt) -> str:
    """Return in one line what the receiver said where an attempt failed, without signatures; empty where it was mute.

    Nor is anything returned where a forgery was accepted, since that is what failed, whatever was said, or where an
    application in this process raised an exception, which says more.
    """
    attempt = judged.attempt
    if judged.judgement.ok or judged.judgement.verdict is SignatureVerdict.ACCEPTED or attempt.raised:
        return ""
    text = answer_line(attempt.headers, attempt.body, _LOOKED_AT)
    for value in header_values(judged.request.request.headers, SIGNATURE_HEADER):
        if len(value) >= _SHORTEST_SIGNATURE:
            text = text.replace(value, "…")
    text = safe(_SIGNATURE.sub("…", text), _SHOWN_ANSWER)
    return f"answer: {text}" if text else ""


def response_lines(attempt: Attempt) -> list[str]:
    """Return an answer as lines: its status, its headers, and as much of its body as fits on a screen."""
    lines = [f"    HTTP {attempt.status}"]
    lines += [f"    {safe(name)}: {safe(value, _SENTENCE)}" for name, value in attempt.headers]
    body = safe_lines(attempt.body.removesuffix(b"\n")) if attempt.body else []
    lines += ["", *(f"    {line}".rstrip() for line in body[:_SHOWN_LINES])] if body else []
    if attempt.body_truncated or len(body) > _SHOWN_LINES:
        lines.append("    …")
    return lines


def _kind(judged: JudgedAttempt) -> str:
    return judged.request.bad_signature or ""
