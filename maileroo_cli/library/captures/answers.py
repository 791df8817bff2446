"""What a listener is to answer, as a test writes it. The language of a step is that of ``mhook listen``."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias, TypeGuard

from maileroo_cli.capture.answer.language import parse_steps
from maileroo_cli.capture.answer.script import AnswerScript
from maileroo_cli.capture.answer.step import OK, AnswerStep
from maileroo_cli.capture.answer.syntax import AnswerSyntax
from maileroo_cli.capture.expectation.clauses import ANY
from maileroo_cli.capture.kind import parse_kind
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.shown import show

Steps: TypeAlias = int | str | Sequence[int | str]
"""One answer, or several: for the first attempt of an event, the second, …"""

AnswersLike: TypeAlias = Steps | Mapping[str, Steps]

_WHERE = "answers"
_PYTHON = AnswerSyntax(
    forms='write it like 503, "503", ["503", "503", "200"], "reset" or "503+delay:2s"',
    typed='give a mapping for answers by event type, like {{"{}": "{}"}}',
    apart='give a mapping for answers by event type, like {"deferred": "503", "any": "200"}',
)


def parse_answers(answers: AnswersLike) -> AnswerScript:
    """Return the script; every mistake raises ``UsageError``, which says what to write."""
    if not isinstance(answers, Mapping):
        return AnswerScript(_steps(answers, _WHERE))
    scripts: dict[str, tuple[AnswerStep, ...]] = {}
    for name, steps in answers.items():
        kind = parse_kind(str(name), _WHERE, (ANY,))
        if kind in scripts:
            raise UsageError(f"{_WHERE}: {kind} is there twice", "put all its steps into one list")
        scripts[kind] = _steps(steps, f"{_WHERE}[{kind!r}]")
    general = scripts.pop(ANY, (OK,))
    return AnswerScript(general, MappingProxyType(scripts))


def _steps(steps: Steps, where: str) -> tuple[AnswerStep, ...]:
    several = list(steps) if _is_list(steps) else [steps]
    if not several:
        raise UsageError(f"{where}: an empty list answers nothing", _PYTHON.forms)
    return tuple(step for one in several for step in parse_steps(_text(one, where), f"{where} {one!r}", _PYTHON))


def _is_list(steps: object) -> TypeGuard[Sequence[object]]:
    return isinstance(steps, Sequence) and not isinstance(steps, str | bytes | bytearray)


def _text(step: object, where: str) -> str:
    if isinstance(step, bool) or not isinstance(step, int | str):
        raise UsageError(f"{where}: {show(repr(step))} is not an answer", _PYTHON.forms)
    return step if isinstance(step, str) else str(int(step))
