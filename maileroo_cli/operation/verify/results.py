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
    """The last result: the counts of all requests, and how many sources could not be read."""

    counts: VerdictCounts
    unread: int = 0

    @property
    def exit_code(self) -> ExitCode:
        """That of the counts, but not ``OK`` where a source could not be read."""
        code = self.counts.exit_code
        return ExitCode.INPUT if self.unread and code is ExitCode.OK else code


VerifyResult: TypeAlias = (
    VerifyStart | VerifiedLot | UnreadSource | FilesPassedOver | RequestsPassedOver | StdinAwaited | VerifyTotal
)
