"""``mhook check``: whether an endpoint does what a correct receiver does, rule by rule."""

import time
from functools import partial
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Annotated

from typer import Argument

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.application import AppOptions, open_target, without_secret
from maileroo_cli.cli.option.check.hook import HookOptions, hooks_of
from maileroo_cli.cli.option.check.output import (
    CheckOutputOptions,
    given_baseline,
    place_in_repository,
    refuse_unmade,
    report_files,
    write_reports,
)
from maileroo_cli.cli.option.check.trial import (
    CheckShownOptions,
    SuiteOptions,
    TrialOptions,
    parse_budget,
    parse_marker,
)
from maileroo_cli.cli.option.effect import CheckEffectOptions, make_insight
from maileroo_cli.cli.option.endpoint import RequestOptions, TrustOptions, parse_header
from maileroo_cli.cli.option.run import KeepOption
from maileroo_cli.cli.option.shared import RunsOption, SecretOption, note_insecure
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.check.baseline import NEW
from maileroo_cli.operation.check.finding.acceptance import parse_accepted
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.operation.check.suite import choose_suite
from maileroo_cli.operation.config.effective import Config
from maileroo_cli.operation.keeping import Keeping
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.report.check.format import CheckReport
from maileroo_cli.report.check.output import CheckView, show_check, show_dry_run, show_plan
from maileroo_cli.rules.catalogue import select_experiments, select_rules
from maileroo_cli.transport.client.readiness import wait_for_answer
from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.file.output import append_summary
from maileroo_cli.transport.file.secret import load_secret

if TYPE_CHECKING:
    from maileroo_cli.transport.run.state import KeptResult, RunState

EXAMPLES = (
    "mhook check http://localhost:8000/webhook",
    "mhook check http://localhost:8000/webhook --select SIG004 --show",
    "mhook check /webhook --app shop.main:app",
    "mhook check https://staging.example.com/webhook --suite full --authorize staging.example.com",
)


@command(closed_output=ExitCode.FAILED)
def check(
    url: Annotated[
        str,
        Argument(
            metavar="[URL]",
            help="Your receiver's webhook. Without it the url of the settings. With --app its path is enough.",
            show_default=False,
        ),
    ],
    suite: SuiteOptions,
    trial: TrialOptions,
    request: RequestOptions,
    application: AppOptions,
    trusted: TrustOptions,
    effects: CheckEffectOptions,
    hook: HookOptions,
    shown: CheckShownOptions,
    secret: SecretOption,
    keep: KeepOption,
    runs: RunsOption,
    common: CheckOutputOptions,
    config: Config,
) -> ExitCode:
    """Check whether an endpoint is right: play all that Maileroo, accidents and attackers do to it.

    Each rule is one thing that a correct receiver does. Prints what the receiver did wrong, the worst first, what it
    costs in production, and how to mend it.

    The exit code is 1 if there is a finding as severe as --fail-on says, and 4 if the receiver could not be reached.
    The report is kept without requests and headers: mhook runs show tells it again.
    """
    console = console_of(common)
    if shown.dry_run:
        refuse_unmade(common)
    files, place = report_files(common), place_in_repository(common.sarif_file, config.file and config.file.path)
    note_insecure(trusted.insecure, [url, effects.observe_url, effects.state_url], console.note)
    keeping = Keeping("check", runs.runs, console.note, wanted=not keep.no_journal)
    trust = Trust(trusted.cacert, trusted.insecure)
    seed = SystemRandom().randrange(1_000_000) if trial.seed is None else trial.seed
    marker = f"{Random(seed).getrandbits(32):08x}" if trial.marker is None else parse_marker(trial.marker)
    budget = parse_budget(trial.budget, trial.timeout)
    useless = {
        "--wait-for": request.wait_for is not None,
        "--wait-for-answer": trial.wait_for_answer is not None,
        "--authorize": suite.authorize,
        "--restart-cmd": hook.restart_cmd,
    }
    with (
        without_secret(secret.secret, application),
        open_target(url, application, useless) as (full_url, target, called),
    ):
        in_process = called is not None
        chosen = choose_suite(target, suite.suite, suite.authorize, selects=bool(suite.select), in_process=in_process)
        settings = CheckSettings(
            Endpoint(target, trial.timeout, trust, called),
            full_url,
            load_secret(secret.secret, console.note),
            select_rules(chosen, suite.select, suite.ignore),
            seed,
            marker,
            time.time(),
            headers=tuple(map(parse_header, request.header)),
            concurrency=trial.concurrency,
            limit=trial.max_time,
            retries=trial.retries,
            fail_fast=trial.fail_fast,
            fail_on=suite.fail_on,
            budget=budget.seconds,
            quantile=budget.quantile,
            experiments=select_experiments(suite.ignore),
            hooks=hooks_of(hook),
            baseline=given_baseline(common),
            is_first=common.baseline == NEW,
            accept=parse_accepted(config.check_accept, config.effective("check.accept").where),
            app=application.words,
            **make_insight(effects, trust, called)._asdict(),
        )
        run = CheckRun(settings)
        if shown.dry_run:
            show_dry_run(run.plan, common.format, console, in_full=shown.show)
            return ExitCode.OK
        show_plan(run.plan, common.format, console)
        if request.wait_for is not None:
            wait_for(target, request.wait_for)
        if trial.wait_for_answer is not None:
            wait_for_answer(target, trial.wait_for_answer, settings.endpoint.trust, settings.headers)
        run.try_looks()
        report = CheckReport(run.plan, run.summary, place, common.sarif_file is not None, shown.show)
        view = CheckView(common.format, console, append_summary, verbose=shown.verbose, in_full=shown.show)
        try:
            with keeping.at_end(partial(_kept, report)):
                show_check(run, view, console, report)
        finally:
            write_reports(files, report, console)
    if run.summary.failure is not None:
        raise run.summary.failure
    return run.summary.exit_code


def _kept(report: CheckReport, state: "RunState", made: float) -> "KeptResult":
    """Return what is kept of a check."""
    from maileroo_cli.report.runs.keeping import check_result

    return check_result(report, state, made)
