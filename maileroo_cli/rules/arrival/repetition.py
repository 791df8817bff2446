"""The same event comes more than once: as a duplicate, as two copies at one instant, or after a try that failed."""

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.rules.arrival.control import judge_again, judge_beside, judge_lasting, not_tried, says_nothing, tell
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import is_accepted, worst
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Manner, Script, send, send_twin
from maileroo_cli.rules.verdict import PASSED, Consequence, Severity, failed, passed_with, skipped
from maileroo_cli.webhook.catalogue.event import Grade

LIST = RuleList(Family.ARRIVAL)


@LIST.add(4, "answers a duplicate with 200", Consequence.RETRIED, Grade.INFERRED, smoke=True)
def duplicate(probe: Probe) -> Script:
    """Send one event three times, the last time over another connection."""
    request = probe.request(probe.event())
    first = yield from send(request)
    if not is_accepted(first):
        return not_tried(first)
    again = yield from send(request)
    third = yield from send(request, apart=True)
    return worst(judge_again(first, one, "a duplicate") for one in (again, third))


@LIST.add(5, "answers two copies at the same instant with 200", Consequence.RETRIED, Grade.UNKNOWN)
def twins(probe: Probe) -> Script:
    """Send two copies whose last bytes go together."""
    attempts = yield from send_twin(probe.request(probe.event()))
    if len(attempts) < 2:
        return skipped("the second copy could not be sent")
    what = "one of two copies that came at the same instant"
    if others := [one for one in attempts if not is_accepted(one)]:
        return (yield from judge_beside(others[0], what, probe.request(probe.event())))
    odd = next((one for one in attempts if one.status != 200), None)
    if odd is not None and any(one.status == 200 for one in attempts):
        return failed(f"{what} was answered {odd.status}, and the other one 200", odd)
    return PASSED


@LIST.add(6, "accepts the retry of an event whose answer was lost", Consequence.RETRIED, Grade.UNKNOWN)
def answer_lost(probe: Probe) -> Script:
    """Break the connection off after the answer, and send the event again, as whoever missed the answer does."""
    request = probe.request(probe.event())
    first = yield from send(request, manner=Manner.ANSWER_UNREAD)
    if not is_accepted(first):
        return not_tried(first)
    again = yield from send(request)
    return judge_again(first, again, "the retry of an event whose answer was lost")


@LIST.add(7, "accepts the retry of a request that was cut off", Consequence.LOST, Grade.UNKNOWN, alone=True)
def cut_off(probe: Probe) -> Script:
    """Send half of a body, end the connection, and send the event again; an event before shows that all was well.

    A proxy may answer 200 where its sender is gone: a half counts as accepted only where it is as a whole request too.
    """
    before = yield from send(probe.request(probe.event()))
    if not is_accepted(before):
        return not_tried(before)
    event = probe.event()
    request = probe.request(event)
    part = yield from send(request, 400, manner=Manner.CUT_OFF)
    if is_accepted(part):
        half = probe.request(event.body[: len(event.body) // 2], signatures=(probe.sign(event.body),))
        if is_accepted((yield from send(half, 401))):
            return failed(f"half of a request was accepted with {part.status}", part)
    again = yield from send(request)
    what = "the retry of a request that was cut off"
    if again.outcome is not Outcome.ANSWERED:
        return failed(tell(again, what), again, consequence=Consequence.CRASHED)
    if says_nothing(again):  # a proxy says so while the receiver behind it starts again
        again = yield from send(request)
    verdict = judge_lasting(again, what)
    if verdict is not PASSED or not is_accepted(part):
        return verdict
    reason = (
        f"half of a request was answered {part.status}, though as a whole one it is refused: that is probably a proxy"
        " (Caddy does so), whose sender is gone"
    )
    return passed_with(Severity.INFO, reason, part, fix="nothing, as long as the sender does not read that answer")
