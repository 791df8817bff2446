"""Reading bytes as a connection of the listener does, however they are cut."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random
from typing import TypeAlias

from maileroo_cli.capture.http.framing import Continue, FrameLimits, Received, Refused, RequestReader
from tests.capture.wire_cases import LIMITS

Found: TypeAlias = list[Received | Refused]


def read(data: bytes, cuts: Iterable[int] = (), *, limits: FrameLimits = LIMITS, ends: bool = True) -> Found:
    """Read ``data``, cut at the places ``cuts``, up to what ends the connection; ``ends`` closes it at the end."""
    reader = RequestReader(limits)
    found: Found = []
    places = [0, *cuts, len(data)]
    for start, end in pairwise(places):
        if start < end:
            reader.feed(data[start:end])
        while (one := reader.next()) is not None:
            if isinstance(one, Continue):
                continue
            found.append(one)
            if isinstance(one, Refused) or not one.head.keeps:
                return found
    if ends and (last := reader.end()) is not None:
        found.append(last)
    return found


def read_behind(data: bytes, *, limits: FrameLimits = LIMITS) -> bytes:
    """Return what is behind the first thing that is refused where all of ``data`` has arrived at once."""
    reader = RequestReader(limits)
    reader.feed(data)
    while (one := reader.next()) is not None:
        if isinstance(one, Refused):
            return reader.behind(one)
    return b""


def each_byte(data: bytes) -> range:
    """Return the places that cut ``data`` into single bytes."""
    return range(1, len(data))


def random_cuts(data: bytes, random: Random) -> Sequence[int]:
    """Return some places to cut ``data`` at."""
    return sorted(random.choices(range(len(data) + 1), k=random.randint(1, 8)))
