"""Taking a replay as it is played: each attempt to the ledger and to the report, and the end, however that comes."""

from collections.abc import Generator, Iterable
from dataclasses import replace

from maileroo_cli.delivery.ledger import Ledger
from maileroo_cli.delivery.trial import Made, Parcel
from maileroo_cli.errors import ExitCode, MhookError
from maileroo_cli.report.replay import ReplayReport
from maileroo_cli.transport.replaying import Receiving


class ReplayRun:
    """One run on its way: what it comes to is in the ledger, and the report shows it."""

    def __init__(self, report: ReplayReport, ledger: Ledger) -> None:
        self._report = report
        self._ledger = ledger
        self._last: dict[int, Parcel] = {}

    def recall(self, made: Iterable[Made]) -> None:
        """Take the attempts that earlier processes made."""
        for one in made:
            self._report.recall(one)
            self._ledger.add(one)
            self._last[one.parcel.index] = one.parcel

    def play(self, attempts: Generator[Made, None, None]) -> None:
        """Take the attempts that are made now; where they are cut short, the end so far is shown all the same."""
        try:
            for made in attempts:
                self._last[made.parcel.index] = made.parcel
                self._report.add(made, self._ledger.add(made))
        except (KeyboardInterrupt, MhookError):
            attempts.close()
            self._show(cut_short=True)
            raise

    def finish(self, receiving: Receiving) -> ExitCode:
        """Take a last look at the effects, show the end, and return the exit code."""
        try:
            receiving.check()
            for index, number in receiving.look(list(self._last.values())):
                self._ledger.settle(index, number)
        except (KeyboardInterrupt, MhookError):
            self._show(cut_short=True)
            raise
        return self._show(cut_short=False)

    def _show(self, *, cut_short: bool) -> ExitCode:
        result = self._ledger.result()
        if cut_short:
            result = replace(result, exit_code=ExitCode.INTERRUPTED)
        self._report.finish(self._ledger.delivered(), result)
        return result.exit_code
