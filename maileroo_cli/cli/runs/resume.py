"""``mhook runs resume``: a run that was interrupted goes on."""

from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.commands.replay import make_report, resume
from maileroo_cli.cli.completion.stored import offer_runs
from maileroo_cli.cli.option.run import PictureOption, QuietOption
from maileroo_cli.cli.option.shared import OptionGroup, ReportOptions, RunsOption, SecretOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.replay.confirmation import Confirmation
from maileroo_cli.transport.run.finding import find_run
from maileroo_cli.transport.run.folder import find_runs

EXAMPLES = ("mhook runs resume last", "mhook runs resume last --picture replay.svg")

CONFIRM = "For a run that you did not make here"


class ResumeOptions(OptionGroup):
    """What may be different from before."""

    concurrency: Annotated[
        int,
        Option(
            "--concurrency",
            "-c",
            min=1,
            max=256,
            help="How many attempts run at the same time on a real or scaled clock.",
        ),
    ] = 8


class ConfirmOptions(OptionGroup):
    """What a run does, to be named again for one that was not made here by this user."""

    url: Annotated[
        str | None,
        Option(
            "--url", "-u", metavar="URL", help="The URL that it sends to.", show_default=False, rich_help_panel=CONFIRM
        ),
    ] = None
    app: Annotated[
        str | None,
        Option("--app", metavar="MODULE:APP", help="The application whose code it runs.", rich_help_panel=CONFIRM),
    ] = None
    observe_cmd: Annotated[
        str | None,
        Option("--observe-cmd", metavar="COMMAND", help="The command that it runs.", rich_help_panel=CONFIRM),
    ] = None
    observe_url: Annotated[
        str | None, Option("--observe-url", metavar="URL", help="The URL that it asks.", rich_help_panel=CONFIRM)
    ] = None
    cacert: Annotated[
        str | None,
        Option("--cacert", metavar="FILE", help="The certificate authorities that it trusts.", rich_help_panel=CONFIRM),
    ] = None
    insecure: Annotated[
        bool, Option("--insecure", "-k", help="Confirm that it accepts any TLS certificate.", rich_help_panel=CONFIRM)
    ] = False


@command(closed_output=ExitCode.FAILED)
def runs_resume(
    run: Annotated[
        str,
        Argument(
            metavar="RUN",
            autocompletion=offer_runs,
            help="The run: its id or the beginning of it, last, or last~1 for the one before.",
        ),
    ],
    *,
    options: ResumeOptions,
    confirm: ConfirmOptions,
    runs: RunsOption,
    picture: PictureOption,
    quiet: QuietOption,
    secret: SecretOption,
    common: ReportOptions,
) -> ExitCode:
    """Go on with an interrupted run, as mhook replay --resume does.

    Attempts that became due meanwhile are made at once, in order. An attempt whose outcome was never recorded is shown
    as unknown and made again; what was accepted is never sent again. Output and exit codes are those of mhook replay.

    A run that you did not make on this machine, or that somebody changed, goes on only if you name what it runs and
    where it sends.
    """
    found = find_run(find_runs(runs.runs), run)
    given = Confirmation(
        confirm.observe_cmd, confirm.observe_url, confirm.cacert, confirm.insecure, confirm.url, confirm.app
    )
    console = console_of(common)
    report = make_report(console, common.format, picture, quiet, found.parent)
    return resume(found, given, options.concurrency, secret.secret, report, console)
