"""``mhook rules explain``: all that is known of one rule."""

from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.offers import offer_frameworks, offer_rules
from maileroo_cli.cli.option.shared import OUTPUT, CommonOptions, OptionGroup
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.check.sample import know_rule
from maileroo_cli.report.rules.explained import show_rule
from maileroo_cli.rules.catalogue import find_rule
from maileroo_cli.rules.lesson.definition import find_frameworks

EXAMPLES = ("mhook rules explain SIG004", "mhook rules explain SIG004 --framework django,go")


class LessonOptions(OptionGroup):
    """Which code is shown."""

    framework: Annotated[
        list[str],
        Option(
            "--framework",
            metavar="NAMES",
            help="Show the code for these: flask, fastapi, django, express, next, laravel, go, or all. Repeatable.",
            autocompletion=offer_frameworks,
            default_factory=list,
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ]


@command(closed_output=ExitCode.OK)
def rules_explain(
    rule: Annotated[
        str, Argument(metavar="RULE", autocompletion=offer_rules, help="The id of the rule, such as SIG004.")
    ],
    *,
    lesson: LessonOptions,
    common: CommonOptions,
) -> ExitCode:
    """Explain one rule: what is sent, what breaking it costs, and wrong and right code.

    It also tells what a correct receiver answers, where a finding is no mistake, and where the mistake was seen. Code
    is shown for one framework, and those that share it.
    """
    console = console_of(common)
    show_rule(console, know_rule(find_rule(rule)), find_frameworks(lesson.framework))
    return ExitCode.OK
