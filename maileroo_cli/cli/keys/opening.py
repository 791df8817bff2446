"""The report of ``mhook listen`` for a terminal whose keys are heard, with all that the keys do."""

from typing import TYPE_CHECKING

from maileroo_cli.cli.inspecting import address_of_capture
from maileroo_cli.report.terminal.console import Console

if TYPE_CHECKING:
    from maileroo_cli.operation.listen.settings import ListenSettings
    from maileroo_cli.report.listen.report import ListenReport, ListenTerms


def live_report(console: Console, terms: "ListenTerms", settings: "ListenSettings") -> "ListenReport":
    """Return the report."""
    from maileroo_cli.cli.keys.actions import KeyTerms
    from maileroo_cli.cli.keys.presses import ListenKeys
    from maileroo_cli.report.listen.live.flow import ArrivalFlow
    from maileroo_cli.report.listen.live.report import LiveListenReport

    flow = ArrivalFlow()
    actions = KeyTerms(
        settings.store,
        settings.secrets,
        settings.application,
        terms.forward_to,
        terms.store_option,
        address_of_capture(terms.inspector),
    )
    keys = ListenKeys(console, flow, actions)
    report = LiveListenReport(console, terms, flow, keys)
    keys.print_held = report.show_held
    return report
