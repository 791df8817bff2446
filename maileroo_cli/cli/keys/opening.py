"""Opening the report of ``mhook listen`` for a terminal whose keys are heard."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maileroo_cli.operation.listen.settings import ListenSettings
    from maileroo_cli.report.listen.report import ListenReport, ListenTerms
    from maileroo_cli.report.terminal.console import Console


def live_report(console: "Console", terms: "ListenTerms", settings: "ListenSettings") -> "ListenReport":
    """Return the report for such a terminal."""
    from maileroo_cli.cli.keys.deferred import DeferredKeys

    return DeferredKeys(console, terms, settings).report
