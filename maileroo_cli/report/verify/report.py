"""Showing the results of a verification as they come, with a progress bar where it takes long."""

from collections.abc import Generator
from contextlib import ExitStack
from typing import assert_never

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.operation.consume import consume_results
from maileroo_cli.operation.inputs import FilesPassedOver, RequestsPassedOver, StdinAwaited, UnreadSource
from maileroo_cli.operation.verify.counts import VerdictCounts
from maileroo_cli.operation.verify.lot import VerifiedLot
from maileroo_cli.operation.verify.results import VerifyResult, VerifyStart, VerifyTotal
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.progress import Progress
from maileroo_cli.report.verify.output import Output


def show_verification(results: Generator[VerifyResult, None, None], output: Output, console: Console) -> VerifyTotal:
    """Show the results, whose lots come rendered, and at the end their sum, which is returned.

    Where the user interrupts, the sum of what was verified until then is shown.
    """
    total = VerifyTotal(VerdictCounts())
    with ExitStack() as stack:
        progress = Progress("verified", None, console, unit="items")

        def take(result: VerifyResult) -> None:
            nonlocal progress, total
            match result:
                case VerifyStart():
                    if result.store is not None:
                        why = "the standard input is empty: " if result.instead else ""
                        console.note(f"{why}verifying the captures in {short_name(result.store)!r}")
                    progress = stack.enter_context(Progress("verified", result.amount, console, unit=result.unit))
                case VerifiedLot():
                    output.show(result.rendered)
                    progress.advance(result.done)
                case VerifyTotal():
                    total = result
                case _:
                    _tell(result, output, console)

        try:
            consume_results(results, take)
        except KeyboardInterrupt:
            output.finish(total.counts)
            raise
    output.finish(total.counts)
    return total


def _tell(
    result: UnreadSource | FilesPassedOver | RequestsPassedOver | StdinAwaited, output: Output, console: Console
) -> None:
    match result:
        case StdinAwaited():
            console.note(result.sentence)
        case UnreadSource():
            console.error(result.error)
            output.unread(result)
        case FilesPassedOver():
            from maileroo_cli.report.verify.passed_over import files_passed_over

            console.note(files_passed_over(result))
        case RequestsPassedOver():
            from maileroo_cli.report.verify.passed_over import requests_passed_over

            console.note(requests_passed_over(result))
        case _:
            assert_never(result)
