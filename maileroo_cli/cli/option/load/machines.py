"""The options of a load over several machines: which of them is the master, and which a worker."""

from collections.abc import Sequence
from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.shared import OptionGroup, refuse_given
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.load.run import OpenWindow
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.file.secret import load_secret

MACHINES = "Several machines, with the extra load"

_HERE = "127.0.0.1"
_MOST = 1_000


class MachineOptions(OptionGroup):
    """The master and its workers."""

    master: Annotated[
        bool,
        Option(
            "--master",
            help="Have workers send, each a part of the plan, and report what all of them did together.",
            rich_help_panel=MACHINES,
        ),
    ] = False
    expect_workers: Annotated[
        int | None,
        Option(
            "--expect-workers",
            metavar="NUMBER",
            min=1,
            max=_MOST,
            help="How many workers the master waits for, before anything is sent.",
            show_default=False,
            rich_help_panel=MACHINES,
        ),
    ] = None
    bind: Annotated[
        str | None,
        Option(
            "--bind",
            metavar="HOST[:PORT]",
            help=f"Where the master listens for its workers. Without it {_HERE}:5557, for workers of this machine.",
            show_default=False,
            rich_help_panel=MACHINES,
        ),
    ] = None
    worker: Annotated[
        str | None,
        Option(
            "--worker",
            metavar="HOST[:PORT]",
            help="Be a worker of the master there, which says what is sent. The secret has to be the same.",
            show_default=False,
            rich_help_panel=MACHINES,
        ),
    ] = None
    join_within: Annotated[
        float,
        Option(
            "--join-within",
            metavar="SECONDS",
            min=0,
            max=86_400,
            help="How long the master waits for its workers, and a worker for its master.",
            rich_help_panel=MACHINES,
        ),
    ] = 300.0


def check_machines(options: MachineOptions, processes: int) -> None:
    """Raise ``UsageError`` for options of a master that do not go together; Locust is not looked for yet."""
    if not options.master:
        refuse_given(options, "goes with --master or --worker")
        return
    if options.expect_workers is None:
        raise UsageError("--master has to know how many workers there are", "add --expect-workers NUMBER")
    if processes > 1:
        raise UsageError("--processes is for a load from this machine alone", "start several workers instead")


def choose_machines(options: MachineOptions, plan: LoadPlan, console: Console) -> OpenWindow | None:
    """Return what makes the window where workers send it; ``None`` where this machine does."""
    if not options.master or options.expect_workers is None:
        return None
    from maileroo_cli.integrations.locust.place import parse_place
    from maileroo_cli.integrations.locust.window import MasterTerms, check_plan, over_machines

    place = parse_place(options.bind or _HERE, "--bind")
    terms = MasterTerms(place, options.expect_workers, options.join_within)
    check_plan(plan, terms)
    target = parse_target(plan.url)
    if target.is_loopback and not place.is_loopback:
        console.note(f"each worker sends to its own {target.host}: name this machine in the URL if you mean it")
    return over_machines(terms, console.note)


def refuse_beside_worker(words: Sequence[str | None], *groups: OptionGroup) -> None:
    """Raise ``UsageError`` for what a worker is told by its master."""
    why = "is for the master to say: a worker takes what that sends it"
    if any(words):
        raise UsageError(f"what is sent {why}", "leave out the URL and the event types")
    for group in groups:
        if getattr(group, "master", False):
            raise UsageError("--master and --worker were both given", "give --worker on the machines that send")
        refuse_given(group, why, ("worker", "join_within"))


def take_part_as_worker(options: MachineOptions, place: str, secret: str | None, console: Console) -> ExitCode:
    """Be a worker of the master at ``place`` until that ends the run."""
    from maileroo_cli.integrations.locust.joining import take_part
    from maileroo_cli.integrations.locust.place import parse_place

    master = parse_place(place, "--worker")
    if not master.port:
        raise UsageError(f"--worker {place!r} has no port from 1 to 65535", "give the one on which the master listens")
    take_part(master, load_secret(secret, console.note), console.note, options.join_within)
    return ExitCode.OK
