"""The work of an event is done once, however often the event comes, and whatever happened to the answer before."""

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.definition import Family, Need, RuleList
from maileroo_cli.rules.effect.work import Part, WorkTrial, compare_work, judge_once, own_event, send_each, trial_of
from maileroo_cli.rules.probe import Probe, ProbeEvent
from maileroo_cli.rules.step import Manner, Script, send, send_twin
from maileroo_cli.rules.verdict import Consequence
from maileroo_cli.webhook.catalogue.event import EventType, Grade

LIST = RuleList(Family.EFFECT)
_OBSERVED = (Need.OBSERVER,)
_PAIRS = 6
_COPIES = 6


@LIST.add(4, "does the work of an event once when it comes twice", Consequence.TWICE, Grade.OFFICIAL, needs=_OBSERVED)
def duplicate(probe: Probe) -> Script:
    """Send an event, and after its answer the same bytes again."""

    def play(event: ProbeEvent) -> Part[list[Attempt]]:
        return (yield from send_each(probe, [event] * 2))

    return judge_once((yield from compare_work(probe, trial_of(probe, play))), "one {} event that came twice", 2)


@LIST.add(
    5, "does the work of an event once when two copies come at once", Consequence.TWICE, Grade.INFERRED, needs=_OBSERVED
)
def twins(probe: Probe) -> Script:
    """Send two copies at the same instant, several times, since who checks before writing has luck at times."""

    def make(event_type: str) -> WorkTrial:
        events = tuple(own_event(probe, event_type) for _ in range(_PAIRS))
        return WorkTrial(events, play(events))

    def play(events: tuple[ProbeEvent, ...]) -> Part[list[Attempt]]:
        attempts: list[Attempt] = []
        for event in events:
            attempts += yield from send_twin(probe.request(event))
        return attempts

    found = yield from compare_work(probe, make)
    return judge_once(found, f"{_PAIRS} {{}} events, each in two copies at the same instant,", 2)


@LIST.add(
    6,
    "does the work of an event once when its answer was lost and it comes again",
    Consequence.TWICE,
    Grade.INFERRED,
    needs=_OBSERVED,
)
def answer_lost(probe: Probe) -> Script:
    """End the connection before the answer, as a network does, and try again."""

    def play(event: ProbeEvent) -> Part[list[Attempt]]:
        first = yield from send(probe.request(event), manner=Manner.ANSWER_UNREAD)
        return [first, (yield from send(probe.request(event)))]

    return judge_once((yield from compare_work(probe, trial_of(probe, play))), "one {} event whose answer was lost", 2)


@LIST.add(
    7,
    "does the work of an event once when its first try was cut off",
    Consequence.LOST,
    Grade.INFERRED,
    needs=_OBSERVED,
)
def first_cut_off(probe: Probe) -> Script:
    """Break the first try off in the middle of the body, and send all of it then."""

    def play(event: ProbeEvent) -> Part[list[Attempt]]:
        first = yield from send(probe.request(event), manner=Manner.CUT_OFF)
        return [first, (yield from send(probe.request(event)))]

    return judge_once(
        (yield from compare_work(probe, trial_of(probe, play))), "one {} event whose first try was cut off", 2
    )


@LIST.add(8, "counts a deferred event once, however often it comes", Consequence.TWICE, Grade.OFFICIAL, needs=_OBSERVED)
def deferred_copies(probe: Probe) -> Script:
    """Send one deferred event many times: who counts copies gives up on recipients that were deferred once."""

    def play(event: ProbeEvent) -> Part[list[Attempt]]:
        return (yield from send_each(probe, [event] * _COPIES))

    found = yield from compare_work(probe, trial_of(probe, play), (EventType.DEFERRED,))
    return judge_once(found, f"one {{}} event that came {_COPIES} times", _COPIES)
