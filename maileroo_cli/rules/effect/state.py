"""The state of recipients, as the user's own command or URL tells it: any text, which is only compared.

Texts of several recipients are compared without what differs by nature: the address and the ids of the mail.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.effect.work import Part, own_mail, reference_of
from maileroo_cli.rules.probe import Probe, ProbeEvent
from maileroo_cli.rules.step import look_at_state, send
from maileroo_cli.webhook.generation.payload import Mail
from maileroo_cli.webhook.text.date import iso_seconds

UNTOUCHED, SUPPRESSED = "active", "suppressed"
"""What an ideal receiver says of a recipient who gets mail, and of one who does not any more."""

_LONGEST = 80
_APART = 60
"""Seconds between two events of a mail."""


class Subject(NamedTuple):
    """A mail whose recipients are its own, and the one of them whose state is looked at."""

    mail: Mail
    recipient: str
    reference_id: str


class StateText(NamedTuple):
    """A state as it was told, and without the subject's address and ids."""

    raw: str
    told: str

    @property
    def quoted(self) -> str:
        """How a reason quotes it; it is still to be made safe."""
        line = " ".join(self.told.split())
        return f"'{line[:_LONGEST]}…'" if len(line) > _LONGEST else f"'{line}'"


def make_subject(probe: Probe, *others: str) -> Subject:
    """Return the subject of a new mail, which goes to ``others`` too."""
    mail = own_mail(probe)
    recipients = (*mail.recipients, *others)
    mail = mail._replace(recipients=recipients, to=(*mail.to, *(f'"{one}"' for one in others)))
    return Subject(mail, recipients[0], reference_of(probe.payload(mail=mail)))


def event_of(probe: Probe, subject: Subject, event_type: str, place: int = 0) -> ProbeEvent:
    """Return an event about a subject; ``place`` is when it happened in the life of its mail.

    The same place is the same time in each life, to the millisecond: a state that holds the time of an event is the
    same then for two subjects.
    """
    at = int(probe.settings.now) + (place - 10) * _APART
    payload = probe.payload(event_type, mail=subject.mail, at=at)
    payload["inserted_at"] = f"{iso_seconds(at)}.500Z"
    return probe.encoded(payload)


def tell(
    probe: Probe, subject: Subject, life: Sequence[str], order: Iterable[int] | None = None
) -> Part[list[Attempt]]:
    """Send the events of a life, each with its own time; ``order`` says in which order, or that some are left out."""
    attempts: list[Attempt] = []
    for place in range(len(life)) if order is None else order:
        attempts += [(yield from send(probe.request(event_of(probe, subject, life[place], place))))]
    return attempts


def state_of(subject: Subject, ideal: str = UNTOUCHED, *, unlike: "StateText | None" = None) -> Part["StateText"]:
    """Return the state of a subject; ``unlike`` is an earlier one of its own, which is expected to change."""
    before = None if unlike is None else unlike.raw
    raw = yield from look_at_state(subject.recipient, subject.reference_id, ideal, unlike=before)
    return StateText(raw, neutral(raw, subject))


def neutral(text: str, subject: Subject) -> str:
    """Return a text without what differs from one subject to the other, and without white space around it."""
    local_part = subject.recipient.partition("@")[0]
    for word, name in (
        (subject.recipient, "<recipient>"),
        (local_part, "<local part>"),
        (subject.reference_id, "<reference id>"),
    ):
        text = re.sub(re.escape(word), name, text, flags=re.IGNORECASE)
    return text.strip()
