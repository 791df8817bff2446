"""The options of a replay as a run: whether it is kept or goes on, how much is shown of it, and its picture."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.completion.stored import offer_runs
from maileroo_cli.cli.option.shared import OUTPUT, OptionGroup
from maileroo_cli.operation.replay.picture import PictureFile, picture_file

RUN = "Run"


class RunOptions(OptionGroup):
    """What is kept of the run, and whether it goes on with an earlier one."""

    resume: Annotated[
        str | None,
        Option(
            "--resume",
            autocompletion=offer_runs,
            metavar="RUN",
            help="Go on with an interrupted run: an id that mhook runs list shows, or last.",
            show_default=False,
            rich_help_panel=RUN,
        ),
    ] = None
    no_journal: Annotated[
        bool,
        Option("--no-journal", help="Keep nothing of this run; you cannot go on with it later.", rich_help_panel=RUN),
    ] = False


class KeepOption(OptionGroup):
    """Whether the result is kept."""

    no_journal: Annotated[
        bool,
        Option("--no-journal", help="Keep nothing of this; mhook runs cannot show it later.", rich_help_panel=OUTPUT),
    ] = False


class QuietOption(OptionGroup):
    """How much is shown."""

    quiet: Annotated[
        bool,
        Option("--quiet", "-q", help="Show only failed attempts, findings and the summary.", rich_help_panel=OUTPUT),
    ] = False


class PictureOption(OptionGroup):
    """The picture."""

    picture: Annotated[
        str | None,
        Option(
            "--picture",
            metavar="FILE",
            help="Draw the timeline into this file: .svg or .html.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None


def make_picture(option: PictureOption) -> PictureFile | None:
    """Return the file to draw into, if one is wanted; one that cannot be is refused before anything is sent."""
    return None if option.picture is None else picture_file(option.picture)
