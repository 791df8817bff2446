"""The options of ``send`` and ``replay`` for what they take from a file, and taking it."""

from collections.abc import Sequence
from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.event import EventOptions, refuse_event_options, want_events
from maileroo_cli.cli.option.shared import OptionGroup, refuse_given
from maileroo_cli.operation.events import MadeEvents, Note, make_events, names_a_file
from maileroo_cli.operation.outgoing import FileRequests, read_file

FILE = "What a file holds"


class FileOptions(OptionGroup):
    """How a file is read, and its requests are signed."""

    raw_body: Annotated[
        bool,
        Option(
            "--raw-body",
            help="Send the bytes of the file as one body, whatever they are, and sign them.",
            rich_help_panel=FILE,
        ),
    ] = False
    re_sign: Annotated[
        bool,
        Option(
            "--re-sign",
            help="Sign captured requests again, with the secret of --secret. Without it they keep their signature.",
            rich_help_panel=FILE,
        ),
    ] = False
    skip_damaged: Annotated[
        bool,
        Option(
            "--skip-damaged",
            help="Leave out captured requests that are damaged or incomplete. Without it nothing is sent where one is.",
            rich_help_panel=FILE,
        ),
    ] = False


def take_source(what: Sequence[str], events: EventOptions, files: FileOptions, note: Note) -> MadeEvents | FileRequests:
    """Return what the file that ``what`` names holds, or the events that the options ask for."""
    if names_a_file(what):
        refuse_event_options(events)
        return read_file(what[0], note, raw=files.raw_body)
    refuse_file_options(files)
    return make_events(want_events(what, events), note)


def refuse_file_options(files: FileOptions, allowed: Sequence[str] = ()) -> None:
    """Refuse what says how a file is read where none was named."""
    refuse_given(files, "is for a file, but no file was named", allowed)
