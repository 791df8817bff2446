"""How old an event is says nothing of whether it is genuine: old ones, early ones and late centuries are accepted."""

from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.rules.arrival.control import judge_beside
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, send
from maileroo_cli.rules.verdict import Consequence, Severity
from maileroo_cli.webhook.catalogue.event import Grade

LIST = RuleList(Family.ARRIVAL)

_MARGIN = 60.0
_AHEAD = 300.0
_END_OF_32_BITS = 2.0**31
_MONTH = 30 * 86_400.0


@LIST.add(11, "accepts an event that is 14 hours old", Consequence.LOST, Grade.OFFICIAL, smoke=True)
def old(probe: Probe) -> Script:
    """Send an event as old as one that comes with the last retry."""
    event = probe.event(at=probe.settings.now - MAILEROO.total - _MARGIN)
    attempt = yield from send(probe.request(event))
    return (yield from judge_beside(attempt, "an event that is 14 hours old", probe.request(probe.event())))


@LIST.add(
    12, "accepts an event from a clock that is ahead", Consequence.RETRIED, Grade.UNKNOWN, severity=Severity.WARNING
)
def ahead(probe: Probe) -> Script:
    """Send an event of five minutes later, as a receiver sees it whose clock is slow."""
    attempt = yield from send(probe.request(probe.event(at=probe.settings.now + _AHEAD)))
    return (yield from judge_beside(attempt, "an event five minutes ahead", probe.request(probe.event())))


@LIST.add(13, "accepts events after January 2038", Consequence.LOST, Grade.INFERRED, severity=Severity.WARNING)
def after_2038(probe: Probe) -> Script:
    """Send an event whose time takes more than 31 bits; where it is refused, one of just before has to be accepted."""
    attempt = yield from send(probe.request(probe.event(at=_END_OF_32_BITS + _MONTH)))
    just_before = probe.request(probe.event(at=_END_OF_32_BITS - _MONTH))
    return (yield from judge_beside(attempt, "an event of February 2038", just_before, "one of December 2037"))
