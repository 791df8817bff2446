"""The rule for an option that is given twice: it is repeatable, and its help says so, or it is refused.

The parser alone would let the last one win without a word.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

from maileroo_cli.cli.help.command import HelpedCommand
from maileroo_cli.cli.optional_value import fill_in_values
from maileroo_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


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
