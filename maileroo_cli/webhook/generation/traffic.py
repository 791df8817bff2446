"""A mix of many mails, interleaved in time order. One mail's own events are made in ``lifecycle``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from random import Random

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.generation.lifecycle import Lifecycle, Moment, find_ending, play
from maileroo_cli.webhook.generation.payload import PayloadFactory

MEAN_GAP = 30.0
"""Seconds between the submissions of two mails, on average."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Lifecycles with their shares; shares are relative, they need not add up to anything."""

    shares: tuple[tuple[Lifecycle, float], ...]

    @property
    def types(self) -> tuple[str, ...]:
        """Every event type that can occur, each once."""
        return tuple(dict.fromkeys(name for life, _ in self.shares for name in life.types))

    def choose(self, rng: Random) -> Lifecycle:
        """Draw one lifecycle by its share."""
        point = rng.random() * sum(share for _, share in self.shares)
        for life, share in self.shares:
            point -= share
            if point < 0:
                return life
        return self.shares[-1][0]


def parse_mix(text: str) -> Mix:
    """Read ``delivered=80,opened=15,…``: lifecycle names, or event types for a mail that comes as far as that event."""
    shares = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, number = part.partition("=")
        shares.append((find_ending(name.strip()), _share(number if equals else "1", part)))
    return make_mix(shares)


def make_mix(shares: Iterable[tuple[Lifecycle, float]]) -> Mix:
    """Return the mix of those that have a share; none at all raises ``UsageError``."""
    wanted = tuple((life, share) for life, share in shares if share)
    if not wanted:
        raise UsageError("the mix is empty", "write it like delivered=80,opened=15,bounced=5")
    return Mix(wanted)


def _share(number: str, part: str) -> float:
    try:
        share = float(number)
    except ValueError:
        share = -1.0
    if not 0 <= share < 1e12:
        raise UsageError(
            (f"{part!r} is not a share of the mix"), "write a name and a weight of 0 or more, like opened=15"
        )
    return share


def interleave(mix: Mix, factory: PayloadFactory, rng: Random, *, start: int, mails: int) -> Iterator[Moment]:
    """Yield the events of so many ``mails`` in time order, the first mail submitted at ``start`` (Unix seconds).

    Memory depends on how many mails are under way at the same moment, not on ``mails``.
    """
    order = count()
    waiting: list[tuple[int, int, Moment, Iterator[Moment]]] = []

    def push(life: Iterator[Moment]) -> None:
        moment = next(life, None)
        if moment is not None:
            heappush(waiting, (moment.at, next(order), moment, life))

    submitted = float(start)
    for _ in range(mails):
        while waiting and waiting[0][0] <= submitted:
            _, _, moment, life = heappop(waiting)
            yield moment
            push(life)
        push(play(mix.choose(rng), factory, rng, start=int(submitted)))
        submitted += MEAN_GAP * 2 * rng.random()
    while waiting:
        _, _, moment, life = heappop(waiting)
        yield moment
        push(life)
