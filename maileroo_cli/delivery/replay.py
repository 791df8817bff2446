"""The engine of a replay: many deliveries, each on its own schedule, every attempt in due order, on any clock.

It opens no socket, reads no clock of its own and prints nothing: a courier makes the attempts, a clock lets time pass,
a journal remembers, and whoever iterates shows. All clocks go through the same code.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt import Outcome, Success
from maileroo_cli.delivery.fault import Fault, FaultKind
from maileroo_cli.delivery.journal import Journal, NoJournal
from maileroo_cli.delivery.schedule import Schedule
from maileroo_cli.delivery.trial import Courier, End, Made, Parcel, Trial

if TYPE_CHECKING:
    from maileroo_cli.delivery.replay_clock import ReplayClock

OpenCourier = Callable[[], AbstractContextManager[Courier]]
ChooseFault = Callable[[Parcel, int], Fault | None]
