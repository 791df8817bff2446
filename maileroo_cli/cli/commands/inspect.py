"""``mhook inspect``: the captures of a store in the browser, live, for this user alone."""

import os
import sys
from collections.abc import Callable
from contextlib import closing

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.inspecting import has_browser, open_in_browser
from maileroo_cli.cli.option.endpoint import TrustOptions
from maileroo_cli.cli.option.inspect import InspectOptions, InspectTimeoutOptions
from maileroo_cli.cli.option.shared import (
    CommonOptions,
    RunsOption,
    SecretsOption,
    StoreOption,
    check_stdin,
    note_insecure,
)
from maileroo_cli.cli.surroundings import abandon, abandon_full
from maileroo_cli.errors import ExitCode
from maileroo_cli.inspector.session import InspectorPlace, require_inspector_extra, serve_inspector
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.operation.inspect.access import check_reachable, check_sendable
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.report.inspect.ready import InspectorReport
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.file.secret import VARIABLE, load_secrets_if_any
from maileroo_cli.transport.run.folder import find_runs

EXAMPLES = (
    "mhook inspect",
    "mhook inspect --target http://localhost:8000/webhook",
    "mhook inspect --store captures.db --port 0 --no-open --format json",
)


@command(closed_output=ExitCode.OK)
def inspect(
    place: InspectOptions,
    secrets: SecretsOption,
    store: StoreOption,
    runs: RunsOption,
    timing: InspectTimeoutOptions,
    trust: TrustOptions,
    common: CommonOptions,
) -> ExitCode:
    """Show captured webhooks in the browser, live while mhook listen catches them, and send them again.

    The page is served on this machine alone, and only to whoever has the token in the address that is printed. It
    reads the store and never writes to it; a store that does not exist yet is waited for. It works without any network.

    Ctrl-C ends it with exit code 0.
    """
    require_inspector_extra()
    console = console_of(common)
    check_stdin(["-"] if place.until_eof else [], [*secrets.secrets])
    note_insecure(trust.insecure, [place.target], console.note)
    endpoint = _endpoint(place, timing, trust)
    address = check_reachable(place.host, place.port, place.authorize)
    keys = load_secrets_if_any(secrets.secrets, console.note)
    if not keys:
        console.note(f"no secret was given: nothing can be verified or signed; set {VARIABLE} or use --secret")
    settings = InspectorSettings(find_store(store.store), find_runs(runs.runs), tuple(keys), endpoint)
    opener = None if place.no_open else browser_opener(console)
    served = InspectorPlace(address, place.ready_file, opener, place.until_eof)
    try:
        with closing(serve_inspector(settings, served)) as results:
            InspectorReport(console).show(results)
    except KeyboardInterrupt:  # a wish for the end was not heeded, since nobody reads the output
        abandon(sys.stdout)
        abandon_full(sys.stderr)
        raise
    return ExitCode.OK


def _endpoint(place: InspectOptions, timing: InspectTimeoutOptions, trust: TrustOptions) -> Endpoint | None:
    target = check_sendable(place.target, place.host, place.authorize)
    if target is None:
        return None
    return Endpoint(target, timing.timeout, Trust(trust.cacert, trust.insecure))


def browser_opener(console: Console) -> Callable[[str], bool] | None:
    """Return what opens the page, where a person is there to see it: on a terminal, with a display."""
    if not console.is_terminal or os.environ.get("CI") or not has_browser():
        return None
    return open_in_browser
