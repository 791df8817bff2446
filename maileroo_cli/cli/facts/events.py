"""``mhook events``: what Maileroo sends."""

from typing import Annotated

from typer import Argument

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.offers import offer_types
from maileroo_cli.cli.option.shared import CommonOptions
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.catalogue.events import show_event, show_events
from maileroo_cli.webhook.catalogue.event import CATALOGUE, EventType
from maileroo_cli.webhook.generation.plan import check_types

EXAMPLES = ("mhook events", "mhook events deferred", "mhook events --format json")


@command(closed_output=ExitCode.OK)
def events(
    event_type: Annotated[
        str | None,
        Argument(
            metavar="[TYPE]",
            autocompletion=offer_types,
            help="The event type to show in full. Without it all of them, in short.",
        ),
    ] = None,
    *,
    common: CommonOptions,
) -> ExitCode:
    """Show the events that Maileroo sends: fields, a sample, and how sure each fact is."""
    console = console_of(common)
    if event_type is None:
        show_events(console)
    else:
        check_types([event_type], force=None)
        show_event(console, CATALOGUE[EventType(event_type)])
    return ExitCode.OK
