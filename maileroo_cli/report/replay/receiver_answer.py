"""What the receiver itself wrote when it refused or failed, in a line."""

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.fault.kind import FaultStage
from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.report.body.answer_line import answer_line
from maileroo_cli.report.terminal.safe_text import safe

_BEYOND_FAULTS = (FaultStage.MIDDLE, FaultStage.AROUND)
"""A fault of these stages leaves the receiver's answer as it is; any other takes its place."""


def receiver_line(record: AttemptRecord, limit: int) -> str:
    """Return the line that says most of the answer to a failed attempt; empty where it is not the receiver's own.

    Of an attempt that was read from a run's file only that line is left, in the attempt's ``detail``.
    """
    result, fault = record.result, record.fault
    if result is None or record.accepted or result.attempt.outcome is not Outcome.ANSWERED:
        return ""
    if fault is not None and fault.nature.stage not in _BEYOND_FAULTS:
        return ""
    attempt = result.attempt
    return answer_line(attempt.headers, attempt.body, limit) if attempt.body else safe(attempt.detail, limit)
