"""What was answered 200 outlives an outage of the store and a crash, and what was not is done when it comes again."""

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.definition import Family, Need, RuleList
from maileroo_cli.rules.effect.work import Part, WorkTrial, compare_work, judge_once, own_event, send_each, trial_of
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.probe import Probe, ProbeEvent
from maileroo_cli.rules.step import Hook, Script, run_hook, send
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, Severity, failed, skipped
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.text.count import count

LIST = RuleList(Family.EFFECT)
_BROKEN = (Need.OBSERVER, Need.BREAK)
_RESTARTED = (Need.OBSERVER, Need.RESTART)
_TRIES = 3
_EVENTS = 5


@LIST.add(
    15,
    "answers no 200 while its store is down",
    Consequence.LOST,
    Grade.OFFICIAL,
    needs=_BROKEN,
    alone=True,
)
def store_down(probe: Probe) -> Script:
    """Take the store away, send an event, mend the store, and look whether what was answered 200 was done."""

    def play(event: ProbeEvent) -> Part[list[Attempt]]:
        yield from run_hook(Hook.BREAK)
        attempt = yield from send(probe.request(event), 503)
        yield from run_hook(Hook.MEND)
        return [attempt]

    found = yield from compare_work(probe, trial_of(probe, play), expects=False)
    if isinstance(found, RuleVerdict):
        return found
    (attempt,) = found.attempts
    if not is_accepted(attempt):
        return PASSED
    if found.number > 0:
        return skipped(
            f"the event was answered {attempt.status} and has its effect: --break-cmd broke nothing that it needs"
        )
    return failed(f"an event was answered {attempt.status} while the store was down, and has no effect", attempt)


@LIST.add(
    16,
    "does the work of an event that comes again after its store was down",
    Consequence.LOST,
    Grade.OFFICIAL,
    needs=_BROKEN,
    alone=True,
)
def retry_after_outage(probe: Probe) -> Script:
    """Send an event while the store is down, mend the store, and send it again: the retry has to do the work."""

    def play(event: ProbeEvent) -> Part[list[Attempt]]:
        yield from run_hook(Hook.BREAK)
        attempts = [(yield from send(probe.request(event), 503))]
        yield from run_hook(Hook.MEND)
        for _ in range(_TRIES):
            attempts += [(yield from send(probe.request(event)))]
            if is_accepted(attempts[-1]):
                break
        return attempts

    found = yield from compare_work(probe, trial_of(probe, play))
    if isinstance(found, RuleVerdict):
        return found
    first, last = found.attempts[0], found.attempts[-1]
    if is_accepted(first):
        return skipped(f"the event was answered {first.status} while the store was down, so nobody sends it again")
    if not is_accepted(last):
        reason = f"after --mend-cmd an event was answered {last.word}, {count(_TRIES, 'time')} in a row"
        return failed(reason, last, severity=Severity.WARNING, consequence=Consequence.RETRIED)
    return judge_once(found, "one {} event that came again after the outage", len(found.attempts))


@LIST.add(
    17,
    "loses nothing in a crash right after its 200",
    Consequence.LOST,
    Grade.OFFICIAL,
    needs=_RESTARTED,
    alone=True,
)
def crash_after_answer(probe: Probe) -> Script:
    """Send some events, and kill the receiver right after its last answer: each has to have its effect all the same."""

    def make(event_type: str) -> WorkTrial:
        events = tuple(own_event(probe, event_type) for _ in range(_EVENTS))
        return WorkTrial(events, play(events))

    def play(events: tuple[ProbeEvent, ...]) -> Part[list[Attempt]]:
        attempts = yield from send_each(probe, events)
        yield from run_hook(Hook.RESTART)
        return attempts

    found = yield from compare_work(probe, make)
    return judge_once(found, f"{_EVENTS} {{}} events that came right before a crash")


@LIST.add(
    18,
    "still knows after a restart which events it has had",
    Consequence.TWICE,
    Grade.OFFICIAL,
    needs=_RESTARTED,
    alone=True,
)
def duplicate_after_restart(probe: Probe) -> Script:
    """Send an event, restart the receiver, and send it again: who remembers in memory alone does the work twice."""

    def play(event: ProbeEvent) -> Part[list[Attempt]]:
        first = yield from send(probe.request(event))
        yield from run_hook(Hook.RESTART)
        return [first, (yield from send(probe.request(event)))]

    found = yield from compare_work(probe, trial_of(probe, play))
    return judge_once(found, "one {} event that came again after a restart", 2)
