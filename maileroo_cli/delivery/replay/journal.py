"""What is written down of a run so that another process can go on with it. The file itself is in ``transport``.

An attempt is written down before it is made and after it. One that was begun and has no outcome is *unknown*: it is
shown so, and made again, since nobody can tell whether it reached the receiver.
"""

from dataclasses import dataclass
from typing import Protocol

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.replay.records import AttemptRecord, Delivery
from maileroo_cli.delivery.schedule.definition import Schedule


class Journal(Protocol):
    """Where the engine writes down what it is about to do, and what came of it."""

    def begin(self, delivery: Delivery, number: int, due: float, began: float) -> None:
        """Note that an attempt is about to be made; times are simulated Unix seconds."""
        ...

    def end(self, record: AttemptRecord) -> None:
        """Note what came of the attempt that was begun for this delivery."""
        ...

    def commit(self) -> None:
        """Return when all that was noted survives the death of the process."""
        ...


class RunJournal(Journal, Protocol):
    """Where a whole run is written down: what is seen after its last attempt as well."""

    def look(self, index: int | None, number: float) -> None:
        """Note a last look after the run: at the event of a delivery or, without ``index``, at the number of all."""
        ...


class NoJournal:
    """Writes nothing down."""

    def begin(self, delivery: Delivery, number: int, due: float, began: float) -> None:
        """Forget it."""

    def end(self, record: AttemptRecord) -> None:
        """Forget it."""

    def commit(self) -> None:
        """Return at once."""


@dataclass(frozen=True, slots=True)
class RunPlan:
    """All that a run needs in order to go on, but for its deliveries and what became of them; no secret is in it.

    ``url`` is the receiver's, or empty with ``against``, a built-in one. ``app`` names an application that is called in
    this process instead, ``app_kind`` its interface where that had to be said. ``clock`` is as the user writes it,
    ``start`` the simulated Unix time of the run's beginning. ``faults`` are the texts of ``--fault``, ``fault_list``
    that of ``--faults``, ``fault_rate`` and ``fault_seed`` the random ones. ``allow_no_effect`` are the event types
    that may have no effect, ``all`` for every one.
    """

    url: str
    against: str
    schedule: Schedule
    success: Success
    clock: str
    start: float
    timeout: float
    cacert: str | None = None
    insecure: bool = False
    faults: tuple[str, ...] = ()
    fault_list: str | None = None
    fault_rate: float = 0.0
    fault_seed: int = 0
    observe_cmd: str | None = None
    observe_url: str | None = None
    observe_path: str | None = None
    settle: float = 0.0
    allow_no_effect: tuple[str, ...] = ()
    app: str = ""
    app_kind: str = ""
