"""The options that say how it is seen what a receiver did: those of ``check``, some of which ``replay`` has too."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

from typer import Option

from maileroo_cli.cli.completion.offers import offer_types
from maileroo_cli.cli.option.shared import OptionGroup
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.check.insight.settling import DEFAULT_SETTLE
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show

if TYPE_CHECKING:
    from maileroo_cli.transport.app.interface.application import Application
    from maileroo_cli.transport.client.tls import Trust
    from maileroo_cli.transport.observer.look import Observer
    from maileroo_cli.transport.observer.state import StateObserver

EFFECTS = "Effects"

ObserveCommand = Annotated[
    str | None,
    Option(
        "--observe-cmd",
        metavar="COMMAND",
        help="Run this command before and after each attempt. It has to print how many effects the event in "
        "$MHOOK_EVENT_ID has had.",
        rich_help_panel=EFFECTS,
    ),
]
ObserveUrl = Annotated[
    str | None,
    Option(
        "--observe-url",
        metavar="URL",
        help="Ask this URL instead; {event_id} in it becomes the id of the event. A path is one of --app.",
        rich_help_panel=EFFECTS,
    ),
]
ObservePath = Annotated[
    str | None,
    Option(
        "--observe-path",
        metavar="PATH",
        help="Where the number is in an answer of JSON, like data.charges.",
        rich_help_panel=EFFECTS,
    ),
]


class CheckEffectOptions(OptionGroup):
    """How a check sees what the receiver did."""

    observe_cmd: ObserveCommand = None
    observe_url: ObserveUrl = None
    observe_path: ObservePath = None
    effect_of: Annotated[
        list[str],
        Option(
            "--effect-of",
            autocompletion=offer_types,
            metavar="TYPES",
            help="Events of these types have an effect here, like failed,complained: one without is an error. "
            "Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=EFFECTS,
        ),
    ]
    state_cmd: Annotated[
        str | None,
        Option(
            "--state-cmd",
            metavar="COMMAND",
            help="Run this command to see the state of the recipient in $MHOOK_RECIPIENT, of a mail whose id is in "
            "$MHOOK_REFERENCE_ID. It may print any text, which is only compared: let it say whether the recipient "
            "still gets mail, and no times.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    state_url: Annotated[
        str | None,
        Option(
            "--state-url",
            metavar="URL",
            help="Ask this URL instead, with {recipient} and {reference_id} in it. 404 is a state too. A path is one "
            "of --app.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    computed: Annotated[
        str | None,
        Option(
            "--computed",
            metavar="FILE",
            help="Where your receiver writes the signature that it computes, a log perhaps: where it refuses a valid "
            "event, mhook says what makes the two differ.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    settle: Annotated[
        float | None,
        Option(
            "--settle",
            metavar="SECONDS",
            min=0,
            max=3_600,
            help="How long the work of an event may take after its answer; as long is waited for work that should "
            f"not be done. Without it {DEFAULT_SETTLE:g}, and with --app until its background work is done.",
            show_default=False,
            rich_help_panel=EFFECTS,
        ),
    ] = None


class CheckInsight(NamedTuple):
    """How a check sees what the receiver did, as the options ask for it."""

    observer: "Observer | None"
    state: "StateObserver | None"
    settle: float | None
    effect_types: tuple[str, ...]
    computed: str | None


def make_insight(options: CheckEffectOptions, trust: "Trust", application: "Application | None" = None) -> CheckInsight:
    """Return what the options ask for; what contradicts itself raises ``UsageError``. Nothing is run or asked yet."""
    from maileroo_cli.transport.observer.opening import open_observer
    from maileroo_cli.transport.observer.state import open_state

    observer = open_observer(
        options.observe_cmd, options.observe_url, options.observe_path, trust=trust, application=application
    )
    state = open_state(options.state_cmd, options.state_url, trust=trust, application=application)
    types = parse_types(options.effect_of)
    if types and observer is None:
        raise UsageError("--effect-of only applies where effects are counted", "add --observe-cmd or --observe-url")
    if options.settle is not None and observer is None and state is None:
        raise UsageError("--settle only applies where somebody looks", "add --observe-cmd, --state-cmd or their URLs")
    return CheckInsight(observer, state, options.settle, types, options.computed)


def parse_types(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the event types that are named, with commas between; an unknown one raises ``UsageError``."""
    names = [name.strip() for text in texts for name in text.split(",")]
    for name in names:
        if name not in set(EventType):
            raise UsageError(f"--effect-of: there is no event type '{show(name)}'", suggest(name, EventType))
    return tuple(dict.fromkeys(names))
