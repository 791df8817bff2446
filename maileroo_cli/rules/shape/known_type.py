"""Each of the eight event types is accepted, with the fields that it has and those that it has not."""

from maileroo_cli.rules.definition import Family, RuleList, RuleScript
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.reception import compare, deliver, judge_taken
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import Consequence
from maileroo_cli.webhook.catalogue.event import EventType, Grade

LIST = RuleList(Family.SHAPE)
_SEVERAL = 3
_MANY = 50


def _accepts(kind: EventType) -> RuleScript:
    def script(probe: Probe) -> Script:
        recipients = _SEVERAL if kind is EventType.DELIVERED else 1
        attempt = yield from deliver(probe.request(probe.event(kind, mail=probe.mail(recipients))))
        return judge_taken(attempt, f"an event of type {kind}")

    return script


_TYPES: tuple[tuple[int, EventType, str, Grade], ...] = (
    (1, EventType.ACCEPTED, "accepts an accepted event, with its recipients in a list", Grade.OFFICIAL),
    (2, EventType.DELIVERED, "accepts a delivered event, with several recipients in a list", Grade.OFFICIAL),
    (3, EventType.REJECTED, "accepts a rejected event, with reject_reason and no reason", Grade.OBSERVED),
    (4, EventType.DEFERRED, "accepts a deferred event, with its recipient as a string", Grade.OFFICIAL),
    (5, EventType.FAILED, "accepts a failed event, with its recipient as a string", Grade.OBSERVED),
    (6, EventType.OPENED, "accepts an opened event, which names no recipient", Grade.OFFICIAL),
    (7, EventType.CLICKED, "accepts a clicked event, which names no recipient", Grade.OFFICIAL),
    (8, EventType.COMPLAINED, "accepts a complained event, which has nothing but a recipient", Grade.INFERRED),
)

for _number, _kind, _title, _grade in _TYPES:
    LIST.add(_number, _title, Consequence.LOST, _grade, smoke=_kind is EventType.OPENED)(_accepts(_kind))


@LIST.add(9, "accepts fifty recipients in one event", Consequence.LOST, Grade.OFFICIAL)
def many_recipients(probe: Probe) -> Script:
    """Send one event for as many recipients as a large mail has."""
    attempt = yield from deliver(probe.request(probe.event(EventType.ACCEPTED, mail=probe.mail(_MANY))))
    verdict = judge_taken(attempt, f"an event with {_MANY} recipients")
    single = probe.request(probe.event(EventType.ACCEPTED))
    why = "an event for one recipient is not accepted either"
    return (yield from compare(verdict, single, why, probe.request(probe.event())))
