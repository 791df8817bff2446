"""The edge of every command: groups of options become objects, and every expected failure becomes an exit code."""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from math import isnan
from typing import TYPE_CHECKING, Any, cast

import typer

from maileroo_cli.cli.option.shared import CommonOptions, OptionGroup, ReportOptions
from maileroo_cli.cli.settings.applied import applied
from maileroo_cli.cli.settings.profile import PROFILE
from maileroo_cli.cli.surroundings import abandon
from maileroo_cli.errors import ExitCode, InputError, MhookError, UsageError, interruption_code
from maileroo_cli.operation.config.effective import Config
from maileroo_cli.operation.config.setting import PARAMETERS
from maileroo_cli.report.terminal.console import Console, Format

if TYPE_CHECKING:
    from maileroo_cli.cli.option.check.output import CheckOutputOptions
    from maileroo_cli.cli.option.load.output import LoadOutputOptions

Command = Callable[..., ExitCode]
_CONTEXT = "context"
_LARGEST = 2**63 - 1


def command(*, closed_output: ExitCode) -> Callable[[Command], Command]:
    """Turn a function of option groups into one that typer can read, and catch what it may raise.

    Each parameter whose type is an ``OptionGroup`` is replaced by the options of that group. The wrapped function
    returns an exit code; a parameter named ``common`` also says how errors are shown. ``closed_output`` is the exit
    code when the reader of stdout goes away early: ``FAILED`` where a verdict is then incomplete.

    A command that has options which settings may fill has ``--profile`` too. A parameter whose type is ``Config`` is
    given all settings.
    """
    return lambda function: _wrap(function, closed_output)


def _wrap(function: Command, closed_output: ExitCode) -> Command:
    groups = {name: kind for name, kind in function.__annotations__.items() if _is_group(kind)}
    whole = [name for name, kind in function.__annotations__.items() if kind is Config]
    parameters = [one for one in _parameters(inspect.signature(function), groups) if one.name not in whole]
    has_settings = bool(whole) or not PARAMETERS.isdisjoint(one.name for one in parameters)
    if has_settings:
        parameters += [inspect.Parameter(_CONTEXT, inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context), PROFILE]

    @wraps(function)
    def call(**values: Any) -> ExitCode:
        context = values.pop(_CONTEXT, None)
        values.pop(PROFILE.name, None)
        given = dict(values)
        arguments: dict[str, Any] = {name: _gather(kind, values) for name, kind in groups.items()}
        console = console_of(cast("CommonOptions | ReportOptions", arguments["common"]))

        def work() -> ExitCode:
            _refuse_odd_numbers(given)
            if not has_settings:
                return function(**values, **arguments)
            with applied(context, console) as config:
                return function(**values, **arguments, **dict.fromkeys(whole, config))

        return guard(console, work, closed_output)

    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return call


@contextmanager
def readable_in_part(console: Console) -> Iterator[None]:
    """Let the reader of stdout go away early: what is shown has no verdict that would be incomplete then."""
    try:
        yield
        console.flush()
    except BrokenPipeError:
        abandon(sys.stdout)


def guard(console: Console, work: Callable[[], ExitCode], closed_output: ExitCode = ExitCode.FAILED) -> ExitCode:
    """Run ``work``; expected failures are shown in one line and become their exit code."""
    try:
        code = work()
        console.flush()
        return code
    except MhookError as error:
        _flush_quietly(console)
        console.error(error)
        return error.exit_code
    except BrokenPipeError:
        abandon(sys.stdout)
        return closed_output
    except KeyboardInterrupt as stop:
        code = interruption_code(stop)
        console.note(code.name.lower())
        return code
    except EOFError as error:  # a compiled module that a full disk cut short; typer would take it for Ctrl-C
        _flush_quietly(console)
        what = f"a file of Python's, or of mhook's, ends too early ({error})"
        console.error(InputError(what, "delete the __pycache__ folders of its environment, or install it anew"))
        return ExitCode.INPUT
    except OSError as error:
        abandon(sys.stdout)
        what = f"cannot write the output ({error.strerror or error})"
        console.error(InputError(what, "check where the output goes"))
        return ExitCode.INPUT


def console_of(common: "CommonOptions | ReportOptions | CheckOutputOptions | LoadOutputOptions") -> Console:
    """Return the console that the common options ask for."""
    form = common.format if isinstance(common.format, Format) else common.format.talk
    return Console(format=form, color=False if common.no_color else None)


def _flush_quietly(console: Console) -> None:
    try:
        console.flush()
    except (OSError, ValueError):
        abandon(sys.stdout)


def _is_group(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, OptionGroup)


def _parameters(signature: inspect.Signature, groups: dict[str, type[OptionGroup]]) -> Iterator[inspect.Parameter]:
    keyword, empty = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
    for name, parameter in signature.parameters.items():
        if name not in groups:
            yield parameter.replace(kind=keyword)
            continue
        group = groups[name]
        for option, annotation in group.__annotations__.items():
            yield inspect.Parameter(option, keyword, default=getattr(group, option, empty), annotation=annotation)


def _gather(group: type[OptionGroup], values: dict[str, Any]) -> OptionGroup:
    return group(**{option: values.pop(option) for option in group.__annotations__})


def _refuse_odd_numbers(values: dict[str, Any]) -> None:
    """Refuse what is not a number in place of one, and one of more than 64 bits, which no clock and no database takes.

    Typer's own limits let both through.
    """
    for name, value in values.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, float) and isnan(value):
            raise UsageError(f"{option} has to be a number, not nan", "give a number")
        if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
            raise UsageError(f"{option} has more than 64 bits", "give a smaller number")
