"""What the parser refuses, in the words of the help: each of its complaints becomes one line and a hint."""

import re
from collections.abc import Sequence
from typing import Any

import typer

from maileroo_cli.cli.help.words import bounds, choices_of, is_number, value_name
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest

_VALUE = re.compile(r"(.*) is not (?:a valid|in the range|one of) .*", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra argument\S* \((.*)\)", re.DOTALL)
_LONGEST = 60
_TO_TYPE = {
    "--url": "say where to send: --url http://localhost:8000/webhook, or write it down once: mhook init",
    "URL": "say where your receiver is, like http://localhost:8000/webhook, or write it down once: mhook init",
    "ID": "name a capture, like last",
    "REFERENCE_ID": "name a mail by its message_reference_id, or a capture of it, like last",
    "RULE": "name a rule, like SIG004; mhook rules lists them",
    "RUN": "name a run, like last",
    "FILE|DIR|-": "name a file or a folder, or - for the standard input",
}
"""What to type where an option or an argument is missing, by its name on the help page."""
_OF_REPLAY = (
    "against",
    "clock",
    "fault",
    "faults",
    "fault-rate",
    "fault-seed",
    "observe-cmd",
    "observe-url",
    "schedule",
)
"""Options of ``replay`` that are looked for elsewhere, above all in ``send``."""
_TWO_CAPTURES = "name two captures, like last~1 last"
_LIKENESS = 0.7
"""How much alike an option is at least to one that is offered instead; any two of them share some letters."""


def usage_error(error: typer.TyperException, command: Any, arguments: Sequence[str], otherwise: str) -> UsageError:
    """Return the parser's ``error`` about the ``arguments`` of a command in our words; ``otherwise`` hints at help."""
    complaint: Any = error
    match type(error).__name__:
        case "NoSuchOption":
            return _no_option(complaint.option_name, command, otherwise)
        case "MissingParameter":
            return _missing(complaint.param, command, otherwise)
        case "BadOptionUsage":
            return UsageError(_misuse(complaint, command), otherwise)
        case "BadParameter" if complaint.param is not None and (match := _VALUE.fullmatch(complaint.message)):
            return _wrong_value(complaint.param, match[1], otherwise)
    text = " ".join(error.format_message().split()).rstrip(".")
    if extra := _EXTRA.fullmatch(text):
        return UsageError(_too_many(extra[1], arguments), otherwise)
    return UsageError(text[:1].lower() + text[1:], otherwise)


def _missing(param: Any, command: Any, otherwise: str) -> UsageError:
    """Say which option or argument is missing, and what to type where that is known."""
    if param.param_type_name == "option":
        return UsageError(f"{_name(param)} is missing", _TO_TYPE.get(_name(param), otherwise))
    name = str(param.metavar).removesuffix("...").strip("[]")
    same = [one for one in command.params if one.metavar == param.metavar and one.param_type_name == "argument"]
    if len(same) > 1:
        return UsageError(f"the {('first', 'second')[same.index(param)]} {name} is missing", _TWO_CAPTURES)
    return UsageError(f"{name} is missing", _TO_TYPE.get(name, otherwise))


def _no_option(name: str, command: Any, otherwise: str) -> UsageError:
    asked = name.lstrip("-")
    if asked in _OF_REPLAY:
        return UsageError(f"there is no option {_cut(name)}", "mhook replay has it")
    known = [one.lstrip("-") for param in command.params for one in param.opts if one.startswith("--")]
    near = [one for one in known if asked and one.startswith(asked)] or find_nearest(asked, known, 1, _LIKENESS)
    return UsageError(f"there is no option {_cut(name)}", did_you_mean([f"--{one}" for one in near], otherwise))


def _wrong_value(param: Any, value: str, otherwise: str) -> UsageError:
    """Refuse a value as the parser repeated it: in quotes where it was not even a number."""
    choices = choices_of(param)
    if choices:
        near = find_nearest(value.strip("'\""), choices, most=1)
        wanted, hint = " or ".join(filter(None, (", ".join(choices[:-1]), choices[-1]))), did_you_mean(near, otherwise)
    else:
        kind = "a whole number" if param.type.name.startswith("int") else "a number"
        wanted, hint = kind if value[:1] in "'\"" else bounds(param.type), otherwise
    return UsageError(f"{_name(param)} has to be {wanted}, not {_cut(value)}", hint)


def _misuse(complaint: Any, command: Any) -> str:
    """Say that an option has no value, or one that it does not take."""
    name = _cut(complaint.option_name)
    if "does not take a value" in complaint.message:
        return f"{name} takes no value"
    param = next((one for one in command.params if complaint.option_name in one.opts), None)
    shown = "" if param is None else "|".join(choices_of(param)) or value_name(param)
    if shown in ("", "TEXT", "NUMBER"):
        return f"{name} needs a {'number' if param is not None and is_number(param) else 'value'}"
    return f"{name} needs a value: {shown}"


def _too_many(words: str, arguments: Sequence[str]) -> str:
    """Name the words that have no place, unless they may be the rest of a secret with spaces in it."""
    if any(word.startswith(("-s", "--secret", "--known-secret")) for word in arguments):
        return "there are too many arguments (a secret with spaces needs quotes)"
    return f"there are too many arguments: {_cut(words)}"


def _name(param: Any) -> str:
    return str(max(param.opts, key=len)) if param.param_type_name == "option" else f"the argument {param.metavar}"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
