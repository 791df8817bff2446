"""The options that several commands share, each defined once, in groups that ``boundary`` unfolds for typer.

Those that say which events to make are in ``event_options``.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated

from typer import Option

from maileroo_cli.capture.store.file import RUNS_VARIABLE, STORE_VARIABLE
from maileroo_cli.cli.completion.offers import offer_secrets
from maileroo_cli.errors import UsageError
from maileroo_cli.report.terminal.console import Format, ReportFormat
from maileroo_cli.transport.file.secret import DEFAULT_REFERENCE
from maileroo_cli.transport.file.source import STDIN

EVENTS, VALUES, DELIVERY, OUTPUT = "Which events", "Which values", "Delivery", "Output"

EITHER = "Required: one of the two, or --resume"
"""The panel of options of which one is needed; the usage line shows them as alternatives."""


class OptionGroup:
    """Options that belong together: one annotated attribute an option, its value the default.

    Not a dataclass, because making one costs as much time at each start as all that its options say.
    """

    def __init__(self, **values: object) -> None:
        self.__dict__.update(values)


NoColor = Annotated[
    bool, Option("--no-color", help="Use no colour; so does the variable NO_COLOR.", rich_help_panel=OUTPUT)
]


class CommonOptions(OptionGroup):
    """How results and errors are shown."""

    format: Annotated[
        Format,
        Option("--format", "-f", help="text for people, json for one object per line.", rich_help_panel=OUTPUT),
    ] = Format.TEXT
    no_color: NoColor = False


class ReportOptions(OptionGroup):
    """How verdicts and errors are shown, for the commands that have verdicts."""

    format: Annotated[
        ReportFormat,
        Option(
            "--format",
            "-f",
            help="text for people, json for one object per line, junit for an XML report, github for annotations.",
            rich_help_panel=OUTPUT,
        ),
    ] = ReportFormat.TEXT
    no_color: NoColor = False


class SecretOption(OptionGroup):
    """The one secret that signs."""

    secret: Annotated[
        str | None,
        Option(
            "--secret",
            "-s",
            metavar="REFERENCE",
            autocompletion=offer_secrets,
            help="The webhook's secret: env:NAME, file:PATH, - for the standard input, or the secret itself. "
            f"Without it {DEFAULT_REFERENCE}.",
            show_default=False,
        ),
    ] = None


class SecretsOption(OptionGroup):
    """The secrets that verify."""

    secrets: Annotated[
        list[str],
        Option(
            "--secret",
            "-s",
            metavar="REFERENCE",
            autocompletion=offer_secrets,
            help="A secret: env:NAME, file:PATH, - for the standard input, or the secret itself. Repeatable, for "
            f"while a secret is being rotated. Without it {DEFAULT_REFERENCE}.",
            default_factory=list,
            show_default=False,
        ),
    ]


class StoreOption(OptionGroup):
    """Where the captures are."""

    store: Annotated[
        str | None,
        Option(
            "--store",
            metavar="FILE",
            help=f"The store of captures. Without it ${STORE_VARIABLE}, or .mhook/captures.db in the project.",
            show_default=False,
        ),
    ] = None


class RunsOption(OptionGroup):
    """Where the runs are."""

    runs: Annotated[
        str | None,
        Option(
            "--runs",
            metavar="FOLDER",
            help=f"The folder of runs. Without it ${RUNS_VARIABLE}, or .mhook/runs in the project.",
            show_default=False,
        ),
    ] = None


def refuse_given(options: OptionGroup, why: str, allowed: Sequence[str] = ()) -> None:
    """Raise ``UsageError`` where an option of the group was given; ``why`` completes a sentence that begins with it."""
    kind = type(options)
    for name in kind.__annotations__:
        if name not in allowed and getattr(options, name) != getattr(kind, name, []):
            option = {"sender": "--from"}.get(name, f"--{name.replace('_', '-')}")
            raise UsageError(f"{option} {why}", "leave it out")


def check_stdin(files: Sequence[str], references: Sequence[str | None]) -> None:
    """Raise ``UsageError`` where the standard input is wanted for a file and a secret, or for two secrets."""
    if STDIN in references and STDIN in files:
        raise UsageError("the standard input cannot be both the input and the secret", "name a file for one of them")
    if references.count(STDIN) > 1:
        raise UsageError("the standard input cannot be two secrets", "name a file for one of them")


def note_insecure(insecure: bool, urls: Iterable[str | None], note: Callable[[str], None]) -> None:
    """Tell what ``--insecure`` gives up, where it was given and one of ``urls`` names what has a certificate."""
    if insecure and any(url and url.lower().startswith("https:") for url in urls):
        risk = "whoever is on the way can read and change what is sent, signatures included"
        note(f"--insecure accepts any certificate: {risk}")
