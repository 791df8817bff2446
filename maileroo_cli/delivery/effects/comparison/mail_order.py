"""Whether the events of one mail were taken in by the receiver in the order in which they were due."""

import re

from maileroo_cli.delivery.replay.records import Delivery

_MAIL = re.compile(rb'"message_reference_id"\s*:\s*"([^"\\]{1,200})"')


class MailOrder:
    """Keeps of each mail the latest event that was taken in.

    Whether two events are of one mail is known where their bodies name the same ``message_reference_id``.
    """

    def __init__(self) -> None:
        self._latest: dict[bytes, tuple[float, str]] = {}

    def take_in(self, delivery: Delivery) -> str | None:
        """Note that an event was taken in; return the type of one that was due later and taken in before, if any."""
        if (found := _MAIL.search(delivery.request.body)) is None:
            return None
        latest, latest_type = self._latest.get(found[1], (delivery.offset, ""))
        if latest > delivery.offset:
            return latest_type
        self._latest[found[1]] = (delivery.offset, delivery.event_type)
        return None
