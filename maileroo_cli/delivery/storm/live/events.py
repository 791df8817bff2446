"""The events of a storm: whose mail each is, and what happened to it. When they happen is the scenario's.

The moments are given, and mails are fitted to them: at each moment the next event of a mail happens whose time has
come, or else a new mail is sent. So the rate is exactly the scenario's, and each mail has its life in its order.
"""

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from random import Random
from typing import NamedTuple

from maileroo_cli.webhook.generation.lifecycle import Lifecycle
from maileroo_cli.webhook.generation.payload import Mail, PayloadFactory
from maileroo_cli.webhook.generation.traffic import Mix
from maileroo_cli.webhook.generation.vocabulary import Vocabulary


class StormMail(NamedTuple):
    """What is known of a mail: its number, its life, to whom it goes, and its reference as the JSON has it."""

    number: int
    life: Lifecycle
    made: Mail

    @property
    def recipient(self) -> str:
        """The address that it goes to."""
        return self.made.recipients[0]

    @property
    def reference_id(self) -> str:
        """The ``message_reference_id`` of its events."""
        return self.made.ids.rpartition(":")[2].strip('"')


class StormEvent(NamedTuple):
    """One event: its place among all, when it happens, and that it is event ``step`` of its mail, from 0."""

    place: int
    time: float
    mail: StormMail
    step: int
    event_type: str
    event_id: str
    body: bytes

    @property
    def is_last(self) -> bool:
        """Whether it ends the life of its mail."""
        return self.step == len(self.mail.life.steps) - 1


def make_storm_events(
    times: Iterable[float], mix: Mix, vocabulary: Vocabulary, *, start: int, seed: int, ids: int = 0
) -> Iterator[StormEvent]:
    """Yield an event for each of the ``times``, which never decrease; ``start`` is the Unix time of 0.

    The same arguments give the same bytes; other ``ids`` give the same lives at the same times, and all else is drawn
    anew: a receiver that knows the events of an earlier storm is right to do nothing. Two events of a mail never have
    the same ``event_time``.
    """
    rng = Random(seed)
    factory = PayloadFactory(vocabulary, Random(f"{seed} {ids}"))
    waiting: list[tuple[float, int, StormMail, int]] = []
    mails = 0
    for index, time in enumerate(times):
        if waiting and waiting[0][0] <= time:
            _, _, mail, step = heappop(waiting)
        else:
            life, step = mix.choose(rng), 0
            mail = StormMail(mails, life, factory.mail(start + int(time // 1), life.recipients))
            mails += 1
        this = mail.life.steps[step]
        event_id, body = factory.event(str(this.event), mail.made, start + int(time // 1), this.recipient)
        yield StormEvent(index, time, mail, step, str(this.event), event_id, body)
        if step + 1 < len(mail.life.steps):
            least, most = mail.life.steps[step + 1].after
            chance = rng.random() if most > least else 0.0
            wait = max(1.0, least + (most - least) * chance * chance * chance)
            heappush(waiting, (time + wait, index, mail, step + 1))
