"""``mhook schema``: the shape of the events for other tools."""

import json
from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.offers import offer_types
from maileroo_cli.cli.option.shared import CommonOptions
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.report.terminal.console import Format
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.openapi import openapi_document
from maileroo_cli.webhook.catalogue.schema import event_schema, union_schema
from maileroo_cli.webhook.generation.plan import check_types

EXAMPLES = ("mhook schema > event.schema.json", "mhook schema delivered", "mhook schema --openapi > maileroo.json")


@command(closed_output=ExitCode.OK)
def schema(
    event_type: Annotated[
        str | None,
        Argument(metavar="[TYPE]", autocompletion=offer_types, help="The event type. Without it all of them."),
    ] = None,
    openapi: Annotated[bool, Option("--openapi", help="Print an OpenAPI 3.1 document of the webhook.")] = False,
    *,
    common: CommonOptions,
) -> ExitCode:
    """Print the JSON Schema (2020-12) of one event type or of all, or an OpenAPI document.

    Each fact comes with its grade: how sure it is.
    """
    console = console_of(common)
    if openapi and event_type is not None:
        raise UsageError("the OpenAPI document contains every event type", "leave out the type, or --openapi")
    if openapi:
        document = openapi_document()
    elif event_type is None:
        document = union_schema()
    else:
        check_types([event_type], force=None)
        document = event_schema(EventType(event_type))
    console.line(json.dumps(document, indent=None if common.format is Format.JSON else 2))
    return ExitCode.OK
