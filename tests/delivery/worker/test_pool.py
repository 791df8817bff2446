"""What every pool of workers does, wherever its work is done; then what threads do besides."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from maileroo_cli.delivery.worker.inline import InlinePool
from maileroo_cli.delivery.worker.pool import Worker, WorkerPool
from maileroo_cli.delivery.worker.threads import ThreadPool
from maileroo_cli.errors import InputError, MhookError


class Line:
    """A resource that counts how often it is asked, and waits until it is interrupted where it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.interrupted = threading.Event()

    def ask(self, number: int) -> int:
        """Return ``number``; a negative one raises, and 0 waits for an interruption."""
        self.asked += 1
        if number < 0:
            raise InputError(f"no {number}")
        if number == 0:
            assert self.interrupted.wait(10)
        return number

    def interrupt(self) -> None:
        """Let :meth:`ask` return."""
        self.interrupted.set()


class Lines:
    """Opens resources; the first ``failures`` times that fails."""

    def __init__(self, failures: int = 0) -> None:
        self.opened: list[Line] = []
        self.closed = 0
        self.threads: list[str] = []
        self._failures = failures

    @contextmanager
    def open(self) -> Iterator[Line]:
        """Open one more."""
        if self._failures:
            self._failures -= 1
            raise InputError("no line")
        line = Line()
        self.opened.append(line)
        self.threads.append(threading.current_thread().name)
        try:
            yield line
        finally:
            self.closed += 1


def ask(worker: Worker[Line], number: int) -> int:
    """Ask the worker's resource."""
    return worker.resource.ask(number)


def inline(lines: Lines) -> WorkerPool[int, int]:
    """Return a pool in the calling thread."""
    return InlinePool[Line, int, int](lines.open, ask, time.sleep)


def one_thread(lines: Lines) -> WorkerPool[int, int]:
    """Return a pool of one thread."""
    return ThreadPool[Line, int, int](lines.open, ask, 1)


def several_threads(lines: Lines) -> WorkerPool[int, int]:
    """Return a pool of several threads."""
    return ThreadPool[Line, int, int](lines.open, ask, 4)


MakePool = Callable[[Lines], WorkerPool[int, int]]
POOLS: dict[str, MakePool] = {"inline": inline, "one thread": one_thread, "several threads": several_threads}


@pytest.fixture(params=list(POOLS.values()), ids=list(POOLS))
def make_pool(request: pytest.FixtureRequest) -> MakePool:
    """Return what makes each of the pools."""
    made: MakePool = request.param
    return made


def threads_alive() -> list[str]:
    """Return the names of the workers that are running."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("mhook-worker")]


def take_all(pool: WorkerPool[int, int]) -> list[int]:
    """Return the results of all that was given."""
    results: list[int] = []
    while pool.busy:
        results += pool.take(10)
    return results


def test_every_task_has_a_result(make_pool: MakePool) -> None:
    """What is given comes back once, each worker opens one resource, and all of them are closed at the end."""
    lines = Lines()
    with make_pool(lines) as pool:
        results: list[int] = []
        for number in range(1, 101):
            while not pool.room:
                results += pool.take(10)
            pool.give([number])
            results += pool.take(0)
        results += take_all(pool)
        assert (pool.busy, pool.take(0)) == (0, [])
    assert sorted(results) == list(range(1, 101))
    assert sum(line.asked for line in lines.opened) == 100
    assert 1 <= len(lines.opened) <= 4
    assert lines.closed == len(lines.opened)
    assert threads_alive() == []


@pytest.mark.parametrize("make", [inline, one_thread])
def test_one_worker_keeps_the_order(make: MakePool) -> None:
    """One worker does its tasks in the order in which they were given."""
    with make(Lines()) as pool:
        pool.give(list(range(1, 51)))
        assert take_all(pool) == list(range(1, 51))


def test_nothing_is_opened_for_nothing(make_pool: MakePool) -> None:
    """A pool that is given nothing opens no resource and starts no thread."""
    lines = Lines()
    with make_pool(lines) as pool:
        assert pool.room >= 1
        assert (pool.take(0), pool.take(0.001), pool.busy) == ([], [], 0)
        assert threads_alive() == []
    assert lines.opened == []


def test_what_a_task_raises_is_raised_to_the_caller(make_pool: MakePool) -> None:
    """An error of a task comes to whoever gives tasks and takes results, and every resource is closed."""
    lines = Lines()

    def play() -> None:
        with make_pool(lines) as pool:
            pool.give([-1])
            pool.take(10)

    with pytest.raises(InputError, match="no -1"):
        play()
    assert (len(lines.opened), lines.closed) == (1, 1)


def test_what_nobody_has_taken_is_raised_at_the_end(make_pool: MakePool) -> None:
    """An error is not lost where nobody takes results any more."""
    lines = Lines()

    def play() -> None:
        with make_pool(lines) as pool:
            pool.give([-1])
            while not (lines.opened and lines.opened[0].asked):
                threading.Event().wait(0.001)

    with pytest.raises(InputError, match="no -1"):
        play()


def test_opening_is_tried_again(make_pool: MakePool) -> None:
    """Where a resource cannot be opened that is raised, and the worker tries again with its next task."""
    lines = Lines(failures=1)

    def give_and_take(pool: WorkerPool[int, int]) -> list[int]:
        pool.give([7])
        return pool.take(10)

    with make_pool(lines) as pool:
        with pytest.raises(InputError, match="no line"):
            give_and_take(pool)
        assert give_and_take(pool) == [7]


def test_an_interruption_in_the_caller_ends_the_work(make_pool: MakePool) -> None:
    """An exception of the caller leaves the pool as it is, and nothing goes on behind it."""
    lines = Lines()

    def play() -> None:
        with make_pool(lines) as pool:
            pool.give([1])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play()
    assert lines.closed == len(lines.opened)
    assert threads_alive() == []


def test_a_system_that_starts_no_more_threads_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where fewer tasks than asked for can be done at the same time, that is one line and no surprise."""
    start = threading.Thread.start

    def refuse_third(thread: threading.Thread) -> None:
        if thread.name.endswith("-2"):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse_third)
    with pytest.raises(MhookError, match="does not start thread 3 of 4"), several_threads(Lines()) as pool:
        pool.give([1, 2, 3, 4])
    assert threads_alive() == []


def test_inline_work_is_done_in_the_calling_thread() -> None:
    """A pool without threads has done a task when it was given, and waits with the sleep that it was handed."""
    lines, slept = Lines(), list[float]()
    with InlinePool[Line, int, int](lines.open, ask, slept.append) as pool:
        pool.give([3])
        assert lines.threads == [threading.current_thread().name]
        assert (pool.busy, pool.take(5), pool.take(5), slept) == (1, [3], [], [5])


def test_threads_are_started_when_they_are_needed() -> None:
    """One task after the other needs one thread; tasks at a time need as many, but no more than the pool's size."""
    lines = Lines()
    with ThreadPool[Line, int, int](lines.open, ask, 3) as pool:
        for number in range(1, 6):
            pool.give([number])
            assert (pool.take(10), pool.room) == ([number], 3)
        assert len(threads_alive()) == 1
        pool.give([0, 0, 0, 0, 0])
        assert (len(threads_alive()), pool.room, pool.busy) == (3, 0, 5)


def test_close_interrupts_what_is_under_way() -> None:
    """The end waits for nobody: work under way is interrupted, and what was not begun is not begun any more."""
    lines = Lines()
    began = time.monotonic()
    with ThreadPool[Line, int, int](lines.open, ask, 2) as pool:
        pool.give([0, 0, 1, 2, 3])
        while len(lines.opened) < 2 or not all(line.asked for line in lines.opened):
            threading.Event().wait(0.001)
    assert time.monotonic() - began < 5
    assert [line.asked for line in lines.opened] == [1, 1]
    assert lines.closed == 2
    assert threads_alive() == []


def test_stop_returns_what_was_not_begun() -> None:
    """Whoever stops a pool learns which tasks no worker has begun, each once."""
    lines = Lines()
    with ThreadPool[Line, int, int](lines.open, ask, 1) as pool:
        pool.give([0, 1, 2])
        while not (lines.opened and lines.opened[0].asked):
            threading.Event().wait(0.001)
        assert pool.stop() == [1, 2]
        assert pool.stop() == []


def test_a_thread_that_cannot_be_interrupted_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hangs elsewhere does not hold the end for longer than a moment."""
    monkeypatch.setattr("maileroo_cli.delivery.worker.threads._LAST_WAIT", 0.05)
    begun, free = threading.Event(), threading.Event()

    def hang(_worker: Worker[Line], _task: int) -> int:
        begun.set()
        assert free.wait(10)
        return 1

    with ThreadPool[Line, int, int](Lines().open, hang, 1) as pool:
        pool.give([1])
        assert begun.wait(10)
    assert len(threads_alive()) == 1
    free.set()


def test_results_are_delivered_in_the_thread() -> None:
    """With ``deliver`` nothing is kept, and there is room again before a result is delivered."""
    told: list[tuple[int, int, int, str]] = []
    both = threading.Semaphore(0)

    def deliver(task: int, result: int) -> None:
        told.append((task, result, pool.room, threading.current_thread().name))
        both.release()

    pool: Any = ThreadPool[Line, int, int](Lines().open, ask, 1, deliver=deliver)
    with pool:
        for number in (5, 6):
            pool.give([number])
            assert both.acquire(timeout=10)
        assert (pool.take(0), pool.busy) == ([], 0)
    assert told == [(5, 5, 1, "mhook-worker-0"), (6, 6, 1, "mhook-worker-0")]
