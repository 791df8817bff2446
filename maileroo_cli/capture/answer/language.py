"""The language of ``--respond``: what the n-th attempt of an event is answered.

::

    --respond [TYPE=]STEP[,STEP…]                     repeatable, once for each TYPE
    STEP      ACTION[*TIMES][+MODIFIER…]
    ACTION    a status from 200 to 599, or ok (200), or drip[:STATUS] (the answer byte by byte),
              or without an answer: reset (TCP RST), close (end of connection), hang (until the client gives up)
    MODIFIER  delay:DURATION (at most 1h), body:TEXT, header:NAME:VALUE (repeatable)
    TYPE      an event type, or other (whatever names no known one)

``500*3,200`` answers three attempts with 500 and every later one with 200: the last step holds for ever after. A script
without TYPE is for all types that have none of their own; where there is none they get 200. In TEXT, NAME and VALUE
``%XX`` is any byte, so ``%2C`` ``%2B`` ``%25`` stand for ``,`` ``+`` ``%``. Blanks around a step are dropped. What
is not ASCII goes out as UTF-8.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import assert_never

from maileroo_cli.capture.answer.modifier import (
    AnswerModifier,
    ScriptPlace,
    StepChanges,
    format_modifiers,
    parse_modifiers,
)
from maileroo_cli.capture.answer.script import AnswerScript
from maileroo_cli.capture.answer.step import BODILESS, OK, Action, AnswerStep, make_answer
from maileroo_cli.capture.answer.syntax import COMMAND_LINE, AnswerSyntax
from maileroo_cli.capture.kind import KINDS, parse_kind
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.nearest import did_you_mean, suggest
from maileroo_cli.webhook.text.shown import show

MOST_STEPS = 10_000
_TYPED = re.compile(r"([^,+:*%=]*)=(.*)", re.DOTALL)
_SILENT = tuple(str(action) for action in Action if not action.answers)
_ACTIONS = ("ok", str(Action.DRIP), *_SILENT)
_MEANT = {"timeout": "hang", "drop": "close", "abort": "reset", "rst": "reset", "slow": "drip", "error": "500"}


def parse_script(texts: Sequence[str], option: str = "--respond") -> AnswerScript:
    """Read all that ``option`` was given; no text at all is the default, always 200.

    Every mistake raises ``UsageError``: one line with the step, what is wrong, and what to write.
    """
    scripts: dict[str, tuple[AnswerStep, ...]] = {}
    for text in texts:
        match = _TYPED.fullmatch(text)
        where = f"{option} '{show(text)}'"
        kind = parse_kind(match[1], where) if match else ""
        if kind in scripts:
            whose = kind or "all types"
            raise UsageError(
                f"{where} is a second script for {whose}", ("put all steps into one --respond, separated by commas")
            )
        scripts[kind] = parse_steps(match[2] if match else text, where)
    general = scripts.pop("", (OK,))
    return AnswerScript(general, MappingProxyType(scripts))


def parse_steps(text: str, where: str, syntax: AnswerSyntax = COMMAND_LINE) -> tuple[AnswerStep, ...]:
    """Read steps that are separated by commas; a mistake raises ``UsageError``, which tells it in ``syntax``."""
    return tuple(_parse_steps(text, where, syntax))


def format_script(script: AnswerScript) -> tuple[str, ...]:
    """Return the texts that :func:`parse_script` reads as ``script``, the general one first."""
    typed = (f"{kind}={_format_steps(steps)}" for kind, steps in script.by_kind.items())
    return (_format_steps(script.general), *typed)


def _parse_steps(text: str, where: str, syntax: AnswerSyntax) -> Iterator[AnswerStep]:
    pieces, count = text.split(","), 0
    for number, piece in enumerate(pieces, 1):
        place = ScriptPlace(f"{where}, step {number}" if len(pieces) > 1 else where, syntax)
        step, times = _parse_step(piece.strip(), place)
        count += times
        if count > MOST_STEPS:
            raise place.error(f"more than {MOST_STEPS:,} steps", "the last step repeats for ever, without *TIMES")
        yield from (step for _ in range(times))


def _parse_step(text: str, place: ScriptPlace) -> tuple[AnswerStep, int]:
    head, *modifiers = text.split("+")
    head, star, times = (part.strip() for part in head.partition("*"))
    if star and not (times.isascii() and times.isdigit() and 0 < int(times[:9]) <= MOST_STEPS and len(times) < 9):
        raise place.error(f"'*{show(times)}' is not a repeat count", f"write *2 to *{MOST_STEPS}, as in 500*3")
    name, colon, argument = (part.strip() for part in head.partition(":"))
    name = name.lower()
    if colon and name != Action.DRIP:
        raise place.error(f"'{show(head)}' is not an action", _about_colon(name, argument, place.syntax))
    changes = parse_modifiers(modifiers, place)
    if name in _SILENT:
        step = _end_silently(Action(name), changes, place)
    elif name == Action.DRIP:
        status = _parse_status(argument, place) if colon else 200
        step = _answer(Action.DRIP, status, changes, place)
    else:
        step = _answer(Action.ANSWER, 200 if name == "ok" else _parse_status(name, place), changes, place)
    return step, int(times) if star else 1


def _about_colon(name: str, argument: str, syntax: AnswerSyntax) -> str:
    if name in KINDS:
        return syntax.typed.format(name, show(argument) or "503")
    if name in set(AnswerModifier):
        return f"put it after an action, as in 503{AnswerModifier(name).form}"
    return "only drip takes a status, as in drip:503; delays, bodies and headers start with +"


def _parse_status(text: str, place: ScriptPlace) -> int:
    if text.isascii() and text.isdigit():
        if len(text) == 3 and 200 <= int(text) <= 599:
            return int(text)
        raise place.error(f"{show(text)} is not a status that ends a request", "give one from 200 to 599")
    if not text:
        raise place.error("an action is missing", place.syntax.forms)
    if "=" in text:
        raise place.error(f"'{show(text)}' is not an action", place.syntax.apart)
    if text in _MEANT:
        hint = did_you_mean([_MEANT[text]])
    else:
        hint = f"{suggest(text, _ACTIONS)} (or a status from 200 to 599)"
    raise place.error(f"there is no action '{show(text)}'", hint)


def _end_silently(action: Action, changes: StepChanges, place: ScriptPlace) -> AnswerStep:
    if changes.body is not None or changes.headers:
        what = "body" if changes.body is not None else "header"
        raise place.error(f"{action} does not send an answer, so it cannot have a {what}", f"remove +{what}")
    if action is Action.HANG and changes.delay is not None:
        raise place.error("hang never answers, so there is nothing to delay", "remove +delay")
    return AnswerStep(action, delay=changes.delay or 0.0)


def _answer(action: Action, status: int, changes: StepChanges, place: ScriptPlace) -> AnswerStep:
    if status in BODILESS and changes.body:
        raise place.error(f"an answer {status} cannot have a body", "remove +body, or use another status")
    return make_answer(status, action=action, delay=changes.delay or 0.0, headers=changes.headers, body=changes.body)


def _format_steps(steps: Sequence[AnswerStep]) -> str:
    texts = []
    for step, run in groupby(steps):
        times = sum(1 for _ in run)
        repeat = f"*{times}" if times > 1 else ""
        texts.append(f"{_format_action(step)}{repeat}{format_modifiers(step)}")
    return ",".join(texts)


def _format_action(step: AnswerStep) -> str:
    action = step.action
    match action:
        case Action.ANSWER:
            return str(step.status)
        case Action.DRIP:
            return f"{action}:{step.status}"
        case Action.RESET | Action.CLOSE | Action.HANG:
            return str(action)
        case _:
            assert_never(action)
