"""Comparing the state of mails whose events were accepted in the wrong order with that of mails in order.

What a state is only the receiver knows: it is a text. What has to differ between two mails is left out of it.
"""

import re
import time
from collections.abc import Sequence

from maileroo_cli.delivery.storm.live.order import AcceptedOrder, MailSample
from maileroo_cli.delivery.storm.live.result import StormStates
from maileroo_cli.operation.storm.watching import SettleTerms
from maileroo_cli.transport.observer.state import StateObserver
from maileroo_cli.webhook.text.shown import show

_MOST = 50
"""So many mails are asked about."""

_PAUSE = 0.2
"""So many seconds pass until they are asked about again."""

_VARYING = re.compile(r"[0-9a-f]{24,}|\d{4}-\d{2}-\d{2}[T ][\d:.]+Z?|\d{6,}", re.ASCII)
"""Ids and times, which are different for every mail."""


def compare_states(observer: StateObserver, order: AcceptedOrder, terms: SettleTerms | None = None) -> StormStates:
    """Ask for the states; one that is not to be had raises ``InputError`` or ``UnreachableError``.

    With ``terms`` they are asked for again until they stay, as nobody knows whether all work is done; states that do
    not are told as unsettled.
    """
    states, settled = (_ask(observer, order), True) if terms is None else _settle(observer, order, terms)
    compared = wrong = uncompared = 0
    example = ""
    for sample in _asked_about(order):
        right = {states[one.mail.number] for one in order.references(sample.mail.life.name)}
        if not right:
            uncompared += 1
            continue
        compared += 1
        state = states[sample.mail.number]
        if state not in right:
            wrong += 1
            example = example or _example(sample, state, min(right))
    return StormStates(compared, wrong, uncompared, example, settled)


def _settle(observer: StateObserver, order: AcceptedOrder, terms: SettleTerms) -> tuple[dict[int, str], bool]:
    """Ask until no state changes, and return whether that was so.

    Work that is still queued changes them now and then: they have to stay for twice as long as they ever did before.
    """
    began = changed = time.monotonic()
    states, longest = _ask(observer, order), 0.0
    while True:
        time.sleep(min(_PAUSE, terms.settle))
        latest, now = _ask(observer, order), time.monotonic()
        if latest != states:
            states, longest, changed = latest, max(longest, now - changed), now
        elif now - changed >= max(terms.settle, 2 * longest):
            return states, True
        if now - began >= terms.patience:
            return states, False


def _ask(observer: StateObserver, order: AcceptedOrder) -> dict[int, str]:
    """Return the state of each mail that is compared, and of those that it is compared with, by their numbers."""
    samples = _asked_about(order)
    lives = sorted({sample.mail.life.name for sample in samples})
    asked = [one for life in lives for one in order.references(life)]
    return {one.mail.number: _state(observer, one) for one in (*asked, *samples)}


def _asked_about(order: AcceptedOrder) -> Sequence[MailSample]:
    return order.sampled()[:_MOST]


def _state(observer: StateObserver, sample: MailSample) -> str:
    mail = sample.mail
    state = observer.ask(mail.recipient, mail.reference_id)
    return _VARYING.sub("…", state.replace(mail.recipient, "…").replace(mail.reference_id, "…"))


def _example(sample: MailSample, state: str, right: str) -> str:
    arrived = ", ".join(sample.arrived)
    return f": after {arrived} it is '{show(state[:60])}', in order '{show(right[:60])}'"
