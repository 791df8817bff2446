"""After an odd signature the next valid event is accepted: no comparison that throws has ended the process."""

from collections.abc import Callable, Generator

from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.hint.proxy import find_proxy
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.rules.definition import Family, RuleList, RuleScript
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, Step, StepResult, send
from maileroo_cli.rules.verdict import PASSED, Consequence, failed, skipped
from maileroo_cli.webhook.catalogue.event import Grade

LIST = RuleList(Family.SIGNATURE)

Odd = tuple[str, Callable[[str], tuple[str, ...]]]
"""What an odd signature is called, and what makes it of the right one."""

_WRONG_LENGTHS: tuple[Odd, ...] = (
    ("a signature of 63 digits", lambda right: (right[:-1],)),
    ("a signature of 65 digits", lambda right: (f"{right}0",)),
    ("a signature of one digit", lambda right: (right[:1],)),
    ("a signature of 4,096 digits", lambda right: (right * 64,)),
    ("an empty signature", lambda _right: ("",)),
    ("a request without a signature", lambda _right: ()),
)
_NO_DIGITS: tuple[Odd, ...] = (
    ("a signature that begins with é", lambda right: (f"é{right[1:]}",)),
    ("64 letters that are not ASCII", lambda _right: ("é" * 64,)),
    ("a signature that begins with g", lambda right: (f"g{right[1:]}",)),
    ("a signature of 64 emoji", lambda _right: ("\U0001f600" * 64,)),
)


def _stays_alive(odd_ones: tuple[Odd, ...]) -> RuleScript:
    def script(probe: Probe) -> Script:
        if not is_accepted((yield from _valid_event(probe))):
            return skipped("a valid event was not accepted before anything odd was sent")
        for what, make in odd_ones:
            event = probe.event()
            odd = yield from send(probe.request(event, signatures=make(probe.sign(event.body))), 401, apart=True)
            first = yield from _valid_event(probe)
            if is_accepted(first) and odd.outcome is Outcome.TIMEOUT:
                return skipped(f"{what} got no answer in time, so no other one was tried")
            if is_accepted(first):
                continue
            second = yield from _valid_event(probe)
            if _may_be_a_limit(first) or (is_accepted(second) and first.outcome is Outcome.TIMEOUT):
                return skipped(f"after {what} a valid event got {first.word}, which may have other reasons")
            came_back = "; the one after that was accepted" if is_accepted(second) else ""
            return failed(f"after {what} the next valid event was not accepted: {_told(first)}{came_back}", first)
        return PASSED

    return script


def _may_be_a_limit(attempt: Attempt) -> bool:
    """Return whether there were perhaps too many requests: a 503 that is not of a proxy whose receiver is gone."""
    if attempt.outcome is not Outcome.ANSWERED or attempt.status not in (429, 503):
        return False
    proxy = find_proxy(attempt)
    return proxy is None or not proxy.misses_receiver


def _valid_event(probe: Probe) -> Generator[Step, StepResult, Attempt]:
    return (yield from send(probe.request(probe.event()), apart=True))


def _told(attempt: Attempt) -> str:
    return f"it was answered {attempt.status}" if attempt.outcome is Outcome.ANSWERED else explain(attempt)


for _number, _title, _odd_ones in (
    (21, "accepts the next event after a signature of another length", _WRONG_LENGTHS),
    (22, "accepts the next event after a signature that is not hex", _NO_DIGITS),
):
    LIST.add(_number, _title, Consequence.STOPPED, Grade.OFFICIAL, smoke=_number == 21, alone=True)(
        _stays_alive(_odd_ones)
    )
