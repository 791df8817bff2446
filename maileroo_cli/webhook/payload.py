"""Building payloads: one mail, and what happened to it. Which events happen, and when, is decided in ``lifecycle``.

Every value comes from a vocabulary and from the ``random.Random`` that is handed in, through ``random()`` and
``getrandbits()`` alone, whose results are the same on every Python version.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple, Protocol, TypeVar

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.event import EventType
from maileroo_cli.webhook.reply import DEFERRALS, FAILURES, REJECTIONS
from maileroo_cli.webhook.user_agent import CLICKERS, OPENERS, Agent
from maileroo_cli.webhook.vocabulary import Vocabulary

RESERVED_DOMAINS = ("example.com", "example.net", "example.org")
_DAY = 86_400
_MILLISECONDS = (397, 664)

T = TypeVar("T")


class _Weighted(Protocol):
    @property
    def weight(self) -> int: ...


W = TypeVar("W", bound=_Weighted)


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
    """What all events of one mail share; ``message_id`` holds the time of submission (inferred)."""

    sender: str
    recipients: tuple[str, ...]
    message_id: str
    reference_id: str
    domain_id: int
    user_id: int
    tags: Any


class PayloadFactory:
    """Makes mails and payloads from one vocabulary, one recipe and one source of randomness."""

    def __init__(self, vocabulary: Vocabulary, rng: Random, recipe: Recipe | None = None) -> None:
        self._words = vocabulary
        self._rng = rng
        self._recipe = recipe or Recipe()
        self._user_id = 100 + int(rng.random() * 9_900)
        self._domain_id = 100 + int(rng.random() * 9_900)
        self._domain = self._recipe.domain or self._drawn_domain()
        self._defer = _chooser(DEFERRALS, rng)
        self._fail = _chooser(FAILURES, rng)
        self._open = _chooser(OPENERS, rng)
        self._click = _chooser(CLICKERS, rng)
        self._data: dict[str, Callable[[Mail, int], dict[str, Any]]] = {
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
        rng, recipe = self._rng, self._recipe
        bare_sender = recipe.sender or f"{self._pick(self._words.words)}@{self._domain}"
        domain = recipe.domain or domain_of(bare_sender)
        digits = 10**23 + rng.getrandbits(79)
        message_id = f"<{digits}.{1000 + int(rng.random() * 9000)}.{_unpadded(submitted_at)}@{domain}>"
        return Mail(
            sender=self._with_name(bare_sender),
            recipients=recipe.recipients or tuple(self._recipient() for _ in range(recipients)),
            message_id=message_id,
            reference_id=recipe.reference_id or f"{rng.getrandbits(96):024x}",
            domain_id=self._domain_id,
            user_id=self._user_id,
            tags=self._tags(),
        )

    def payload(self, event_type: str, mail: Mail, at: int, recipient: int = 0) -> dict[str, Any]:
        """Return the payload of one event: ``at`` is Unix seconds, ``recipient`` the index of the one it is about.

        The keys are in alphabetical order at both levels, as in every official sample. A type that the catalogue
        does not know gets the envelope and a recipient.
        """
        rng = self._rng
        quiet = event_type in (EventType.OPENED, EventType.CLICKED)
        low, high = _MILLISECONDS
        return {
            "domain_id": mail.domain_id,
            "event_data": self._data.get(event_type, self._complained)(mail, recipient % len(mail.recipients)),
            "event_id": f"{rng.getrandbits(192):048x}",
            "event_time": at,
            "event_type": str(event_type),
            "inserted_at": f"{iso_seconds(at)}.{low + int(rng.random() * (high - low + 1))}Z",
            "message_id": mail.message_id,
            "message_reference_id": mail.reference_id,
            "tags": None if quiet else mail.tags,
            "user_id": mail.user_id,
        }

    def _addresses(self, mail: Mail, recipient: int) -> dict[str, Any]:
        return {"from": [mail.sender], "to": list(mail.recipients)}

    def _rejected(self, mail: Mail, recipient: int) -> dict[str, Any]:
        reason = REJECTIONS[0 if self._rng.random() * 10 < REJECTIONS[0][1] else 1][0]
        return {"from": [mail.sender], "reject_reason": reason, "to": list(mail.recipients)}

    def _deferred(self, mail: Mail, recipient: int) -> dict[str, Any]:
        return {"reason": self._reply(self._defer().text, mail, recipient), "to": mail.recipients[recipient]}

    def _failed(self, mail: Mail, recipient: int) -> dict[str, Any]:
        return {"reason": self._reply(self._fail().text, mail, recipient), "to": mail.recipients[recipient]}

    def _opened(self, mail: Mail, recipient: int) -> dict[str, Any]:
        agent = self._open()
        return {"ip": self._ip(agent), "user_agent": agent.text}

    def _clicked(self, mail: Mail, recipient: int) -> dict[str, Any]:
        agent = self._click()
        return {
            "ip": self._ip(agent),
            "original_url": self._link(domain_of(mail.sender)),
            "user_agent": agent.text,
        }

    def _complained(self, mail: Mail, recipient: int) -> dict[str, Any]:
        return {"to": mail.recipients[recipient]}

    def _reply(self, text: str, mail: Mail, recipient: int) -> str:
        to = bare_address(mail.recipients[recipient])
        host = f"mx{1 + int(self._rng.random() * 4)}.{domain_of(to)}"
        ip = f"198.51.100.{1 + int(self._rng.random() * 254)}"
        token = f"{self._rng.getrandbits(48):012x}-{self._rng.getrandbits(16):04x}"
        return text.format(to=to, domain=domain_of(bare_address(mail.sender)), host=host, ip=ip, id=token)

    def _ip(self, agent: Agent) -> str:
        net = self._pick(agent.nets)
        return f"{net}{1 + int(self._rng.random() * 254)}"

    def _recipient(self) -> str:
        name, mailbox = self._pick(self._words.people)
        address = f"{mailbox}@{self._drawn_domain()}"
        return format_address(name, address) if self._recipe.named else address

    def _with_name(self, address: str) -> str:
        if not self._recipe.named or "<" in address:
            return address
        return format_address(self._pick(self._words.labels).replace("-", " ").title(), address)

    def _drawn_domain(self) -> str:
        rng = self._rng
        share = rng.random()
        if share < 0.5:
            return self._pick(RESERVED_DOMAINS)
        label = self._pick(self._words.labels)
        if share < 0.8:
            return f"{label}.{self._pick(RESERVED_DOMAINS)}"
        return f"{label}.test" if share < 0.95 else f"{label}.invalid"

    def _tags(self) -> Any:
        rng, tags = self._rng, self._recipe.tags
        if tags is None:
            if rng.random() < 0.5:
                return None
            tags = (("campaign", self._pick(self._words.words)), ("segment", self._pick(self._words.labels)))
            tags = tags[: 1 + int(rng.random() * 2)]
        if not tags:
            return None
        if self._recipe.tags_as_object:
            return dict(tags)
        return [{"name": name, "value": value} for name, value in tags]

    def _link(self, domain: str) -> str:
        pick, words = self._pick, self._words.words
        query = f"utm_source=newsletter&utm_medium=email&utm_campaign={pick(words)}&c={self._rng.getrandbits(24)}"
        return f"https://www.{domain}/{pick(words)}/{pick(words)}?{query}"

    def _pick(self, items: Sequence[T]) -> T:
        return items[int(self._rng.random() * len(items))]


def format_address(name: str, address: str) -> str:
    """Return ``Name <address>``, the name quoted where RFC 5322 wants it."""
    if any(char in '()<>[]:;@\\,."' for char in name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    return f"{name} <{address}>"


def bare_address(address: str) -> str:
    """Return the address of ``Name <address>``, or ``address`` as it is."""
    return address[address.rindex("<") + 1 : -1] if address.endswith(">") and "<" in address else address


def domain_of(address: str) -> str:
    """Return what stands behind the ``@`` of an address with or without a name."""
    return bare_address(address).rpartition("@")[2]


def _chooser(items: Sequence[W], rng: Random) -> Callable[[], W]:
    """Return a function that draws from ``items`` by weight, with one ``random()`` a draw."""
    slots = [item for item in items for _ in range(item.weight)]
    count = len(slots)
    return lambda: slots[int(rng.random() * count)]


@lru_cache(maxsize=64)
def _day(number: int) -> tuple[str, str]:
    from datetime import date

    try:
        day = date.fromordinal(number + date(1970, 1, 1).toordinal())
    except (ValueError, OverflowError):
        raise UsageError("an event would lie outside of the years 1 to 9999", "choose another --at") from None
    return day.isoformat(), f"{day.year}{day.month}{day.day}"


def iso_seconds(at: int) -> str:
    """Return Unix seconds as ``2024-03-15T23:32:22``, without a zone."""
    day, seconds = divmod(at, _DAY)
    minutes, second = divmod(seconds, 60)
    return f"{_day(day)[0]}T{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def _unpadded(at: int) -> str:
    """Return year, month, day, hour, minute and second without padding, as a ``message_id`` carries them (inferred)."""
    day, seconds = divmod(at, _DAY)
    minutes, second = divmod(seconds, 60)
    return f"{_day(day)[1]}{minutes // 60}{minutes % 60}{second}"
