"""How a check goes: its order, its bound, its end where the user or a finding ends it, and what it leaves behind."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.rules.catalogue import GATE
from maileroo_cli.rules.verdict import RuleResult
from maileroo_cli.transport.observer.look import LookStopped
from tests.receivers.broken.signature import AcceptsEmpty
from tests.receivers.correct import SECRET, SIGNATURE, CorrectReceiver, Incoming, Reply
from tests.receivers.insight import ReceiverObserver
from tests.receivers.raw import OK, Peer, Receiver, hanging
from tests.rules.checking import make_settings

pytestmark = pytest.mark.slow

LIMIT = 2.0
RESERVE = 1.0
"""How much later than promised a test on a busy machine may see the end."""

OUT_OF_TIME = f"the check had taken its {LIMIT:g} s"


def short(url: str, select: Sequence[str] = ()) -> CheckSettings:
    """Return a check that may take two seconds, with a time-out of five for each answer."""
    return replace(make_settings(url, select), limit=LIMIT)


_of_others: set[int | None] = set()
"""The threads that run when a test begins: what an earlier one left behind is not its own."""


@pytest.fixture(autouse=True)
def threads_of_others() -> None:
    """Remember which threads there are."""
    _of_others.clear()
    _of_others.update(one.ident for one in threading.enumerate())


def left_threads() -> list[str]:
    """Return the threads of the checks of this test that still run."""
    left = [one for one in threading.enumerate() if one.ident not in _of_others]
    return [one.name for one in left if one.name.startswith("mhook")]


class HangsOn(CorrectReceiver):
    """Answers what it likes, and hangs on the rest until it is let go."""

    def __init__(self, likes: Callable[[Incoming], bool], secret: str = SECRET) -> None:
        super().__init__(secret)
        self._likes = likes
        self.let_go = threading.Event()
        self.hung = threading.Semaphore(0)

    def answer(self, request: Incoming) -> Reply:
        """Wait before what it does not like is answered."""
        if not self._likes(request):
            self.hung.release()
            self.let_go.wait(30)
        return super().answer(request)


def dripping(peer: Peer) -> None:
    """Answer a byte now and then."""
    peer.read()
    peer.drip(OK, 0.2)


@pytest.mark.parametrize("behaviour", [hanging, dripping], ids=["hangs", "drips"])
def test_a_check_takes_no_longer_than_it_said(behaviour: Callable[[Peer], None]) -> None:
    """Where nothing is ever answered the check ends in its time: each rule was skipped, and nobody is blamed."""
    with Receiver(behaviour) as receiver:
        settings = short(receiver.url)
        run = CheckRun(settings)
        began = time.monotonic()
        outcomes = list(run)
        assert time.monotonic() - began < LIMIT + RESERVE
    assert {rule.id for rule in settings.rules} <= {one.rule.id for one in outcomes}
    assert {one.verdict.result for one in outcomes} == {RuleResult.SKIP}
    assert run.summary.exit_code is ExitCode.FAILED  # what was not tried is not known to be right
    assert left_threads() == []


def test_a_rule_that_hangs_takes_nothing_from_others() -> None:
    """What one rule waits for in vain is skipped with the reason; those beside it have their verdicts."""
    with HangsOn(lambda request: request.values(SIGNATURE) != [""]) as receiver:
        began = time.monotonic()
        outcomes = {one.rule.id: one for one in CheckRun(short(receiver.url, ["SIG002", "SIG003", "DELIVERY004"]))}
        assert time.monotonic() - began < LIMIT + RESERVE
        receiver.let_go.set()
    assert outcomes["SIG003"].verdict.reason == OUT_OF_TIME
    assert {outcomes[name].verdict.result for name in (GATE, "SIG002", "DELIVERY004")} == {RuleResult.PASS}
    assert left_threads() == []


@pytest.mark.parametrize("name", ["DELIVERY005", "DELIVERY007", "DELIVERY009", "DELIVERY014", "DELIVERY015"])
def test_many_requests_are_cut_short(name: str) -> None:
    """Also a rule that sends many requests, or two at once, ends in time where all hang."""
    answered = iter([True] * 6)  # the events of the gate
    with HangsOn(lambda _request: next(answered, False)) as receiver:
        began = time.monotonic()
        outcomes = {one.rule.id: one for one in CheckRun(short(receiver.url, [name]))}
        assert time.monotonic() - began < LIMIT + RESERVE
        receiver.let_go.set()
    assert (outcomes[GATE].verdict.result, outcomes[name].verdict.reason) == (RuleResult.PASS, OUT_OF_TIME)
    assert left_threads() == []


class SlowObserver(ReceiverObserver):
    """Counts nothing before it is told that nobody waits any more."""

    def __init__(self, receiver: CorrectReceiver) -> None:
        super().__init__(receiver, per_event=False)
        self._interrupted = threading.Event()
        self._quick = 1

    def look(
        self, event_type: str, event_id: str, stopped: Callable[[], bool] = lambda: False, body: bytes = b""
    ) -> float:
        """Answer once, when it is tried out, and then no more."""
        self._quick -= 1
        if self._quick >= 0:
            return 0.0
        self._interrupted.wait(30)
        raise LookStopped

    def interrupt(self) -> None:
        """End the look under way."""
        self._interrupted.set()


def test_a_look_is_cut_short() -> None:
    """An observer that takes for ever does not make the check longer either."""
    with CorrectReceiver() as receiver:
        settings = replace(short(receiver.url, ["EFFECT001", "EFFECT002"]), observer=SlowObserver(receiver))
        began = time.monotonic()
        run = CheckRun(settings)
        outcomes = {one.rule.id: one for one in run}
        assert time.monotonic() - began < LIMIT + run.plan.waits + RESERVE
    assert {outcomes[name].verdict.result for name in ("EFFECT001", "EFFECT002")} == {RuleResult.SKIP}
    assert left_threads() == []


def test_an_interruption_ends_all() -> None:
    """Closing a check under way breaks off what hangs at once, and keeps what was found so far."""
    with HangsOn(lambda request: request.values(SIGNATURE) != [""]) as receiver:
        run = CheckRun(make_settings(receiver.url, ["SIG003", "SIG004"]))
        seen = [next(run).rule.id, next(run).rule.id]
        assert receiver.hung.acquire(timeout=5)
        began = time.monotonic()
        run.close()
        assert time.monotonic() - began < 2
        receiver.let_go.set()
    assert seen == [GATE, "SIG004"] == [one.rule.id for one in run.summary.outcomes]
    assert left_threads() == []


class ServesOneConnection(CorrectReceiver):
    """Serves one connection at a time, and the next one when that has ended."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = threading.Lock()
        self._holder: threading.Thread | None = None

    def answer(self, request: Incoming) -> Reply:
        """Wait until the connection that was served before has ended."""
        current = threading.current_thread()
        if self._holder is not current:
            with self._turn:
                if self._holder is not None:
                    self._holder.join(10)
                self._holder = current
        return super().answer(request)


def test_a_receiver_may_serve_one_connection_at_a_time() -> None:
    """No connection is held while others are needed: nothing is blamed on a receiver that serves them one by one."""
    names = ["DELIVERY004", "DELIVERY005", "DELIVERY009", "DELIVERY014"]
    with ServesOneConnection() as receiver:
        began = time.monotonic()
        outcomes = {one.rule.id: one.verdict.result for one in CheckRun(make_settings(receiver.url, names))}
        assert time.monotonic() - began < 5
    assert outcomes == dict.fromkeys([GATE, *names], RuleResult.PASS)


def test_what_lasts_comes_last() -> None:
    """The wave and the flood are tried after all else: a receiver may defend itself against them for a while."""
    with CorrectReceiver() as receiver:
        outcomes = [one.rule.id for one in CheckRun(make_settings(receiver.url))]
    assert outcomes[-2:] == ["DELIVERY014", "DELIVERY015"]


class AcceptsEmptyAtFirst(CorrectReceiver):
    """Accepts empty signatures so many times; ``bodies`` are all that came with one."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times
        self.bodies: list[bytes] = []

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept an empty signature as long as it does so."""
        if list(values) == [""]:
            self.bodies.append(body)
            return len(self.bodies) <= self._times
        return super().is_signed(body, values)


@pytest.mark.parametrize(
    ("times", "result", "used"), [(1, RuleResult.PASS, 1), (2, RuleResult.PASS, 2), (9, RuleResult.FAIL, 2)]
)
def test_a_rule_that_fails_is_tried_again(times: int, result: RuleResult, used: int) -> None:
    """Each retry that was used is told, with all requests, whose events are new; a rule that is kept has none."""
    with AcceptsEmptyAtFirst(times) as receiver:
        run = CheckRun(replace(make_settings(receiver.url, ["SIG002", "SIG003"]), retries=2))
        outcomes = {one.rule.id: one for one in run}
    found = outcomes["SIG003"]
    assert (found.verdict.result, found.retries, found.sent) == (result, used, used + 1)
    assert len(set(receiver.bodies)) == used + 1
    assert outcomes["SIG002"].retries == 0


def test_the_first_finding_may_end_a_check() -> None:
    """With fail-fast nothing is tried after a finding that fails the check."""
    with AcceptsEmpty() as receiver:
        settings = replace(make_settings(receiver.url, ["SIG003", "DELIVERY014", "DELIVERY015"]), fail_fast=True)
        outcomes = [one.rule.id for one in CheckRun(settings)]
    assert outcomes == [GATE, "SIG003"]
    assert len(receiver.seen) == 7
    assert left_threads() == []
