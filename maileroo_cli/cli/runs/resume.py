"""``mhook runs resume``: a run that was interrupted goes on."""

from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.commands.replay import resume
from maileroo_cli.cli.options import OptionGroup, ReportOptions, RunsOption, SecretOption
from maileroo_cli.cli.replay_options import PictureOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.transport.run.finding import find_run
from maileroo_cli.transport.run.folder import find_runs

EXAMPLES = ("mhook runs resume last", "mhook runs resume last --picture replay.svg")


class ResumeOptions(OptionGroup):
    """What may be different from before."""

    concurrency: Annotated[
        int, Option("--concurrency", "-c", min=1, max=256, help="Attempts at the same time where time passes.")
    ] = 8


@command(closed_output=ExitCode.FAILED)
def runs_resume(
    run: Annotated[str, Argument(metavar="RUN", help="A run: its id or the beginning of it, last, or last~1.")],
    *,
    options: ResumeOptions,
    runs: RunsOption,
    picture: PictureOption,
    secret: SecretOption,
    common: ReportOptions,
) -> ExitCode:
    """Go on with a run that was interrupted; mhook replay --resume does the same.

    What fell due meanwhile is made at once, in order. An attempt whose outcome was never recorded is made again, and
    shown as unknown; what was accepted is never sent again. Prints and exits as mhook replay does.
    """
    found = find_run(find_runs(runs.runs), run)
    return resume(found, picture, options.concurrency, secret.secret, common.format, console_of(common))
