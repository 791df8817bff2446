"""In which order the events of each mail were accepted: pairs the wrong way round, and mails whose state says more."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from maileroo_cli.delivery.storm.live.events import StormEvent, StormMail

MOST_SAMPLED = 100
"""So many mails with events the wrong way round are kept, to be asked about."""

_MOST_REFERENCES = 3
"""So many mails of each life that were accepted in order tell what the state is to be."""


@dataclass(frozen=True, slots=True)
class MailSample:
    """A whole mail: each of its events was accepted. ``arrived`` are their types in the order of acceptance."""

    mail: StormMail
    arrived: tuple[str, ...]
    in_order: bool


@dataclass(slots=True)
class AcceptedOrder:
    """Takes accepted events in the order in which they were accepted, each once.

    ``pairs`` counts pairs of events of one mail, ``reversed_pairs`` those of which the later one was accepted first.
    """

    pairs: int = 0
    reversed_pairs: int = 0
    _under_way: dict[int, list[StormEvent]] = field(default_factory=dict)
    _reversed: list[MailSample] = field(default_factory=list)
    _references: dict[str, list[MailSample]] = field(default_factory=dict)

    def accept(self, event: StormEvent) -> None:
        """Take an event that was accepted now."""
        mail = event.mail
        steps = len(mail.life.steps)
        if steps == 1:
            return
        earlier = self._under_way.setdefault(mail.number, [])
        self.pairs += len(earlier)
        self.reversed_pairs += sum(one.step > event.step for one in earlier)
        earlier.append(event)
        if len(earlier) == steps:
            del self._under_way[mail.number]
            self._keep(mail, earlier)

    def sampled(self) -> Sequence[MailSample]:
        """Return whole mails with a pair the wrong way round, in the order in which they became whole."""
        return self._reversed

    def references(self, life: str) -> Sequence[MailSample]:
        """Return whole mails of a life that were accepted in order: the first, and the latest ones."""
        return self._references.get(life, ())

    def _keep(self, mail: StormMail, arrived: Sequence[StormEvent]) -> None:
        in_order = all(one.step == place for place, one in enumerate(arrived))
        sample = MailSample(mail, tuple(one.event_type for one in arrived), in_order)
        if in_order:
            kept = self._references.setdefault(mail.life.name, [])
            kept.append(sample)
            del kept[1:-_MOST_REFERENCES]  # the first was worked off long ago, the last ones show that all is
        elif len(self._reversed) < MOST_SAMPLED:
            self._reversed.append(sample)
