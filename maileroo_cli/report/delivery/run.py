"""Taking attempts as they are made, with a progress bar and a sum at the end, however that comes."""

from collections.abc import Generator
from contextlib import closing

from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.delivery.attempt.sender import SendResult
from maileroo_cli.report.delivery.attempts import DeliveryReport
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.progress import Progress


def report_attempts(
    attempts: Generator[SendResult[OutgoingRequest], None, None],
    report: DeliveryReport,
    console: Console,
    count: int | None = None,
) -> None:
    """Report each attempt and their sum, also where the user interrupts; ``count`` is how many there are, if known."""
    with closing(attempts), Progress("sent", count, console, unit="items") as progress:
        try:
            for result in attempts:
                report.add(result)
                progress.advance()
        except KeyboardInterrupt:
            report.summary()
            raise
    report.summary()
