"""Comparing the state of mails whose events were accepted in the wrong order with that of mails in order.

What a state is only the receiver knows: it is a text. What has to differ between two mails is left out of it.
"""

import re
from collections.abc import Iterable

from maileroo_cli.delivery.storm.live.order import AcceptedOrder, MailSample
from maileroo_cli.delivery.storm.live.result import StormStates
from maileroo_cli.transport.observer.state import StateObserver
from maileroo_cli.webhook.text.shown import show

_MOST = 50
"""So many mails are asked about."""

_VARYING = re.compile(r"[0-9a-f]{24,}|\d{4}-\d{2}-\d{2}[T ][\d:.]+Z?|\d{6,}", re.ASCII)
"""Ids and times, which are different for every mail."""


def compare_states(observer: StateObserver, order: AcceptedOrder) -> StormStates:
    """Ask for the states; one that is not to be had raises ``InputError`` or ``UnreachableError``."""
    right: dict[str, set[str]] = {}
    compared = wrong = uncompared = 0
    example = ""
    for sample in order.sampled()[:_MOST]:
        name = sample.mail.life.name
        if name not in right:
            right[name] = set(_states(observer, order.references(name)))
        if not right[name]:
            uncompared += 1
            continue
        compared += 1
        state = _state(observer, sample)
        if state not in right[name]:
            wrong += 1
            example = example or _example(sample, state, min(right[name]))
    return StormStates(compared, wrong, uncompared, example)


def _states(observer: StateObserver, samples: Iterable[MailSample]) -> Iterable[str]:
    return (_state(observer, sample) for sample in samples)


def _state(observer: StateObserver, sample: MailSample) -> str:
    mail = sample.mail
    state = observer.ask(mail.recipient, mail.reference_id)
    return _VARYING.sub("…", state.replace(mail.recipient, "…").replace(mail.reference_id, "…"))


def _example(sample: MailSample, state: str, right: str) -> str:
    arrived = ", ".join(sample.arrived)
    return f": after {arrived} it is '{show(state[:60])}', in order '{show(right[:60])}'"
