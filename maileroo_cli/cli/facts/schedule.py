"""``mhook schedule``: when an event would be tried again. Nothing is sent."""

import time
from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.offers import offer_schedules
from maileroo_cli.cli.option.shared import CommonOptions, OptionGroup
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import limit_attempts
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.inputs import note_stdin
from maileroo_cli.report.catalogue.schedule import show_schedule, show_schedules
from maileroo_cli.transport.file.schedule import load_schedule
from maileroo_cli.transport.file.time_zone import find_zone
from maileroo_cli.webhook.text.instant import parse_instant

EXAMPLES = (
    "mhook schedule",
    "mhook schedule --attempts 8",
    "mhook schedule 0s,5m,30m",
    "mhook schedule postmark --start 2026-10-24T20:00:00Z --timezone UTC",
    "mhook schedule --list",
)


class ScheduleViewOptions(OptionGroup):
    """How much of a schedule, and in which time."""

    attempts: Annotated[
        int | None,
        Option(
            "--attempts",
            min=1,
            metavar="NUMBER",
            help="Limit the number of attempts; 8 is the other way to read Maileroo's page.",
        ),
    ] = None
    start: Annotated[
        str,
        Option(
            "--start",
            metavar="TIME",
            help="When the first attempt is made: 2026-10-24T20:00:00Z (UTC without a zone), Unix seconds, or +5m for "
            "five minutes from now.",
        ),
    ] = "now"
    timezone: Annotated[
        str | None,
        Option(
            "--timezone",
            metavar="NAME",
            help="Show times in this time zone, like Europe/Berlin. Without it the zone of this machine.",
        ),
    ] = None
    list: Annotated[bool, Option("--list", help="List the schedules that have a name.")] = False


@command(closed_output=ExitCode.OK)
def schedule(
    which: Annotated[
        str | None,
        Argument(
            metavar="[NAME|OFFSETS|FILE]",
            autocompletion=offer_schedules,
            help="A name from --list, offsets from the first attempt like 0s,5m,30m, or a TOML file. "
            "Without it Maileroo's schedule.",
        ),
    ] = None,
    *,
    options: ScheduleViewOptions,
    common: CommonOptions,
) -> ExitCode:
    """Show when Maileroo tries an event again: each attempt, its wait and its local time.

    It says as well what ends the attempts, and how sure each fact is. Nothing is sent.
    """
    console = console_of(common)
    start = parse_instant(options.start, time.time())
    zone = None if options.timezone is None else find_zone(options.timezone)
    if options.list:
        if which is not None or options.attempts is not None:
            raise UsageError("--list shows all schedules", "leave out --list, or the rest")
        show_schedules(console, start, zone)
        return ExitCode.OK
    if which is not None:
        note_stdin(which, "a schedule", console.note)
    asked = MAILEROO if which is None else load_schedule(which)
    wanted = asked if options.attempts is None else limit_attempts(asked, options.attempts)
    show_schedule(console, wanted, start, zone)
    return ExitCode.OK
