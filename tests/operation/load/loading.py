"""Loads of tests: a small plan, a receiver that acts on events, and an observer of what it did."""

import sys
import threading
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any, Self

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import LoadResult, ProbeWanted
from maileroo_cli.errors import InputError
from maileroo_cli.operation.load.results import LoadEnded, LoadEvent, LoadProgress
from maileroo_cli.operation.load.run import run_load
from maileroo_cli.transport.observer.look import Stopped, never
from maileroo_cli.webhook.signing.secret import Secret
from tests.receivers.raw import Peer
from tests.transport.effect_receivers import SECRET, Application

EFFECTS = 1_000_000


def plan_to(url: str, count: int = 100, rate: float = 1_000.0, **changes: Any) -> LoadPlan:
    """Return a plan of so many events in a second or less, with what is to be different."""
    plan = LoadPlan(
        url, ArrivalPlan(Rate(rate), count, count / rate), types=("delivered", "opened"), timeout=5.0, seed=8
    )
    return replace(plan, connections=20, **changes)


def load(plan: LoadPlan, secret: Secret = SECRET, **terms: Any) -> tuple[list[LoadEvent], LoadResult]:
    """Run a load to its end, without a probe unless one is wanted."""
    events = list(run_load(plan, secret, **{"probe": ProbeWanted.NONE, **terms}))
    ended = events[-1]
    assert isinstance(ended, LoadEnded)
    assert sum(isinstance(one, LoadEnded) for one in events) == 1
    return events, ended.result


class EffectCount:
    """Observes what an application did: of all events, or ``per_event``. ``fails_from`` is the look that fails."""

    def __init__(self, application: Application, *, per_event: bool = False, fails_from: int = EFFECTS) -> None:
        self.per_event = per_event
        self.turn: AbstractContextManager[Any] = nullcontext()
        self.looks = 0
        self._application = application
        self._fails_from = fails_from

    def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
        """Return how many effects there were."""
        self.looks += 1
        if self.looks >= self._fails_from:
            raise InputError("no number", "look again")
        with self._application.lock:
            effects = self._application.effects
            return effects[event_id] if self.per_event else effects.total()

    def interrupt(self) -> None:
        """Do nothing: a look is over at once."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is kept open."""


class DyingReceiver:
    """Answers so many requests, and none after them: each connection is reset."""

    def __init__(self, answers: int) -> None:
        self.left = answers
        self.lock = threading.Lock()

    def behave(self, peer: Peer) -> None:
        """Answer requests as long as there are answers."""
        while peer.read() is not None:
            with self.lock:
                self.left -= 1
                is_dead = self.left < 0
            if is_dead:
                peer.reset()
                return
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def say_when_under_way(url: str) -> None:
    """Run a load of some seconds, and print a line as soon as there is progress: the program of a test."""
    for event in run_load(plan_to(url, 4_000, 400.0), SECRET, probe=ProbeWanted.NONE):
        if isinstance(event, LoadProgress):
            sys.stdout.write("under way\n")
            sys.stdout.flush()


if __name__ == "__main__":
    say_when_under_way(sys.argv[1])
