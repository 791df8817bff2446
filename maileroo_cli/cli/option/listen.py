"""The options of ``listen``: where it listens, what it answers, what it keeps, and how much a client may ask of it."""

from typing import Annotated

from typer import Option

from maileroo_cli.capture.store.writer import Durability
from maileroo_cli.cli.completion.offers import offer_answers
from maileroo_cli.cli.option.shared import OUTPUT, OptionGroup

LISTENING, ANSWERS, KEEPING, BOUNDS = "Listening", "Answers", "Keeping", "Limits for clients"
DEFAULT_PORT = 4747


class ListenOptions(OptionGroup):
    """Where to listen, how to tell that it is ready, and what is awaited."""

    port: Annotated[
        int,
        Option(
            "--port",
            "-p",
            min=0,
            max=65_535,
            help="The port to listen on; 0 takes any free one.",
            rich_help_panel=LISTENING,
        ),
    ] = DEFAULT_PORT
    host: Annotated[
        list[str],
        Option(
            "--host",
            metavar="ADDRESS",
            help="Where to listen: localhost, which is 127.0.0.1 and ::1, unless you name other addresses. You are "
            "warned about those that others can reach. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=LISTENING,
        ),
    ]
    ready_file: Annotated[
        str | None,
        Option(
            "--ready-file",
            metavar="FILE",
            help="Write the URL to FILE once connections are accepted; the file is removed at exit. A stale one is "
            "replaced; a file that holds anything else is refused.",
            rich_help_panel=LISTENING,
        ),
    ] = None
    expect: Annotated[
        list[str],
        Option(
            "--expect",
            metavar="CLAUSES",
            help="Exit once this has arrived: 'delivered=3, opened>=1, all valid, no duplicates within 30s'. The exit "
            "code is 1 if it has not, or too much has. Probes (not a POST, or neither body nor signature) do not "
            "count. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=LISTENING,
        ),
    ]
    quiet: Annotated[
        bool, Option("--quiet", "-q", help="Print only the address and the summary.", rich_help_panel=OUTPUT)
    ] = False


class AnswerOptions(OptionGroup):
    """What requests are answered, and by whom."""

    respond: Annotated[
        list[str],
        Option(
            "--respond",
            "-r",
            autocompletion=offer_answers,
            metavar="[TYPE=]STEPS",
            help="The answers to the attempts of an event, one after the other: 503, or 500*2,reset,200, or "
            "deferred=hang; also close and drip, with +delay:2s, +header:NAME:VALUE, +body:TEXT. The last step is "
            "repeated. Repeatable, once per event type.",
            default_factory=list,
            show_default=False,
            rich_help_panel=ANSWERS,
        ),
    ]
    forward_to: Annotated[
        str | None,
        Option(
            "--forward-to",
            metavar="URL",
            help="Pass each request on to your receiver, and its answer back to the sender.",
            rich_help_panel=ANSWERS,
        ),
    ] = None
    verify_first: Annotated[
        bool,
        Option(
            "--verify-first",
            help="Answer 401 to requests that do not verify, and do not pass them on. A GET, HEAD or OPTIONS without a "
            "body passes.",
            rich_help_panel=ANSWERS,
        ),
    ] = False
    timeout: Annotated[
        float,
        Option(
            "--timeout",
            metavar="SECONDS",
            min=0.001,
            max=86_400,
            help="How long your receiver has to answer; then the sender gets 504.",
            rich_help_panel=ANSWERS,
        ),
    ] = 30.0
    cacert: Annotated[
        str | None,
        Option(
            "--cacert",
            metavar="FILE",
            help="Trust the certificate authorities in this PEM file for --forward-to.",
            rich_help_panel=ANSWERS,
        ),
    ] = None
    insecure: Annotated[
        bool,
        Option("--insecure", "-k", help="Accept any certificate of your receiver.", rich_help_panel=ANSWERS),
    ] = False


class KeepOptions(OptionGroup):
    """Where captures are kept, and how many."""

    store: Annotated[
        str | None,
        Option(
            "--store",
            metavar="FILE",
            help="The store of captures. Without it $MHOOK_STORE, or .mhook/captures.db in the project.",
            show_default=False,
            rich_help_panel=KEEPING,
        ),
    ] = None
    durability: Annotated[
        Durability,
        Option(
            "--durability",
            help="What survives: with normal all that was answered, even if mhook is killed; with full also a loss "
            "of power.",
            rich_help_panel=KEEPING,
        ),
    ] = Durability.NORMAL
    keep: Annotated[
        int | None,
        Option(
            "--keep",
            metavar="NUMBER",
            min=1,
            help="Keep only the newest NUMBER captures of this session; probes are deleted first.",
            rich_help_panel=KEEPING,
        ),
    ] = None
    keep_for: Annotated[
        str | None,
        Option(
            "--keep-for",
            metavar="DURATION",
            help="Delete captures of this session once they are older than this, like 7d.",
            rich_help_panel=KEEPING,
        ),
    ] = None
    keep_size: Annotated[
        str | None,
        Option(
            "--keep-size",
            metavar="SIZE",
            help="Delete the oldest captures of this session once they and their answers are larger than this, like "
            "1G; probes first.",
            rich_help_panel=KEEPING,
        ),
    ] = None

    prune_existing: Annotated[
        bool,
        Option(
            "--prune-existing",
            help="Let --keep, --keep-for and --keep-size delete older captures, from before this session, too.",
            rich_help_panel=KEEPING,
        ),
    ] = False


class BoundOptions(OptionGroup):
    """How much a client may send, and how long it may take."""

    max_body: Annotated[
        str, Option("--max-body", metavar="SIZE", help="Refuse a larger body.", rich_help_panel=BOUNDS)
    ] = "10MiB"
    max_head: Annotated[
        str,
        Option("--max-head", metavar="SIZE", help="Refuse a larger request line with headers.", rich_help_panel=BOUNDS),
    ] = "64KiB"
    max_headers: Annotated[
        int, Option("--max-headers", min=1, max=10_000, help="Refuse more headers than this.", rich_help_panel=BOUNDS)
    ] = 100
    max_connections: Annotated[
        int,
        Option(
            "--max-connections",
            min=1,
            max=100_000,
            help="Accept no more connections at a time.",
            rich_help_panel=BOUNDS,
        ),
    ] = 1000
    head_timeout: Annotated[
        float,
        Option(
            "--head-timeout",
            metavar="SECONDS",
            min=0.05,
            max=86_400,
            help="How long a client has for the headers.",
            rich_help_panel=BOUNDS,
        ),
    ] = 10.0
    request_timeout: Annotated[
        float,
        Option(
            "--request-timeout",
            metavar="SECONDS",
            min=0.05,
            max=86_400,
            help="How long a client has for a whole request.",
            rich_help_panel=BOUNDS,
        ),
    ] = 60.0
    idle_timeout: Annotated[
        float,
        Option(
            "--idle-timeout",
            metavar="SECONDS",
            min=0.05,
            max=86_400,
            help="How long a connection may be idle between two requests.",
            rich_help_panel=BOUNDS,
        ),
    ] = 60.0
