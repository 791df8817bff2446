"""The options that say how a storm is shown, forecast or sent, and into which pictures it is drawn."""

import os
from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.shared import OUTPUT, NoColor, ReportOptions
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.replay.picture import OPTION, PictureFile, picture_file
from maileroo_cli.report.terminal.console import ReportFormat


class StormOutputOptions(ReportOptions):
    """How a storm is shown."""

    picture: Annotated[
        list[str],
        Option(
            OPTION,
            metavar="FILE",
            help="Draw the charts into this file: .svg or .html. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ]
    format: Annotated[
        ReportFormat,
        Option(
            "--format",
            "-f",
            help="text for people, json for one object per line. A storm that is sent has a verdict too: junit for an "
            "XML report, github for annotations.",
            rich_help_panel=OUTPUT,
        ),
    ] = ReportFormat.TEXT
    no_color: NoColor = False


def make_pictures(options: StormOutputOptions) -> list[PictureFile]:
    """Return the files to draw into; one that cannot be, or is named twice, is refused before anything is sent."""
    places = [os.path.realpath(name) for name in options.picture]
    for number, name in enumerate(options.picture):
        if places[number] in places[:number]:
            raise UsageError(f"two pictures would go into {name!r}", "name each file once")
    return [picture_file(name) for name in options.picture]
