"""The engine of a replay against tables and models that know nothing of it."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.fault.kind import Fault, FaultKind
from maileroo_cli.delivery.replay.clock import RunningClock, VirtualClock
from maileroo_cli.delivery.replay.engine import replay
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery, DeliveryEnd
from maileroo_cli.delivery.schedule.catalogue import MAILEROO, SCHEDULES
from maileroo_cli.delivery.schedule.definition import limit_attempts
from maileroo_cli.delivery.schedule.text import parse_schedule
from tests.delivery.replaying import (
    START,
    FunctionSender,
    NotedJournal,
    SetTimekeeper,
    answered,
    pending,
)

TIMES = (0, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 50_400)
"""When Maileroo makes its nine requests, in seconds after the first, written down by hand."""

REORDER = Fault(FaultKind.REORDER)


def play(
    receiver: Callable[[Delivery, int], int | AttemptResult],
    *offsets: float,
    schedule: str = "",
    success: Success = Success.STRICT,
) -> list[AttemptRecord]:
    """Return all attempts on a virtual clock."""
    waits = parse_schedule(schedule) if schedule else MAILEROO
    sender = FunctionSender(receiver)
    return list(replay(pending(*offsets or (0,)), sender.open, VirtualClock(START), waits, success=success))


@pytest.mark.parametrize("attempts", [9, 8])
def test_every_pattern_of_success_and_failure(attempts: int) -> None:
    """For all 512 patterns the attempts, their times and the end are those of a table made by hand."""
    schedule = limit_attempts(MAILEROO, attempts)
    for pattern in range(512):
        statuses = [200 if pattern >> bit & 1 else 503 for bit in range(9)]
        wanted = statuses[:attempts]
        count = wanted.index(200) + 1 if 200 in wanted else attempts
        sender = FunctionSender(partial(_status, statuses))
        record = list(replay(pending(0), sender.open, VirtualClock(START), schedule))
        assert [one.number for one in record] == list(range(1, count + 1))
        assert [one.planned for one in record] == list(TIMES[:count])
        assert [one.began - START for one in record] == list(TIMES[:count])
        assert [one.end for one in record[:-1]] == [None] * (count - 1)
        assert record[-1].end is (DeliveryEnd.ACCEPTED if 200 in wanted else DeliveryEnd.GIVEN_UP)


def _status(statuses: list[int], _: Delivery, number: int) -> int:
    return statuses[number - 1]


@pytest.mark.parametrize("status", range(100, 600))
def test_every_status(status: int) -> None:
    """Only 200 is a success, and with 2xx each from 200 to 299; whatever else comes uses the schedule up."""
    strict, loose = play(lambda *_: status), play(lambda *_: status, success=Success.ANY_2XX)
    assert (len(strict), strict[-1].end) == ((1, DeliveryEnd.ACCEPTED) if status == 200 else (9, DeliveryEnd.GIVEN_UP))
    assert (len(loose), loose[-1].end) == (
        (1, DeliveryEnd.ACCEPTED) if status // 100 == 2 else (9, DeliveryEnd.GIVEN_UP)
    )


def test_an_answer_that_broke_off_is_no_success() -> None:
    """A 200 whose body never came whole is a failure."""
    broken = AttemptResult(Attempt(Outcome.RESET, 0.001, 200), answers=(200,))
    assert play(lambda *_: broken)[-1].end is DeliveryEnd.GIVEN_UP


def test_waits_count_from_the_failed_try() -> None:
    """Where the sender waited 30 s in vain, each later attempt comes 30 s later; what was planned stays."""
    record = play(lambda _, number: answered(503, waited=30.0) if number <= 2 else 503, schedule="0s,5m,15m,30m")
    assert [one.began - START for one in record] == [0, 330, 960, 1_860]
    assert [one.planned for one in record] == [0, 300, 900, 1_800]
    assert [one.ended - one.began for one in record] == [30, 30, 0, 0]


@given(
    st.lists(
        st.tuples(st.integers(0, 100_000), st.lists(st.sampled_from([200, 503]), min_size=9, max_size=9)), max_size=12
    )
)
def test_many_deliveries_come_in_due_order(deliveries: list[tuple[int, list[int]]]) -> None:
    """Time never goes back, two that are due at once keep the run's order, and each delivery keeps its own schedule."""
    sender = FunctionSender(lambda one, number: deliveries[one.index][1][number - 1])
    record = list(replay(pending(*(offset for offset, _ in deliveries)), sender.open, VirtualClock(START), MAILEROO))
    assert all(
        (before.began, before.delivery.index) < (after.began, after.delivery.index)
        for before, after in pairwise(record)
    )
    by_delivery = defaultdict(list)
    for one in record:
        by_delivery[one.delivery.index].append(one.began - START)
    for index, (offset, statuses) in enumerate(deliveries):
        count = statuses.index(200) + 1 if 200 in statuses else 9
        assert by_delivery[index] == [offset + time for time in TIMES[:count]]


def test_each_attempt_is_in_the_journal_before_and_after_it() -> None:
    """A commit stands between the note of an attempt and its making, and another before it is told."""
    journal, seen = NotedJournal(), list[int]()

    def receiver(_: Delivery, number: int) -> int:
        seen.append(len(journal.steps))
        return 200 if number == 2 else 500

    attempts = replay(pending(0), FunctionSender(receiver).open, VirtualClock(START), MAILEROO, journal=journal)
    told = [(record.number, len(journal.steps)) for record in attempts]
    one = [("begin", 0, 1), ("commit", 0, 0), ("end", 0, 1), ("commit", 0, 0)]
    two = [("begin", 0, 2), ("commit", 0, 0), ("end", 0, 2), ("commit", 0, 0)]
    assert journal.steps == one + two
    assert seen == [2, 6]
    assert told == [(1, 4), (2, 8)]


def test_a_fault_is_chosen_for_each_attempt() -> None:
    """The sender gets the fault of the attempt, and it is told with the attempt."""
    faults = {2: Fault(FaultKind.LOST), 3: Fault(FaultKind.STATUS, 503)}
    sender = FunctionSender(lambda *_: 500)
    schedule = parse_schedule("0s,1s,2s,3s")
    record = list(
        replay(pending(0), sender.open, VirtualClock(START), schedule, choose=lambda _, number: faults.get(number))
    )
    assert [fault for _, _, fault in sender.asked] == [None, faults[2], faults[3], None]
    assert [one.fault for one in record] == [None, faults[2], faults[3], None]


@pytest.mark.parametrize(
    ("offsets", "wanted"),
    [
        ((0, 5, 9, 7_200), [1, 0, 3, 2]),
        ((0, 0, 0), [1, 0, 2]),
        ((0,), [0]),
    ],
    ids=["pairs", "the last has nothing behind it", "alone"],
)
def test_reorder_holds_an_attempt_until_the_next_one_was_made(offsets: tuple[float, ...], wanted: list[int]) -> None:
    """Neighbours change places, and time still never goes back."""
    sender = FunctionSender(lambda *_: 200)
    record = list(replay(pending(*offsets), sender.open, VirtualClock(START), MAILEROO, choose=lambda *_: REORDER))
    assert [one.delivery.index for one in record] == wanted
    assert [one.fault for one in record] == [REORDER] * len(offsets)
    assert all(before.began <= after.began for before, after in pairwise(record))


def test_reorder_at_a_later_attempt() -> None:
    """An attempt that is held lets a retry of another delivery go first, and is made once."""
    sender = FunctionSender(lambda _, number: 200 if number == 2 else 503)
    choose = {(0, 2): REORDER}.get
    record = list(
        replay(
            pending(0, 10),
            sender.open,
            VirtualClock(START),
            MAILEROO,
            choose=lambda index, number: choose((index, number)),
        )
    )
    assert [(one.delivery.index, one.number) for one in record] == [(0, 1), (1, 1), (1, 2), (0, 2)]
    assert record[-1].began - START == 310


@pytest.mark.parametrize(
    "jump",
    [3_600, -3_600, 86_400, -86_400],
    ids=["an hour on", "an hour back", "a day on", "a day back"],
)
def test_a_time_of_day_that_is_set_moves_nothing(jump: float) -> None:
    """However far the wall clock jumps between two attempts: none is early, none is left out, none comes twice."""
    timekeeper = SetTimekeeper()

    def receiver(_: Delivery, number: int) -> int:
        timekeeper.wall_now += jump * (1 if number % 2 else -2)
        return 503

    sender = FunctionSender(receiver)
    record = list(replay(pending(0), sender.open, RunningClock(START, 1.0, timekeeper), MAILEROO))
    assert [one.number for one in record] == list(range(1, 10))
    for one, time in zip(record, TIMES, strict=True):
        assert 0 <= one.began - START - time < 1


def test_what_fell_due_while_the_machine_slept_is_made_once_and_in_order() -> None:
    """After a sleep of ten hours each delivery makes its one overdue attempt, the longest overdue first."""

    def fall_asleep() -> None:
        timekeeper.steady_now += 36_000
        timekeeper.wall_now += 36_000

    timekeeper = SetTimekeeper(events=[(1_000.0 + 400, fall_asleep)])
    sender = FunctionSender(lambda *_: 503)
    record = list(replay(pending(200, 100, 0), sender.open, RunningClock(START, 1.0, timekeeper), MAILEROO))
    overdue = [one for one in record if one.began - one.due > 1]
    assert [(one.delivery.index, one.number) for one in overdue] == [(1, 2), (0, 2), (2, 3)]
    for index in range(3):
        assert [one.number for one in record if one.delivery.index == index] == list(range(1, 10))
    for one in record:
        assert one.began >= one.due


def test_real_time_counts_what_an_attempt_took() -> None:
    """On a clock that counts work a receiver that takes 20 s moves the next attempt by 20 s."""
    timekeeper = SetTimekeeper()

    def receiver(*_: object) -> int:
        timekeeper.sleep(20)
        return 503

    record = list(
        replay(
            pending(0),
            FunctionSender(receiver).open,
            RunningClock(START, 1.0, timekeeper),
            parse_schedule("0s,5m,10m"),
        )
    )
    assert [round(one.began - START) for one in record] == [0, 320, 640]


def test_threads_make_attempts_at_the_same_time() -> None:
    """With several threads two attempts that wait for each other both end, and every delivery ends."""
    from threading import Barrier

    barrier = Barrier(2, timeout=10)

    def receiver(_: Delivery, number: int) -> int:
        barrier.wait()
        return 200 if number == 2 else 503

    record = list(
        replay(
            pending(0, 0),
            FunctionSender(receiver).open,
            RunningClock(START, 1e6),
            MAILEROO,
            concurrency=2,
        )
    )
    assert sorted((one.delivery.index, one.number, one.end) for one in record if one.end) == [
        (0, 2, DeliveryEnd.ACCEPTED),
        (1, 2, DeliveryEnd.ACCEPTED),
    ]
    assert len(record) == 4


@pytest.mark.parametrize("concurrency", [1, 3])
def test_what_a_sender_raises_is_raised(concurrency: int) -> None:
    """An error of the sender ends the run where it is iterated."""

    def receiver(*_: object) -> int:
        raise LookupError("a sender")

    sender = FunctionSender(receiver)
    attempts = replay(pending(0, 1), sender.open, RunningClock(START, 1e6), MAILEROO, concurrency=concurrency)
    with pytest.raises(LookupError, match="a sender"):
        list(attempts)


def test_an_attempt_under_way_at_an_interruption_has_no_outcome() -> None:
    """Ctrl-C while the receiver is asked leaves the attempt begun, and what came before it ended."""
    journal = NotedJournal()

    def receiver(_: Delivery, number: int) -> int:
        if number == 3:
            raise KeyboardInterrupt
        return 503

    attempts = replay(pending(0), FunctionSender(receiver).open, VirtualClock(START), MAILEROO, journal=journal)
    with pytest.raises(KeyboardInterrupt):
        list(attempts)
    assert [step for step in journal.steps if step[0] != "commit"][-1] == ("begin", 0, 3)
    assert journal.steps[-1] == ("commit", 0, 0)


def test_what_threads_had_finished_at_a_stop_is_noted() -> None:
    """Closing the iterator notes the outcomes that are known already, so that none is asked for again."""
    from threading import Event

    journal, both = NotedJournal(), [Event(), Event()]

    def receiver(one: Delivery, number: int) -> int:
        both[one.index].set()
        return 200

    sender = FunctionSender(receiver)
    attempts = replay([*pending(0, 0)], sender.open, RunningClock(START, 1e6), MAILEROO, journal=journal, concurrency=2)
    next(attempts)
    assert all(event.wait(10) for event in both)
    attempts.close()
    ended = {step[1] for step in journal.steps if step[0] == "end"}
    begun = {step[1] for step in journal.steps if step[0] == "begin"}
    assert ended
    assert ended <= begun == {0, 1}
    assert journal.steps[-1] == ("commit", 0, 0)


def test_a_run_goes_on_where_another_stopped() -> None:
    """A delivery that is pending at attempt 4 makes the attempts from there alone, counted from its own first one."""
    sender = FunctionSender(lambda *_: 503)
    rest = [pending(0)[0]._replace(number=4, due=START + 1_800, first=START)]
    record = list(replay(rest, sender.open, VirtualClock(START + 7_000), MAILEROO))
    assert [one.number for one in record] == [4, 5, 6, 7, 8, 9]
    assert [one.planned for one in record] == list(TIMES[3:])
    assert record[0].began - START == 7_000
    assert record[1].began - START == 8_800


@pytest.mark.parametrize(
    ("name", "status", "attempts", "end"),
    [
        ("mailgun", 406, 1, DeliveryEnd.GIVEN_UP),
        ("postmark", 403, 1, DeliveryEnd.GIVEN_UP),
        ("standard-webhooks", 410, 1, DeliveryEnd.GIVEN_UP),
        ("maileroo", 410, 9, DeliveryEnd.GIVEN_UP),
        ("resend", 406, 8, DeliveryEnd.GIVEN_UP),
    ],
)
def test_a_refusal_ends_a_delivery_where_the_provider_says_so(
    name: str, status: int, attempts: int, end: DeliveryEnd
) -> None:
    """Some providers do not try again after a certain status; Maileroo has none."""
    sender = FunctionSender(lambda *_: status)
    record = list(replay(pending(0), sender.open, VirtualClock(START), SCHEDULES[name]))
    assert (len(record), record[-1].end) == (attempts, end)


def test_scaled_time_counts_what_an_attempt_took() -> None:
    """On a scaled clock a wait begins when the failure was known, however long the receiver really took."""
    timekeeper = SetTimekeeper()

    def receiver(*_: object) -> int:
        timekeeper.sleep(0.5)
        return 503

    clock = RunningClock(START, 3_600.0, timekeeper)
    record = list(replay(pending(0), FunctionSender(receiver).open, clock, parse_schedule("0s,5m,10m")))
    for before, after in pairwise(record):
        assert after.due - before.ended == 300
        assert before.ended - before.began >= 1_800
