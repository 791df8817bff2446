"""A run against a model: attempts, kills, stops, resumption, clocks that are set, sleep and restarts, in any order."""

import tempfile
from collections import Counter
from collections.abc import Generator
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.fault.kind import Fault
from maileroo_cli.delivery.replay.clock import ReplayClock, anchor_of, make_clock, parse_clock
from maileroo_cli.delivery.replay.engine import replay
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, AttemptSender, Delivery, DeliveryEnd
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.transport.run.file import RunFile, create_run, open_run
from maileroo_cli.transport.run.state import RunState
from maileroo_cli.transport.run.summary import read_run
from tests.delivery.replaying import START, SetTimekeeper, answered, delivery

SCHEDULE = parse_schedule("0s,3s,8s,20s,50s")
SPEEDS = {"virtual": 0.0, "real": 1.0, "scaled:10": 10.0}
RESULTS = st.sampled_from([200, 200, 201, 404, 500, 503, *[one for one in Outcome if one is not Outcome.ANSWERED]])
IN_TIME = "never"
POINTS = (
    "before the first commit",
    "before sending",
    "after sending",
    "after the answer",
    "after the commit",
    "Ctrl-C",
)
TIMEOUT = 30.0
EARLY = 1.0
EXACT = 0.001

Result = int | Outcome


class Killed(BaseException):
    """The death of the process: no code of it runs any more."""


class Model:
    """What must be true of one delivery: which attempt comes next and when, and what is known of those before."""

    def __init__(self, due: float) -> None:
        self.due = due
        self.number = 1
        self.end: DeliveryEnd | None = None
        self.known: list[tuple[int, Result | None]] = []

    def lose(self) -> None:
        """An attempt was begun, and what came of it is not known: it comes again, and is overdue."""
        self.known.append((self.number, None))

    def conclude(self, result: Result, ended: float) -> None:
        """An attempt had a result, and that is written down."""
        self.known.append((self.number, result))
        if result == 200:
            self.end = DeliveryEnd.ACCEPTED
        elif self.number == SCHEDULE.attempts:
            self.end = DeliveryEnd.GIVEN_UP
        else:
            self.due = ended + SCHEDULE.waits[self.number - 1]
            self.number += 1


class World(SetTimekeeper):
    """The outer clocks, beside what is true: simulated time as it would be had nobody died or set a clock."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self.truth = START
        self.shift = 0.0
        self._speed = speed

    def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        super().sleep(seconds)
        self.truth += seconds * self._speed

    def set_wall(self, seconds: float) -> None:
        """Let somebody set the time of day."""
        self.wall_now += seconds
        self.shift += seconds

    def restart(self, seconds: float) -> None:
        """Restart the machine, which takes ``seconds``."""
        self.sleep(seconds)
        self.steady_now = 5.0
        self.boot_name += "+"


class RunMachine(RuleBasedStateMachine):
    """One run, whose process comes and goes. The machine is the engine's sender, and stands before its journal."""

    run: RunFile | None = None
    engine: Generator[AttemptRecord, None, None] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.fatal = IN_TIME
        self.sent: Counter[tuple[int, int]] = Counter()
        self.breaks = 0
        self.began = START
        self.begun: float | None = None
        self.finished: AttemptRecord | None = None

    @initialize(
        clock=st.sampled_from(sorted(SPEEDS)),
        offsets=st.lists(st.sampled_from([0.0, 0.0, 2.0, 15.0]), min_size=1, max_size=4),
    )
    def make(self, clock: str, offsets: list[float]) -> None:
        """Make the run and begin to play it."""
        self.virtual = clock == "virtual"
        self.world = World(SPEEDS[clock])
        self.models = [Model(START + offset) for offset in offsets]
        plan = RunPlan("http://127.0.0.1/", "", SCHEDULE, Success.STRICT, clock, START, TIMEOUT)
        deliveries = [delivery(index, offset) for index, offset in enumerate(offsets)]
        anchor = anchor_of(make_clock(parse_clock(clock), START, self.world), self.world)
        self.play(create_run(Path(self.folder.name), plan, deliveries, anchor, timekeeper=self.world))

    def play(self, run: RunFile) -> None:
        """Begin to play a run that was opened."""
        self.run, self.path = run, run.path
        self.anchor_at()
        self.clock: ReplayClock = make_clock(parse_clock(run.plan.clock), run.moment(), self.world)
        self.engine = replay(run.pending(), self.open_sender, self.clock, SCHEDULE, journal=self)

    def anchor_at(self) -> None:
        """Keep what the outer clocks showed when a moment was last written down."""
        self.anchored = (self.world.boot_name, self.world.shift)

    @property
    def now(self) -> float:
        """The simulated moment that is true."""
        return self.clock.time() if self.virtual else self.world.truth

    # What the engine calls.

    def open_sender(self) -> AbstractContextManager[AttemptSender]:
        """Return the sender."""
        return nullcontext(self)

    def begin(self, delivery: Delivery, number: int, due: float, began: float) -> None:
        """Check that this attempt is the one to be made, now, and note it."""
        model = self.models[delivery.index]
        others = [other.due for other in self.models if other.end is None]
        assert (model.end, model.number) == (None, number)
        assert model.due <= min(others) + EXACT
        assert self.now >= model.due - EARLY
        assert abs(due - model.due) < EXACT
        assert abs(began - self.now) < EXACT
        assert self.run is not None
        self.run.begin(delivery, number, due, began)
        self.begun = began

    def end(self, record: AttemptRecord) -> None:
        """Note what came of it."""
        assert self.run is not None
        self.run.end(record)
        self.finished = record

    def commit(self) -> None:
        """Write it down; the process may die before or after."""
        if self.begun is not None:
            self.strike("before the first commit")
        if self.run is None:
            return
        self.run.commit()
        if self.begun is not None:
            self.anchor_at()
            self.began, self.begun = self.begun, None
        if self.finished is not None:
            index, self.finished = self.finished.delivery.index, None
            waited = TIMEOUT if self.result is Outcome.TIMEOUT else 0.0
            self.models[index].conclude(self.result, self.began + waited if self.virtual else self.now)
            self.strike("after the commit")

    def send(self, delivery: Delivery, number: int, fault: Fault | None) -> AttemptResult:
        """Send and answer; the process may die before and after."""
        model = self.models[delivery.index]
        if self.fatal in ("before sending", "after sending", "after the answer", "Ctrl-C"):
            model.lose()
        self.strike("before sending")
        self.sent[delivery.index, number] += 1
        self.strike("after sending")
        if self.fatal == "Ctrl-C":
            raise KeyboardInterrupt
        self.world.sleep(self.work)
        self.strike("after the answer")
        if isinstance(self.result, int):
            return answered(self.result)
        return AttemptResult(Attempt(self.result, 0.0), waited=TIMEOUT if self.result is Outcome.TIMEOUT else 0.0)

    def interrupt(self) -> None:
        """Nothing: nobody interrupts it."""

    def strike(self, point: str) -> None:
        """Die, if it is here."""
        if point == self.fatal:
            raise Killed

    # What happens.

    @precondition(lambda self: self.engine is not None)
    @rule(
        result=RESULTS,
        work=st.sampled_from([0.0, 0.0, 0.5, 7.0]),
        fatal=st.sampled_from([IN_TIME, IN_TIME, IN_TIME, *POINTS]),
    )
    def attempt(self, result: Result, work: float, fatal: str) -> None:
        """Let the next attempt be made, or let the process end on the way."""
        assert self.engine is not None
        self.result, self.work, self.fatal = result, work, fatal
        try:
            record = next(self.engine)
        except StopIteration:
            assert all(model.end for model in self.models)
            self.stop()
        except Killed:
            self.die()
        except KeyboardInterrupt:
            self.breaks += 1
            self.stop()
        else:
            model = self.models[record.delivery.index]
            assert (record.end, record.accepted) == (model.end, model.end is DeliveryEnd.ACCEPTED)
        self.fatal = IN_TIME

    @precondition(lambda self: self.engine is not None)
    @rule()
    def kill_while_waiting(self) -> None:
        """Kill the process between two attempts."""
        self.die()

    def die(self) -> None:
        """End the process without a word: the system closes its files."""
        assert self.run is not None
        assert self.engine is not None
        self.run._connection.close()
        self.run._lock._file.close()
        self.run = self.begun = self.finished = None
        self.breaks += 1
        self.engine.close()
        self.engine = None

    @precondition(lambda self: self.engine is not None)
    @rule()
    def cancel(self) -> None:
        """Stop in order."""
        self.stop()

    def stop(self) -> None:
        """Close the engine and the run."""
        assert self.run is not None
        assert self.engine is not None
        self.engine.close()
        self.run.close()
        self.run = self.engine = None

    @precondition(lambda self: self.engine is None)
    @rule()
    def resume(self) -> None:
        """Go on in another process, which knows what time it is as well as can be."""
        self.run = run = open_run(self.path, timekeeper=self.world)
        moment = run.moment()
        boot, shift = self.anchored
        if self.virtual:
            assert moment == self.began
        elif boot == self.world.boot_name or shift == self.world.shift:
            assert abs(moment - self.world.truth) < EXACT
        else:  # nobody can know it any more
            assert moment >= self.began
            self.world.truth = moment
        self.play(run)

    @rule(seconds=st.sampled_from([0.3, 4.0, 12.0, 100.0]))
    def let_time_pass(self, seconds: float) -> None:
        """Let the machine sleep, or nobody play."""
        self.world.sleep(seconds)

    @rule(seconds=st.sampled_from([-86_400.0, -3_600.0, 3_600.0, 86_400.0]))
    def set_wall(self, seconds: float) -> None:
        """Set the time of day."""
        self.world.set_wall(seconds)

    @precondition(lambda self: self.engine is None)
    @rule(seconds=st.sampled_from([5.0, 40.0]))
    def restart(self, seconds: float) -> None:
        """Restart the machine."""
        self.world.restart(seconds)

    # What always holds.

    @invariant()
    def the_file_tells_all(self) -> None:
        """The file tells each attempt with its outcome, unknown where that was not written down, and nothing else."""
        run = read_run(self.path)
        for index, model in enumerate(self.models):
            record = [one for one in run.records if one.delivery.index == index]
            assert [(one.number, _result(one.result)) for one in record] == model.known
            assert [one.end for one in record if one.end] == ([model.end] if model.end else [])
        going_on = [model.due for model in self.models if model.end is None]
        state = RunState.INTERRUPTED if self.run is None else RunState.RUNNING
        assert run.summary.state is (state if going_on else RunState.FINISHED)
        assert run.summary.unknown == sum(result is None for model in self.models for _, result in model.known)
        if going_on:
            assert run.summary.next_due is not None
            assert abs(run.summary.next_due - min(going_on)) < EXACT

    @invariant()
    def nothing_is_sent_once_too_often(self) -> None:
        """What is sent more than once is explained by a kill or a stop each; what was confirmed is not sent again."""
        for (index, number), times in self.sent.items():
            results = [result for known, result in self.models[index].known if known == number]
            assert times <= len(results)
            assert results.count(None) == len(results) - (number < self.models[index].number or bool(results[-1]))
        assert sum(times - 1 for times in self.sent.values()) <= self.breaks

    def teardown(self) -> None:
        """DeliveryEnd the process and delete what it left."""
        if self.engine is not None:
            self.engine.close()
        if self.run is not None:
            self.run.close()
        with suppress(OSError):
            self.folder.cleanup()


def _result(result: AttemptResult | None) -> Result | None:
    if result is None:
        return None
    status = result.attempt.status
    return result.attempt.outcome if status is None else status


TestRunMachine = RunMachine.TestCase
TestRunMachine.settings = settings(
    max_examples=50, stateful_step_count=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
