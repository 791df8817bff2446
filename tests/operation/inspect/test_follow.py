"""Following a store: each is told of everything once, in constant memory, whatever happens to the store meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maileroo_cli.capture.store.file import companions
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.writer import Store, StoredAnswer
from maileroo_cli.errors import InputError
from maileroo_cli.operation.inspect import follow
from maileroo_cli.operation.inspect.follow import DELETED, StoreFollower
from maileroo_cli.operation.inspect.news import AnsweredCaptures, ListReset, NewCaptures, News, Subscription
from tests.capture.stored import capture, fill

PATIENCE = 30.0


class Listener:
    """Somebody who is told, and waits for what is told."""

    def __init__(self, follower: StoreFollower, last_row: int | None = None) -> None:
        self._woken = threading.Event()
        self.subscription: Subscription = follower.subscribe(self._woken.set, last_row)

    def next(self) -> list[News]:
        """Wait until there is news, and return it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self._woken.clear()
            if news := self.subscription.take():
                return news
            self._woken.wait(1)
        raise AssertionError("nothing was told")

    def until(self, is_last: Callable[[News], bool]) -> list[News]:
        """Return all that is told up to some news."""
        told: list[News] = []
        while not told or not is_last(told[-1]):
            told += self.next()
        return told


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the place of a store."""
    return tmp_path / "captures.db"


@pytest.fixture
def follower(path: Path) -> Iterator[StoreFollower]:
    """Return what follows that store."""
    made = StoreFollower(path)
    yield made
    made.close()


def rows(news: News) -> list[int]:
    """Return the rows that are told of."""
    assert not isinstance(news, ListReset)
    return [one.row for one in news.rows]


def test_somebody_slow(path: Path, follower: StoreFollower) -> None:
    """Whoever does not take what is told gets the newest of it later, and how much more there was."""
    with Store(path) as store:
        store.add([capture(0, status=200)])
        slow, quick = Listener(follower), Listener(follower)
        for number in range(1, 1001):
            store.add([capture(number, status=200)])
        quick.until(lambda news: isinstance(news, NewCaptures) and news.newest_row == 1001)
        (news,) = slow.next()
        assert isinstance(news, NewCaptures)
        assert (news.total, news.left_out, rows(news)) == (1001, 800, list(range(802, 1002)))
        assert len(follower._board._recent) <= 200


def test_more_changes_than_are_kept(path: Path, follower: StoreFollower) -> None:
    """Whoever missed more answers than are kept has to ask anew; whoever did not is told of each once."""
    with Store(path) as store:
        slow, quick = Listener(follower), Listener(follower)
        store.add([capture(number) for number in range(100)])
        quick.until(lambda news: isinstance(news, NewCaptures) and news.newest_row == 100)
        slow.until(lambda news: isinstance(news, NewCaptures) and news.newest_row == 100)
        store.set_answers([StoredAnswer(200, "application", 1.0, row) for row in range(1, 41)])
        told = [row for news in quick.next() for row in rows(news)]
        store.set_answers([StoredAnswer(204, "application", 1.0, row) for row in range(41, 101)])
        while len(told) < 100:
            told += [row for news in quick.next() for row in rows(news)]
        assert sorted(told) == list(range(1, 101))
        (news,) = slow.next()
        assert isinstance(news, AnsweredCaptures)
        assert sorted(rows(news)) == list(range(1, 101))
        for first in range(101, 701, 100):
            store.add([capture(number) for number in range(first, first + 100)])
            quick.until(lambda news, last=first + 99: isinstance(news, NewCaptures) and news.newest_row == last)  # type: ignore[misc]
            store.set_answers([StoredAnswer(200, "application", 1.0, row) for row in range(first, first + 100)])
            answered: list[int] = []
            while len(answered) < 100:
                answered += [row for news in quick.next() for row in rows(news)]
        assert slow.next() == [ListReset("more answers became known than are told one by one")]
        assert len(follower._board._changed) <= 500


def test_an_old_row(path: Path, follower: StoreFollower, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that stays without an answer is looked at again for long, also where hundreds came after it."""
    monkeypatch.setattr(follow, "_OLD_EVERY", 0.0)
    with Store(path) as store:
        one = Listener(follower)
        store.add([capture(number) for number in range(150)])
        one.until(lambda news: isinstance(news, NewCaptures) and news.newest_row == 150)
        store.add([capture(number) for number in range(150, 300)])
        one.until(lambda news: isinstance(news, NewCaptures) and news.newest_row == 300)
        store.set_answers([StoredAnswer(500, "application", 9.0, 2)])
        (news,) = one.next()
        assert (type(news), rows(news)) == (AnsweredCaptures, [2])


def test_limits_of_a_listener(path: Path, follower: StoreFollower) -> None:
    """What a listener deletes to stay within its limits is told each time, and what is new after it as well."""
    with Store(path) as store:
        store.add([capture(number, status=200) for number in range(10)])
        one = Listener(follower)
        for number in range(10, 13):
            store.add([capture(number, status=200)])
            one.until(lambda news: isinstance(news, NewCaptures))
            store.prune(StoreLimits(captures=10), 0.0)
            assert one.next() == [ListReset(DELETED)]
    assert follower.view.look().total == 10


def test_a_store_that_cannot_be_read(path: Path, follower: StoreFollower, monkeypatch: pytest.MonkeyPatch) -> None:
    """Damage is told once, and when it is gone that is told as well; nobody has to connect anew."""
    monkeypatch.setattr(follow, "_AFTER_ERROR", 0.02)
    fill(path, capture(1, status=200))
    one = Listener(follower)
    whole = path.read_bytes()
    for file in (path, *companions(path)):
        file.unlink(missing_ok=True)
    path.write_bytes(b"no database" * 100)
    path.chmod(0o600)
    told = one.until(lambda news: isinstance(news, ListReset) and "captures.db" in news.reason)
    later = Listener(follower)
    assert later.next() == told[-1:]
    path.unlink()
    path.write_bytes(whole)
    path.chmod(0o600)
    for listener in (one, later):
        listener.until(lambda news: news == ListReset("the store can be read again"))
    with Store(path) as store:
        store.add([capture(2, status=200)])
        for listener in (one, later):
            assert rows(listener.until(lambda news: isinstance(news, NewCaptures))[-1]) == [2]


def test_what_is_counted_before_anybody_asks(path: Path, follower: StoreFollower) -> None:
    """All is counted beforehand; a store that is not there, or cannot be read, is told to whoever asks alone."""
    follower._prepare()
    fill(path, capture(1, verdict="valid"))
    follower._prepare()
    assert follower.view._blocks.verdict_counts() == {"valid": 1}
    path.write_bytes(b"no database" * 100)
    follower.view.close()
    follower._prepare()
    with pytest.raises(InputError):
        follower.view.verdict_counts()


def test_after_the_end(path: Path) -> None:
    """Once it is closed nothing is told, nothing is open, and whoever comes is told that it is over."""
    fill(path, capture(1))
    follower = StoreFollower(path)
    one = Listener(follower)
    follower.close()
    assert one.subscription.is_over
    assert Listener(follower).subscription.is_over
    assert follower.view._reader is None
    follower.close()


def test_no_thread_can_be_started(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine has no thread left, whoever asks gets the error, and the end is an end."""

    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    follower = StoreFollower(path)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(RuntimeError, match="start new thread"):
        follower.subscribe(lambda: None)
    follower.close()
