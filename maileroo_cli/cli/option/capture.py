"""The options that the commands of ``mhook captures`` share, and what they say together."""

import time
from typing import Annotated

from typer import Argument, Option

from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.filter_words import FILTER_WORDS, OPTION, REPEATABLE, parse_filter
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.cli.completion.offers import offer_types
from maileroo_cli.cli.completion.stored import offer_captures
from maileroo_cli.cli.option.shared import OUTPUT, OptionGroup

WHICH = "Which captures"

Names = Annotated[
    list[str],
    Argument(
        metavar="[ID]...",
        autocompletion=offer_captures,
        help="Captures: an id or its beginning, last, or last~1 for the one before.",
        show_default=False,
        default_factory=list,
    ),
]


class FilterOptions(OptionGroup):
    """Which captures are wanted; all that is given has to hold."""

    types: Annotated[
        list[str],
        Option(
            "--type",
            autocompletion=offer_types,
            metavar="TYPE",
            help="Only captures of this event type. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=WHICH,
        ),
    ]
    verdicts: Annotated[
        list[StoredVerdict],
        Option(
            "--verdict",
            metavar="VERDICT",
            help="Only captures with this verdict. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=WHICH,
        ),
    ]
    event_id: Annotated[
        str | None,
        Option(
            "--event-id",
            metavar="ID",
            help="Only captures of this event; the beginning of its id is enough.",
            rich_help_panel=WHICH,
        ),
    ] = None
    reference_id: Annotated[
        str | None,
        Option(
            "--reference-id",
            metavar="ID",
            help="Only captures of this mail, by its message_reference_id; the beginning is enough.",
            rich_help_panel=WHICH,
        ),
    ] = None
    since: Annotated[
        str | None,
        Option(
            "--since",
            metavar="TIME",
            help="Only captures that arrived then or later: 2h (two hours ago), 13:00 (the last time it was 13:00), "
            "2026-03-15, 2026-03-15T13:00, … Times are local unless they end in Z or an offset.",
            rich_help_panel=WHICH,
        ),
    ] = None
    until: Annotated[
        str | None,
        Option(
            "--until",
            metavar="TIME",
            help="Only captures that arrived before then, written as for --since.",
            rich_help_panel=WHICH,
        ),
    ] = None
    text: Annotated[
        str | None,
        Option(
            "--text", metavar="TEXT", help="Only captures with this text in headers or body.", rich_help_panel=WHICH
        ),
    ] = None


class SignatureOption(OptionGroup):
    """Whether signatures come out."""

    with_signatures: Annotated[
        bool,
        Option(
            "--with-signatures",
            help="Show the signature. It never expires: whoever has it can send the request again.",
            rich_help_panel=OUTPUT,
        ),
    ] = False


def make_filter(options: FilterOptions) -> CaptureFilter:
    """Return the conditions that the options say; a time that is none, or an empty text, raises ``UsageError``.

    An empty one, such as an unset variable leaves, would fit every capture.
    """
    texts = {name: getattr(options, name.replace("-", "_")) for name in FILTER_WORDS if name not in REPEATABLE}
    words = {name: [text] for name, text in texts.items() if text is not None}
    words |= {"type": options.types, "verdict": [str(verdict) for verdict in options.verdicts]}
    return parse_filter(words, time.time(), OPTION)
