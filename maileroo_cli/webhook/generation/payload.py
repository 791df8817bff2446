"""Building payloads: one mail, and what happened to it. Which events happen, and when, is decided in ``lifecycle``.

Every value comes from a vocabulary and from the ``random.Random`` that is handed in, through ``random()`` and
``getrandbits()`` alone, whose results are the same on every Python version.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple, TypeVar

from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.address import bare_address, domain_of, format_address
from maileroo_cli.webhook.generation.vocabulary import Vocabulary
from maileroo_cli.webhook.generation.weighting import make_slots
from maileroo_cli.webhook.signing.body_style import quote_go
from maileroo_cli.webhook.text.date import iso_seconds, unpadded_seconds

RESERVED_DOMAINS = ("example.com", "example.net", "example.org")
_UNTAGGED = frozenset({EventType.OPENED.value, EventType.CLICKED.value})
_FIRST_MILLISECOND, _MILLISECONDS = 397, 268

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the user fixed for every mail; what is left empty is drawn.

    ``domain`` is the sending domain. ``tags`` are (name, value) pairs; ``None`` draws them, ``()`` means no tags.
    ``tags_as_object`` uses the weakly reported form of ``tags``. ``named`` writes addresses as ``Name <address>``.
    """

    sender: str | None = None
    recipients: tuple[str, ...] = ()
    domain: str | None = None
    tags: tuple[tuple[str, str], ...] | None = None
    tags_as_object: bool = False
    reference_id: str | None = None
    named: bool = False


class Mail(NamedTuple):
    """What all events of one mail share. ``recipients`` are plain, the other fields are JSON as Go writes it."""

    recipients: tuple[str, ...]
    to: tuple[str, ...]
    sender: str
    ids: str
    tags: str


class PayloadFactory:
    """Makes mails and events from one vocabulary, one recipe and one source of randomness.

    An event is written as JSON text at once, since the encoder would take longer than all the drawing: what the user
    gave is quoted once, and what the vocabulary holds needs no quoting.
    """

    def __init__(self, vocabulary: Vocabulary, rng: Random, recipe: Recipe | None = None) -> None:
        self._words = vocabulary
        self._rng = rng
        self._recipe = recipe or Recipe()
        self._user_id = 100 + int(rng.random() * 9_900)
        self._domain_id = 100 + int(rng.random() * 9_900)
        self._domain = self._recipe.domain or self._drawn_domain()
        slots = make_slots()
        self._defer, self._fail, self._reject = (
            _chooser(one, rng) for one in (slots.deferrals, slots.failures, slots.rejections)
        )
        self._open, self._click = _chooser(slots.openers, rng), _chooser(slots.clickers, rng)
        self._fix()
        self._data: dict[str, Callable[[Mail, int], str]] = {
            EventType.ACCEPTED: self._addresses,
            EventType.DELIVERED: self._addresses,
            EventType.REJECTED: self._rejected,
            EventType.DEFERRED: self._deferred,
            EventType.FAILED: self._failed,
            EventType.OPENED: self._opened,
            EventType.CLICKED: self._clicked,
            EventType.COMPLAINED: self._complained,
        }

    def mail(self, submitted_at: int, recipients: int = 1) -> Mail:
        """Draw one mail that was submitted at ``submitted_at`` (Unix seconds) to so many ``recipients``."""
        random, bits, words = self._rng.random, self._rng.getrandbits, self._words.words
        address = self._recipe.sender or f"{words[int(random() * len(words))]}@{self._domain}"
        local_part = f"{10**23 + bits(79)}.{1000 + int(random() * 9000)}.{unpadded_seconds(submitted_at)}"
        sender = f'"{address}"' if self._is_plain else self._quoted_sender(address)
        if self._fixed_to:
            to, quoted = self._recipe.recipients, self._fixed_to
        else:
            to = tuple([self._recipient() for _ in range(recipients)])
            quoted = tuple(map(quote_go, to)) if self._recipe.named else tuple([f'"{one}"' for one in to])
        reference = self._fixed_reference or f'"{bits(96).to_bytes(12, "big").hex()}"'
        ids = f'"message_id":"\\u003c{local_part}@{self._domain_json}\\u003e","message_reference_id":{reference}'
        return Mail(to, quoted, sender, ids, self._tags())

    def event(self, event_type: str, mail: Mail, at: int, recipient: int = 0) -> tuple[str, bytes]:
        """Return the id and the body of one event, as Go writes it.

        ``at`` is Unix seconds, ``recipient`` the index of the one it is about. The keys are in alphabetical order at
        both levels, as in every official sample. A type that the catalogue does not know gets the envelope and a
        recipient.
        """
        make = self._data.get(event_type)
        if make is None:
            kind, data = quote_go(event_type)[1:-1], self._complained(mail, recipient)
        else:
            kind, data = event_type, make(mail, recipient)
        event_id = self._rng.getrandbits(192).to_bytes(24, "big").hex()
        milliseconds = _FIRST_MILLISECOND + int(self._rng.random() * _MILLISECONDS)
        text = (
            f'{{"domain_id":{self._domain_id},"event_data":{{{data}}},"event_id":"{event_id}","event_time":{at},'
            f'"event_type":"{kind}","inserted_at":"{iso_seconds(at)}.{milliseconds}Z",{mail.ids},'
            f'"tags":{"null" if event_type in _UNTAGGED else mail.tags},"user_id":{self._user_id}}}'
        )
        return event_id, text.encode()

    def payload(self, event_type: str, mail: Mail, at: int, recipient: int = 0) -> dict[str, Any]:
        """Return one event, as :meth:`event` makes it, as a payload that can be changed."""
        payload: dict[str, Any] = json.loads(self.event(event_type, mail, at, recipient)[1])
        return payload

    def _fix(self) -> None:
        """Quote once what the user fixed for every mail."""
        recipe = self._recipe
        self._is_plain = not (recipe.sender or recipe.domain or recipe.named)
        self._fixed_to = tuple(map(quote_go, recipe.recipients))
        self._fixed_reference = quote_go(recipe.reference_id) if recipe.reference_id else ""
        self._fixed_tags = None if recipe.tags is None else self._tags_json(recipe.tags)
        self._sender_domain = domain_of(recipe.sender) if recipe.sender else self._domain
        self._sender_domain_json = quote_go(self._sender_domain)[1:-1]
        self._site = quote_go(f"https://www.{self._sender_domain}/")[1:-1]
        self._domain_json = quote_go(recipe.domain or self._sender_domain)[1:-1]

    def _quoted_sender(self, address: str) -> str:
        if self._recipe.named and "<" not in address:
            address = format_address(self._pick(self._words.labels).replace("-", " ").title(), address)
        return quote_go(address)

    def _addresses(self, mail: Mail, recipient: int) -> str:
        return f'"from":[{mail.sender}],"to":[{",".join(mail.to)}]'

    def _rejected(self, mail: Mail, recipient: int) -> str:
        return f'"from":[{mail.sender}],"reject_reason":{self._reject()},"to":[{",".join(mail.to)}]'

    def _deferred(self, mail: Mail, recipient: int) -> str:
        return self._reply(self._defer(), mail, recipient)

    def _failed(self, mail: Mail, recipient: int) -> str:
        return self._reply(self._fail(), mail, recipient)

    def _opened(self, mail: Mail, recipient: int) -> str:
        agent, nets = self._open()
        return f'"ip":"{self._ip(nets)}","user_agent":{agent}'

    def _clicked(self, mail: Mail, recipient: int) -> str:
        agent, nets = self._click()
        return f'"ip":"{self._ip(nets)}","original_url":{self._link()},"user_agent":{agent}'

    def _complained(self, mail: Mail, recipient: int) -> str:
        return f'"to":{mail.to[recipient % len(mail.to)]}'

    def _reply(self, reply: str, mail: Mail, recipient: int) -> str:
        random, bits = self._rng.random, self._rng.getrandbits
        index = recipient % len(mail.to)
        to = mail.recipients[index]
        if self._fixed_to or self._recipe.named:
            to = quote_go(bare_address(to))[1:-1]
        host = f"mx{1 + int(random() * 4)}.{domain_of(to)}"
        ip = f"198.51.100.{1 + int(random() * 254)}"
        token = f"{bits(48):012x}-{bits(16):04x}"
        reason = reply.format(to=to, domain=self._sender_domain_json, host=host, ip=ip, id=token)
        return f'"reason":{reason},"to":{mail.to[index]}'

    def _ip(self, nets: tuple[str, ...]) -> str:
        random = self._rng.random
        return f"{nets[int(random() * len(nets))]}{1 + int(random() * 254)}"

    def _recipient(self) -> str:
        people = self._words.people
        name, mailbox = people[int(self._rng.random() * len(people))]
        address = f"{mailbox}@{self._drawn_domain()}"
        return format_address(name, address) if self._recipe.named else address

    def _drawn_domain(self) -> str:
        random, labels = self._rng.random, self._words.labels
        share = random()
        if share < 0.5:
            return RESERVED_DOMAINS[int(random() * 3)]
        label = labels[int(random() * len(labels))]
        if share < 0.8:
            return f"{label}.{self._pick(RESERVED_DOMAINS)}"
        return f"{label}.test" if share < 0.95 else f"{label}.invalid"

    def _tags(self) -> str:
        if self._fixed_tags is not None:
            return self._fixed_tags
        random = self._rng.random
        if random() < 0.5:
            return "null"
        words, labels = self._words.words, self._words.labels
        campaign, segment = words[int(random() * len(words))], labels[int(random() * len(labels))]
        both = random() >= 0.5
        if self._recipe.tags_as_object:
            return f'{{"campaign":"{campaign}","segment":"{segment}"}}' if both else f'{{"campaign":"{campaign}"}}'
        second = f',{{"name":"segment","value":"{segment}"}}' if both else ""
        return f'[{{"name":"campaign","value":"{campaign}"}}{second}]'

    def _tags_json(self, tags: Sequence[tuple[str, str]]) -> str:
        if not tags:
            return "null"
        if self._recipe.tags_as_object:
            return (
                "{"
                + ",".join(f"{quote_go(name)}:{quote_go(value)}" for name, value in sorted(dict(tags).items()))
                + "}"
            )
        return "[" + ",".join(f'{{"name":{quote_go(name)},"value":{quote_go(value)}}}' for name, value in tags) + "]"

    def _link(self) -> str:
        pick, words = self._pick, self._words.words
        query = f"utm_medium=email\\u0026utm_campaign={pick(words)}\\u0026c={self._rng.getrandbits(24)}"
        return f'"{self._site}{pick(words)}/{pick(words)}?utm_source=newsletter\\u0026{query}"'

    def _pick(self, items: Sequence[T]) -> T:
        return items[int(self._rng.random() * len(items))]


def _chooser(slots: Sequence[T], rng: Random) -> Callable[[], T]:
    """Return a function that draws one, with one ``random()`` a draw."""
    count, random = len(slots), rng.random
    return lambda: slots[int(random() * count)]
