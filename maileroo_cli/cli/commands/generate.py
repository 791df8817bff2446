"""``mhook generate``: events as bytes on stdout or in a file."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.event import EventOptions, Types, want_events
from maileroo_cli.cli.option.shared import OUTPUT, CommonOptions, OptionGroup, SecretOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.events import make_events
from maileroo_cli.operation.generate import EventLayout, encode_events
from maileroo_cli.report.body.pieces import show_pieces
from maileroo_cli.report.terminal.written import tell_written
from maileroo_cli.transport.file.output import write_file
from maileroo_cli.transport.file.secret import load_secret
from maileroo_cli.webhook.text.count import count

EXAMPLES = (
    "mhook generate delivered",
    "mhook generate opened clicked --count 10 --seed 7",
    "mhook generate --lifecycle engaged --to ada@example.com --domain shop.example.com",
    "mhook generate failed --set event_data.reason='550 5.1.1 no such user' | mhook sign -",
    "mhook generate --mix delivered=80,opened=15,bounced=5 --signed --output captures.ndjson",
)


_MANY = 20
"""More events than this flood a terminal."""


class OutputOptions(OptionGroup):
    """Where the events go, and as what."""

    signed: Annotated[
        bool,
        Option("--signed", help="Write capture records, with headers and signature.", rich_help_panel=OUTPUT),
    ] = False
    target: Annotated[
        str,
        Option("--target", metavar="PATH", help="The path of the request in capture records.", rich_help_panel=OUTPUT),
    ] = "/webhook"
    output: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file, which is then named on stderr.",
            rich_help_panel=OUTPUT,
        ),
    ] = None


@command(closed_output=ExitCode.OK)
def generate(
    types: Types, events: EventOptions, output: OutputOptions, secret: SecretOption, common: CommonOptions
) -> ExitCode:
    """Make events: the exact body of one, or one JSON object per line for several.

    A single body is written with no byte added (a newline only on a terminal), so that mhook generate opened | mhook
    sign - signs the right bytes. With --signed each line is a capture record, which mhook verify and any test suite
    can read; only you can read a file of them.
    """
    console = console_of(common)
    wanted = want_events(types, events)
    made = make_events(wanted, console.note)
    key = load_secret(secret.secret, console.note) if output.signed else None
    layout = EventLayout(made.total == 1, wanted.style, key, output.target)
    pieces = encode_events(made.events, layout)
    if output.output in (None, "-"):
        number = show_pieces(pieces, console)
        if console.is_terminal and number > _MANY:
            console.note(f"{count(number, 'event')}; --count NUMBER makes fewer, --output FILE writes them to a file")
    else:
        number = write_file(str(output.output), pieces, private=output.signed)
        tell_written(str(output.output), console, count(number, "event"))
    return ExitCode.OK
