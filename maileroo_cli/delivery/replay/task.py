"""One attempt as a task for a worker, and as what came of it. The workers are in ``delivery.worker``."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeAlias

from maileroo_cli.delivery.fault.kind import Fault
from maileroo_cli.delivery.replay.records import AttemptResult, AttemptSender, DueAttempt
from maileroo_cli.delivery.worker.pool import Worker

OpenAttemptSender: TypeAlias = Callable[[], AbstractContextManager[AttemptSender]]


class AttemptTask(NamedTuple):
    """An attempt that is to be made now, at the simulated moment ``began``."""

    pending: DueAttempt
    fault: Fault | None
    began: float


class FinishedAttempt(NamedTuple):
    """An attempt and what came of it."""

    task: AttemptTask
    result: AttemptResult


def make_attempt(worker: Worker[AttemptSender], task: AttemptTask) -> FinishedAttempt:
    """Let the worker's sender make the attempt."""
    pending = task.pending
    return FinishedAttempt(task, worker.resource.send(pending.delivery, pending.number, task.fault))
