"""The options of ``generate`` and ``send`` that say which events to make, and with which values."""

from collections.abc import Sequence
from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.completion.offers import offer_lifecycles, offer_shares, offer_types
from maileroo_cli.cli.option.shared import EVENTS, VALUES, OptionGroup, refuse_given
from maileroo_cli.operation.events import WantedEvents
from maileroo_cli.webhook.generation.payload import Recipe
from maileroo_cli.webhook.generation.recipe_text import parse_address, parse_domain, parse_tags
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE
from maileroo_cli.webhook.signing.body_style import Style


class EventOptions(OptionGroup):
    """Which events to make, and with which values."""

    lifecycle: Annotated[
        str | None,
        Option(
            "--lifecycle",
            "-l",
            autocompletion=offer_lifecycles,
            metavar="NAME|FILE",
            help="Make all events of one mail, in order: a name that mhook events lists, or a TOML file.",
            rich_help_panel=EVENTS,
        ),
    ] = None
    mix: Annotated[
        str | None,
        Option(
            "--mix",
            autocompletion=offer_shares,
            metavar="SHARES",
            help="Make the events of many mails, in the order of their times: delivered=80,opened=15,bounced=5.",
            rich_help_panel=EVENTS,
        ),
    ] = None
    count: Annotated[
        int | None,
        Option(
            "--count",
            "-n",
            min=1,
            help="How often to repeat the types, or how many mails to make. Without it 1, or 100 for a mix.",
            show_default=False,
            rich_help_panel=EVENTS,
        ),
    ] = None
    seed: Annotated[
        int | None,
        Option(
            "--seed",
            help="Make the same bytes each time; their time then starts at 2026-01-01.",
            rich_help_panel=EVENTS,
        ),
    ] = None
    at: Annotated[
        str | None,
        Option(
            "--at",
            metavar="TIME",
            help="When the first event happens: 2026-03-15T23:32:22Z (UTC without a zone), Unix seconds, -2h for two "
            "hours ago, or +2h for in two hours. Without it now.",
            rich_help_panel=EVENTS,
        ),
    ] = None
    force_unknown: Annotated[
        bool,
        Option(
            "--force-unknown",
            help="Allow event types, fields and values that Maileroo does not send.",
            rich_help_panel=EVENTS,
        ),
    ] = False
    set: Annotated[
        list[str],
        Option(
            "--set",
            metavar="PATH=VALUE",
            help="Set a field to a text, or with PATH:=JSON to any JSON value. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=VALUES,
        ),
    ]
    unset: Annotated[
        list[str],
        Option(
            "--unset",
            metavar="PATH",
            help="Leave a field out. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=VALUES,
        ),
    ]
    to: Annotated[
        list[str],
        Option(
            "--to",
            metavar="ADDRESS",
            help="The recipient. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=VALUES,
        ),
    ]
    sender: Annotated[str | None, Option("--from", metavar="ADDRESS", help="The sender.", rich_help_panel=VALUES)] = (
        None
    )
    domain: Annotated[
        str | None, Option("--domain", metavar="NAME", help="The sending domain.", rich_help_panel=VALUES)
    ] = None
    named: Annotated[bool, Option("--named", help="Write addresses as Name <address>.", rich_help_panel=VALUES)] = False
    tag: Annotated[
        list[str],
        Option(
            "--tag",
            metavar="NAME=VALUE",
            help="A tag of the mail; --tag none makes mails without tags. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=VALUES,
        ),
    ]
    tags_as_object: Annotated[
        bool,
        Option(
            "--tags-as-object",
            help="Write tags as an object of strings: the less certain of the two forms that were seen.",
            rich_help_panel=VALUES,
        ),
    ] = False
    reference_id: Annotated[
        str | None,
        Option(
            "--reference-id",
            metavar="ID",
            help="The message_reference_id of every mail.",
            rich_help_panel=VALUES,
        ),
    ] = None
    locale: Annotated[
        str,
        Option(
            "--locale",
            metavar="NAME",
            help="Locale of the generated names and words, like de_DE.",
            rich_help_panel=VALUES,
        ),
    ] = DEFAULT_LOCALE
    style: Annotated[
        Style,
        Option(
            "--style",
            help="Write JSON as Maileroo does (go), as JavaScript (compact, or pretty), as Python or as PHP.",
            rich_help_panel=VALUES,
        ),
    ] = Style.GO


Types = Annotated[
    list[str],
    Argument(
        metavar="[TYPE]...",
        autocompletion=offer_types,
        help="Event types, like delivered or opened.",
        show_default=False,
        default_factory=list,
    ),
]


def refuse_event_options(options: EventOptions) -> None:
    """Refuse what would change what a file holds, since that is sent as it is."""
    refuse_given(options, "cannot change what a file contains")


def want_events(types: Sequence[str], options: EventOptions) -> WantedEvents:
    """Return what the options ask for; a sender, recipient, domain or tag that is none raises ``UsageError``."""
    recipe = Recipe(
        sender=None if options.sender is None else parse_address(options.sender, "--from"),
        recipients=tuple(parse_address(one, "--to") for one in options.to),
        domain=None if options.domain is None else parse_domain(options.domain),
        tags=parse_tags(options.tag, as_object=options.tags_as_object),
        tags_as_object=options.tags_as_object,
        reference_id=options.reference_id,
        named=options.named,
    )
    return WantedEvents(
        types=types,
        lifecycle=options.lifecycle,
        mix=options.mix,
        number=options.count,
        seed=options.seed,
        at=options.at,
        set=options.set,
        unset=options.unset,
        recipe=recipe,
        style=options.style,
        locale=options.locale,
        force=options.force_unknown,
    )
