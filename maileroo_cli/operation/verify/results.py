"""What verifying yields beside lots of verdicts: how it begins, and what it came to."""

from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.inputs import FilesPassedOver, RequestsPassedOver, StdinAwaited, UnreadSource
from maileroo_cli.operation.verify.counts import VerdictCounts
from maileroo_cli.operation.verify.lot import VerifiedLot


class VerifyStart(NamedTuple):
    """The first result: how much there is to verify, where that is known, and in which unit each lot says its part.

    ``store`` is the store that is verified, if one is; ``instead`` tells that nothing came on the standard input.
    """

    amount: int | None
    unit: Literal["bytes", "items"]
    store: Path | None = None
    instead: bool = False


class VerifyTotal(NamedTuple):
    """The last result: the counts of all requests."""

    counts: VerdictCounts

    @property
    def exit_code(self) -> ExitCode:
        """That of the counts."""
        return self.counts.exit_code


VerifyResult: TypeAlias = (
    VerifyStart | VerifiedLot | UnreadSource | FilesPassedOver | RequestsPassedOver | StdinAwaited | VerifyTotal
)
