"""Who gets no more mail: nobody after a deferral, and after a failure or complaint the one whom it names."""

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.definition import Family, Need, RuleList, RuleScript
from maileroo_cli.rules.effect.state import SUPPRESSED, StateText, Subject, make_subject, state_of, tell
from maileroo_cli.rules.effect.work import Part, unaccepted
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import PASSED, Consequence, Severity, failed, passed_with, skipped
from maileroo_cli.webhook.catalogue.event import EventType, Grade

LIST = RuleList(Family.EFFECT)
_STATE = (Need.STATE,)
_ADVICE = "let the state say whether the recipient still gets mail, and nothing else"
_COPIES = 5


@LIST.add(9, "suppresses nobody for a deferred event", Consequence.WRONG, Grade.OFFICIAL, needs=_STATE)
def deferred_suppresses_nobody(probe: Probe) -> Script:
    """Compare a recipient who was deferred, several times, with one who was not, and with one whose mail failed."""
    untouched, deferred, gone = (make_subject(probe) for _ in range(3))
    life = (EventType.ACCEPTED, *(EventType.DEFERRED,) * _COPIES)
    attempts = yield from tell(probe, untouched, life, [0])
    attempts += yield from tell(probe, gone, (EventType.ACCEPTED, EventType.FAILED))
    attempts += yield from tell(probe, deferred, life, [0, 1])
    once = yield from state_of(deferred)
    attempts += yield from tell(probe, deferred, life, range(2, len(life)))
    if (verdict := unaccepted(attempts)) is not None:
        return verdict
    after = yield from state_of(deferred)
    usual, suppressed = (yield from state_of(untouched)), (yield from state_of(gone, SUPPRESSED))
    if usual.told == suppressed.told:
        return skipped(f"the state of a recipient whose mail failed is {suppressed.quoted}, like that of any other")
    if once.told == suppressed.told:
        return failed(f"after a deferred event the recipient is {once.quoted}, as after a failed one")
    if after.told == suppressed.told:
        reason = f"after {_COPIES} deferred events the recipient is {after.quoted}, as after a failed one"
        return passed_with(Severity.WARNING, reason, fix="wait for failed: it comes when Maileroo gives up")
    if after.told != usual.told:
        told = f"neither {usual.quoted} as without them nor {suppressed.quoted} as after a failed one"
        return skipped(f"after {_COPIES} deferred events the recipient is {after.quoted}, {told}: {_ADVICE}")
    return PASSED


def _suppresses_the_one(event_type: EventType) -> RuleScript:
    """Return a script that looks at those whom an event does not name, but who are near to the one whom it does."""

    def script(probe: Probe) -> Script:
        stranger, neighbour = make_subject(probe), make_subject(probe)
        domain = neighbour.recipient.partition("@")[2]
        named = make_subject(probe, neighbour.recipient)
        longer = make_subject(probe)
        address = f"x{named.recipient}"
        longer = longer._replace(
            mail=longer.mail._replace(recipients=(address,), to=(f'"{address}"',)), recipient=address
        )
        near = (
            (neighbour, f"another recipient of the mail, at {domain},"),
            (longer, "a recipient whose address ends in the same characters"),
        )
        everybody, life = [stranger, named, *(subject for subject, _ in near)], (EventType.ACCEPTED, event_type)
        attempts: list[Attempt] = []
        for subject in everybody:
            attempts += yield from tell(probe, subject, life, [0])
        before = yield from _states(everybody)
        attempts += yield from tell(probe, named, life, [1])
        if (verdict := unaccepted(attempts)) is not None:
            return verdict
        reached = yield from state_of(named, SUPPRESSED, unlike=before[named])
        if reached.told == before[named].told:
            return skipped(f"{event_type} changes nothing in the state of the recipient, which is {reached.quoted}")
        after = yield from _states(everybody)
        if after[stranger].raw != before[stranger].raw:
            return skipped("the state of a recipient of another mail changed too, without any event")
        for subject, who in near:
            if after[subject].raw != before[subject].raw:
                change = f"from {before[subject].quoted} to {after[subject].quoted}"
                return failed(f"a {event_type} event that names one recipient changed {who} {change}")
        return PASSED

    return script


def _states(subjects: list[Subject]) -> Part[dict[Subject, StateText]]:
    found: dict[Subject, StateText] = {}
    for subject in subjects:
        found[subject] = yield from state_of(subject)
    return found


for _number, _type, _grade in ((10, EventType.FAILED, Grade.OBSERVED), (11, EventType.COMPLAINED, Grade.INFERRED)):
    LIST.add(
        _number,
        f"suppresses only the recipient that a {_type} event names",
        Consequence.WRONG,
        _grade,
        needs=_STATE,
    )(_suppresses_the_one(_type))
