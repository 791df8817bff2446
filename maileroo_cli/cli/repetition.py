"""The rule for an option that is given twice: it is repeatable, and its help says so, or it is refused.

The parser alone would let the last one win without a word. Nor does it know options whose value may be left out: the
value that is meant is put in before it parses.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

from maileroo_cli.cli.help.command import HelpedCommand
from maileroo_cli.cli.settings.defaults import SettingDefaults
from maileroo_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


_MAY_STAND_ALONE = frozenset({"--show-response"})


class SingleOptionCommand(HelpedCommand):
    """A command that refuses what was given twice and takes one value, and a switch that was turned on and off.

    The same switch twice does no harm, and where help is asked for it is shown.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words of the command line, after a look at what is there twice and where a value was left out."""
        args = args if ctx.resilient_parsing else fill_in_values(args)
        if not ctx.resilient_parsing and sum(word.startswith("-") for word in args) > 1:
            _, _, given = self.make_parser(ctx).parse_args(args=list(args))
            _refuse_repetition(given, args)
        # Where nothing was given the parser looks here; completion and help ask for what is shown alone.
        ctx.default_map = SettingDefaults(ctx, ctx.command_path.partition(" ")[2])
        return super().parse_args(ctx, args)


def _refuse_repetition(given: "Sequence[Any]", args: "Sequence[str]") -> None:
    """Raise ``UsageError`` for the first of the ``given`` parameters that must not be there twice; ``args`` name it."""
    times = Counter(one for one in given if one.param_type_name == "option")
    if any(option.is_eager for option in times):
        return
    for option, number in times.items():
        if number == 1 or option.multiple:
            continue
        name = max(option.opts, key=len)
        if not option.is_flag:
            how_often = "twice" if number == 2 else f"{number} times"
            short = next((f" ({one})" for one in option.opts if one != name), "")
            raise UsageError(f"option {name}{short} was given {how_often}", "give it once")
        if set(option.secondary_opts) & set(args) and set(option.opts) & set(args):
            off = max(option.secondary_opts, key=len)
            raise UsageError(f"options {name} and {off} contradict each other", "give one of them")


def fill_in_values(words: "Sequence[str]") -> list[str]:
    """Return the words of a command line with the value of each option that was given without one."""
    filled: list[str] = []
    for index, word in enumerate(words):
        if word == "--":
            return [*filled, *words[index:]]
        filled.append(word)
        if word in _MAY_STAND_ALONE:
            alone, values = _values()
            if index + 1 == len(words) or words[index + 1] not in values:
                filled.append(alone)
    return filled


def _values() -> tuple[str, frozenset[str]]:
    """Return the value that an option has alone, and all values: any other word after it is no value of it.

    They are imported where such an option is given, not at the start of every command.
    """
    from maileroo_cli.report.delivery.attempts import ShownResponse

    return str(ShownResponse.ALL), frozenset(ShownResponse)
