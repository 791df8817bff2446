"""``mhook listen``: a server that catches webhooks, keeps and verifies them, and answers or forwards them."""

import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.inspecting import beside
from maileroo_cli.cli.keys.opening import live_report
from maileroo_cli.cli.keys.wanted import wants_keys
from maileroo_cli.cli.option.inspect import BesideOptions
from maileroo_cli.cli.option.keys import KeyOptions
from maileroo_cli.cli.option.listen import AnswerOptions, BoundOptions, KeepOptions, ListenOptions
from maileroo_cli.cli.option.shared import ReportOptions, SecretsOption, check_stdin, note_insecure
from maileroo_cli.cli.surroundings import abandon, abandon_full
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.transport.file.secret import FORMS, VARIABLE, is_default_set, load_secrets
from maileroo_cli.webhook.signing.secret import Secret

if TYPE_CHECKING:
    from maileroo_cli.capture.answer.script import AnswerScript
    from maileroo_cli.capture.expectation.clauses import Expectation
    from maileroo_cli.capture.http.framing import FrameLimits
    from maileroo_cli.capture.store.limits import StoreLimits
    from maileroo_cli.operation.listen.settings import ListenSettings
    from maileroo_cli.report.listen.report import ListenReport, ListenTerms
    from maileroo_cli.transport.server.forward import ForwardTarget

EXAMPLES = (
    "mhook listen",
    "mhook listen --forward-to http://localhost:8000/webhook --inspect",
    "mhook listen --respond 500,500,reset,200 --respond deferred=503",
    "mhook listen --port 0 --ready-file url.txt --expect 'delivered=3, all valid within 30s' --format json",
)


@command(closed_output=ExitCode.OK)
def listen(
    listening: ListenOptions,
    secrets: SecretsOption,
    answers: AnswerOptions,
    keeping: KeepOptions,
    bounds: BoundOptions,
    inspecting: BesideOptions,
    keys_heard: KeyOptions,
    common: ReportOptions,
) -> ExitCode:
    """Catch webhooks: keep each request byte for byte, verify it, and answer or forward it.

    Prints one line per request until you press Ctrl-C, then a summary. Each request is stored before it is answered;
    mhook captures shows, compares, exports and resends what was caught.

    Ctrl-C ends it with exit code 0; with --expect it is 0 once everything arrived, and 1 otherwise.
    """
    console = console_of(common)
    if not listening.expect and common.format in (ReportFormat.JUNIT, ReportFormat.GITHUB):
        raise UsageError(f"without --expect there is no verdict for --format {common.format}", "say what is to arrive")
    check_stdin([], [*secrets.secrets])
    note_insecure(answers.insecure, [answers.forward_to], console.note)
    expectation = _expectation(listening.expect)
    keys = _secrets(secrets.secrets, _needing_secret(answers, expectation), console)
    settings = _settings(listening, keys, answers, keeping, bounds)._replace(expectation=expectation)
    with beside(inspecting, settings, secrets.secrets) as inspector:
        terms = replace(_terms(settings, listening, answers, keeping), inspector=inspector)
        if wants_keys(console, common.format, refused=keys_heard.no_keys):
            report = live_report(console, terms, settings)
        else:
            report = _report(common.format, console, terms)
        return _show(settings, report)


def _show(settings: "ListenSettings", report: "ListenReport") -> ExitCode:
    from maileroo_cli.operation.listen.session import listen as open_session

    try:
        with open_session(settings) as session:
            return report.show(session)
    except BrokenPipeError:
        if settings.expectation is None:
            raise
        abandon(sys.stdout)
        return ExitCode.FAILED  # nobody read whether it was met
    except KeyboardInterrupt:  # a wish for the end was not heeded, since nobody reads the output
        abandon(sys.stdout)
        abandon_full(sys.stderr)
        raise


def _settings(
    listening: ListenOptions, keys: list[Secret], answers: AnswerOptions, keeping: KeepOptions, bounds: BoundOptions
) -> "ListenSettings":
    from maileroo_cli.capture.store.file import find_store
    from maileroo_cli.operation.listen.settings import ListenSettings
    from maileroo_cli.transport.server.address import Address
    from maileroo_cli.transport.server.config import Deadlines

    return ListenSettings(
        secrets=keys,
        keep=_limits(keeping),
        prune_existing=keeping.prune_existing,
        script=_script(answers.respond),
        address=Address(tuple(listening.host), listening.port),
        application=_application(answers),
        verify_first=answers.verify_first,
        frame_limits=_frame_limits(bounds),
        store=find_store(keeping.store),
        durability=keeping.durability,
        ready_file=listening.ready_file,
        deadlines=Deadlines(bounds.head_timeout, bounds.request_timeout, bounds.idle_timeout),
        max_connections=bounds.max_connections,
    )


def _terms(
    settings: "ListenSettings", listening: ListenOptions, answers: AnswerOptions, keeping: KeepOptions
) -> "ListenTerms":
    from maileroo_cli.report.listen.report import ListenTerms

    return ListenTerms(
        answers.forward_to,
        answers=_script_texts(settings.script) if answers.respond else (),
        verify_first=answers.verify_first,
        limits=_limit_texts(keeping),
        prune_existing=keeping.prune_existing,
        store_option=f" --store {shlex.quote(keeping.store)}" if keeping.store else "",
        quiet=listening.quiet,
        awaits=bool(listening.expect),
    )


def _report(format: ReportFormat, console: Console, terms: "ListenTerms") -> "ListenReport":
    if format in (ReportFormat.TEXT, ReportFormat.JSON):
        from maileroo_cli.report.listen.report import ListenReport

        return ListenReport(console, terms)
    from maileroo_cli.report.listen.ci import GithubListenReport, JunitListenReport
    from maileroo_cli.transport.file.output import append_summary

    if format is ReportFormat.JUNIT:
        return JunitListenReport(console, terms)
    return GithubListenReport(console, terms, append_summary)


def _needing_secret(answers: AnswerOptions, expectation: "Expectation | None") -> str:
    """Return what is asked for that nobody can do without a secret; empty where nothing is."""
    if expectation is not None and expectation.all_valid:
        return "--expect 'all valid'"
    return "--verify-first" if answers.verify_first else ""


def _secrets(references: list[str], needing: str, console: Console) -> list[Secret]:
    """Return the secrets; without any, requests are kept all the same, unless something is ``needing`` one."""
    if references or is_default_set():
        return load_secrets(references, console.note)
    if needing:
        raise UsageError(
            f"no secret was given, and {needing} needs one to verify with", f"set {VARIABLE} or use --secret {FORMS}"
        )
    console.note(f"no secret was given: requests are kept, but not verified; set {VARIABLE} or use --secret")
    return []


def _script(texts: list[str]) -> "AnswerScript":
    if texts:
        from maileroo_cli.capture.answer.language import parse_script

        return parse_script(texts)
    from maileroo_cli.capture.answer.script import AnswerScript

    return AnswerScript()


def _script_texts(script: "AnswerScript") -> tuple[str, ...]:
    from maileroo_cli.capture.answer.language import format_script

    return format_script(script)


def _expectation(texts: list[str]) -> "Expectation | None":
    if not texts:
        return None
    from maileroo_cli.capture.expectation.script import parse_expectation

    return parse_expectation(texts)


def _application(answers: AnswerOptions) -> "ForwardTarget | None":
    if answers.forward_to is None:
        return None
    if answers.respond:
        raise UsageError("--respond and --forward-to both decide what is answered", "give one of them")
    from maileroo_cli.transport.client.tls import Trust
    from maileroo_cli.transport.server.forward import ForwardTarget

    return ForwardTarget.of(answers.forward_to, answers.timeout, Trust(answers.cacert, answers.insecure))


def _limits(keeping: KeepOptions) -> "StoreLimits":
    from maileroo_cli.capture.store.limits import StoreLimits
    from maileroo_cli.webhook.text.instant import parse_age
    from maileroo_cli.webhook.text.size import parse_size

    limits = StoreLimits(
        keeping.keep,
        None if keeping.keep_for is None else parse_age(keeping.keep_for, "--keep-for"),
        None if keeping.keep_size is None else parse_size(keeping.keep_size),
    )
    for option, limit, more in (("--keep-for", limits.seconds, "7d"), ("--keep-size", limits.bytes, "1G")):
        if limit == 0:
            raise UsageError(f"{option} is 0, which would keep nothing", f"give more, like {more}")
    if keeping.prune_existing and not limits:
        raise UsageError("--prune-existing needs a limit", "give --keep, --keep-for or --keep-size")
    return limits


def _limit_texts(keeping: KeepOptions) -> tuple[str, ...]:
    texts = (
        "" if keeping.keep is None else f"{keeping.keep:,} {'capture' if keeping.keep == 1 else 'captures'}",
        "" if keeping.keep_for is None else f"an age of {_with_unit(keeping.keep_for, 's')}",
        "" if keeping.keep_size is None else f"a size of {_with_unit(keeping.keep_size, ' B')}",
    )
    return tuple(filter(None, texts))


def _with_unit(text: str, unit: str) -> str:
    """Return a limit as it was given, with the unit of a number alone."""
    text = text.strip()
    return f"{int(text):,}{unit}" if text.isdigit() else f"{text}{unit}" if text[-1:].isdigit() else text


def _frame_limits(bounds: BoundOptions) -> "FrameLimits":
    from maileroo_cli.capture.http.framing import FrameLimits
    from maileroo_cli.webhook.text.size import parse_size

    return FrameLimits(parse_size(bounds.max_head), bounds.max_headers, parse_size(bounds.max_body))
