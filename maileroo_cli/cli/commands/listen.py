"""``mhook listen``: a server that catches webhooks, keeps and verifies them, and answers or forwards them."""

import os
import shlex
from typing import TYPE_CHECKING

from maileroo_cli.cli.boundary import abandon_stdout, command, console_of
from maileroo_cli.cli.listen_options import AnswerOptions, BoundOptions, KeepOptions, ListenOptions
from maileroo_cli.cli.options import CommonOptions, SecretsOption, check_stdin
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.file.secret import VARIABLE, load_secrets
from maileroo_cli.webhook.signing.secret import Secret

if TYPE_CHECKING:
    from maileroo_cli.capture.expectation.clauses import Expectation
    from maileroo_cli.capture.http.framing import FrameLimits
    from maileroo_cli.capture.store.writer import StoreLimits
    from maileroo_cli.report.listen.report import ListenReport
    from maileroo_cli.transport.server.address import Address
    from maileroo_cli.transport.server.config import Deadlines
    from maileroo_cli.transport.server.forward import Forwarder
    from maileroo_cli.transport.server.listener import Listener

EXAMPLES = (
    "mhook listen",
    "mhook listen --forward-to http://localhost:8000/webhook",
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
    common: CommonOptions,
) -> ExitCode:
    """Catch webhooks: keep every request byte for byte, verify it, and answer it or forward it.

    Prints one line a request until Ctrl-C, and a summary. Nothing is answered before it is stored; mhook captures
    shows, compares, exports and resends what was caught.
    """
    from maileroo_cli.capture.answer.responder import Responder
    from maileroo_cli.capture.answer.script import format_script, parse_script
    from maileroo_cli.capture.store.file import find_store
    from maileroo_cli.capture.store.writer import Store
    from maileroo_cli.report.listen.report import ListenReport, Surroundings
    from maileroo_cli.transport.file.ready_file import ReadyFile
    from maileroo_cli.transport.server.address import Address, bind
    from maileroo_cli.transport.server.config import ListenConfig
    from maileroo_cli.transport.server.interruption import ended_by_signals
    from maileroo_cli.transport.server.listener import Listener

    console = console_of(common)
    check_stdin([], [*secrets.secrets])
    keys = _secrets(secrets.secrets, answers, console)
    awaited, limits = _awaited(listening.expect), _limits(keeping)
    script = parse_script(answers.respond)
    address = Address(listening.host, listening.port)
    config = ListenConfig(keys, Responder(script), _forwarder(answers, address), answers.verify_first, limits)
    frame_limits, path = _frame_limits(bounds), find_store(keeping.store)
    ready_file = None if listening.ready_file is None else ReadyFile(listening.ready_file, path)
    if ready_file is not None:
        ready_file.claim()
    # The store comes last of what can be refused, so that no new one is left behind.
    with (
        bind(address) as bound,
        Store(path, durability=keeping.durability, doing="mhook listen") as store,
    ):
        around = Surroundings(
            store.name,
            store.count(),
            answers.forward_to,
            ready_file,
            answers=format_script(script) if answers.respond else (),
            store_option=f" --store {shlex.quote(keeping.store)}" if keeping.store else "",
            quiet=listening.quiet,
        )
        report = ListenReport(console, around, awaited)
        listener = Listener(
            bound,
            store,
            config,
            report,
            frame_limits=frame_limits,
            deadlines=_deadlines(bounds),
            max_connections=bounds.max_connections,
        )
        _warn_about(listening.host, console)
        report.stop, report.stop_in = listener.stop, listener.stop_in
        with ended_by_signals(listener.stop_soon):
            try:
                listener.run()
            finally:
                report.ended()
            return _finish(report, listener, awaited)


def _finish(report: "ListenReport", listener: "Listener", awaited: "Expectation | None") -> ExitCode:
    try:
        return report.finish(listener.turned_away)
    except BrokenPipeError:
        if awaited is None:
            raise
        abandon_stdout()
        return ExitCode.FAILED  # nobody read whether it was met


def _secrets(references: list[str], answers: AnswerOptions, console: Console) -> list[Secret]:
    """Return the secrets; without any, requests are kept all the same, unless only valid ones are to be passed on."""
    if references or VARIABLE in os.environ or answers.verify_first:
        return load_secrets(references, console.note)
    console.note(f"no secret was given: requests are kept, but not verified; set {VARIABLE} or use --secret")
    return []


def _awaited(texts: list[str]) -> "Expectation | None":
    if not texts:
        return None
    from maileroo_cli.capture.expectation.script import parse_expectation

    return parse_expectation(texts)


def _forwarder(answers: AnswerOptions, address: "Address") -> "Forwarder | None":
    if answers.forward_to is None:
        return None
    if answers.respond:
        raise UsageError("--respond and --forward-to both say what is answered", "give one of them")
    from maileroo_cli.transport.client.tls import Trust
    from maileroo_cli.transport.server.address import leads_back
    from maileroo_cli.transport.server.forward import Application, Forwarder

    trust = Trust(answers.cacert, answers.insecure)
    application = Application.of(answers.forward_to, answers.timeout, trust)
    if leads_back(application.target.host, application.target.port, address):
        raise UsageError(
            f"--forward-to leads back to mhook listen itself, at port {address.port}",
            "give the application's URL, or listen at another --port",
        )
    return Forwarder(application)


def _limits(keeping: KeepOptions) -> "StoreLimits":
    from maileroo_cli.capture.store.writer import StoreLimits
    from maileroo_cli.webhook.text.instant import parse_duration
    from maileroo_cli.webhook.text.size import parse_size

    return StoreLimits(
        keeping.keep,
        None if keeping.keep_for is None else parse_duration(keeping.keep_for),
        None if keeping.keep_size is None else parse_size(keeping.keep_size),
    )


def _frame_limits(bounds: BoundOptions) -> "FrameLimits":
    from maileroo_cli.capture.http.framing import FrameLimits
    from maileroo_cli.webhook.text.size import parse_size

    return FrameLimits(parse_size(bounds.max_head), bounds.max_headers, parse_size(bounds.max_body))


def _deadlines(bounds: BoundOptions) -> "Deadlines":
    from maileroo_cli.transport.server.config import Deadlines

    return Deadlines(bounds.head_timeout, bounds.request_timeout, bounds.idle_timeout)


def _warn_about(host: str, console: Console) -> None:
    if not (host.startswith("127.") or host in ("::1", "localhost")):
        console.note(f"listening on {host}: others in the network can send requests here, not only this machine")
