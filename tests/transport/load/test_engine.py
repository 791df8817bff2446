"""The engine begins each request once and when it should, keeps an order that is asked for, and can be broken off."""

import time
from collections.abc import Iterable

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import ReadyRequest
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.load.connection import ConnectionFailedError
from maileroo_cli.transport.load.engine import Engine, EngineSettings
from tests.load.behaviours import OK
from tests.load.requests import PlannedSource, make_request, signature_of
from tests.load.sink import Sink, Step, Treatment

AT_ONCE = Treatment((OK,))
SLOW = Treatment((0.05, OK))
NEVER = Treatment((Step.IGNORE,), answers=False)


def requests(number: int, due: float = 0.0) -> list[ReadyRequest]:
    """Return so many requests, all due at the same time."""
    return [make_request(index, due) for index in range(number)]


def after(request: ReadyRequest, index: int) -> ReadyRequest:
    """Return the request with the one that must have ended before it."""
    return (*request[:4], index, request[5])


def play(url: str, wanted: Iterable[ReadyRequest], **settings: object) -> tuple[PlannedSource, Engine]:
    """Send all requests; return what came of them."""
    source = PlannedSource(wanted)
    engine = Engine(EngineSettings(parse_target(url), **settings), source)  # type: ignore[arg-type]
    for _ in engine.run(time.perf_counter()):
        pass
    return source, engine


def test_nothing_is_begun_before_it_is_due() -> None:
    """Each request is begun at its due time or after it, in order, and once."""
    with Sink(lambda _: AT_ONCE) as sink:
        source, _ = play(sink.url, [make_request(index, index * 0.002) for index in range(50)])
    begun = sorted(source.ends, key=lambda one: one[1])
    assert [request[0] for request, _, _, end in begun if end == 200] == list(range(50))
    assert all(request[1] <= began <= ended for request, began, ended, _ in source.ends)
    assert sink.whole == dict.fromkeys(map(signature_of, range(50)), 1)


def test_connections_are_kept() -> None:
    """One after the other they share a connection; where none is kept, each has its own."""
    later = [make_request(index, index * 0.01) for index in range(5)]
    with Sink(lambda _: AT_ONCE) as sink:
        play(sink.url, later, connections=1)
    assert sink.connections == 1
    with Sink(lambda _: AT_ONCE) as sink:
        play(sink.url, later, connections=1, keep_connections=False)
    assert sink.connections == 5


def test_the_bound_on_connections() -> None:
    """No more are open than allowed: the others wait, which is told, and none is lost."""
    with Sink(lambda _: SLOW) as sink:
        source, engine = play(sink.url, requests(12), connections=3)
    assert sink.connections == 3
    assert engine.at_limit
    assert len(source.ends) == 12
    assert _most_under_way(source) == 3
    with Sink(lambda _: AT_ONCE) as sink:
        assert not play(sink.url, requests(12))[1].at_limit


def _most_under_way(source: PlannedSource) -> int:
    moments = sorted([(began, 1) for _, began, _, _ in source.ends] + [(ended, -1) for _, _, ended, _ in source.ends])
    most = now = 0
    for _, change in moments:
        now += change
        most = max(most, now)
    return most


def test_users_of_a_closed_model() -> None:
    """So many are under way as there are users, whatever is due, and each counts from when it was begun."""
    with Sink(lambda _: SLOW) as sink:
        source, _ = play(sink.url, requests(9, due=1e9), users=3)
    assert [end for *_, end in source.ends] == [200] * 9
    assert _most_under_way(source) == 3
    assert all(request[1] <= began < 1e8 for request, began, _, _ in source.ends)


def test_the_end_of_a_window() -> None:
    """After the window nothing is begun; what is under way comes to its end."""
    with Sink(lambda _: SLOW) as sink:
        closed, _ = play(sink.url, requests(1_000, due=1e9), users=2, window=0.12)
        opened, _ = play(sink.url, [make_request(index, index * 0.03) for index in range(50)], window=0.1)
    for source, planned in ((closed, 1_000), (opened, 50)):
        assert len(source.ends) < planned
        assert {end for *_, end in source.ends} <= {200}
        assert not source.unfinished


@pytest.mark.parametrize("users", [0, 4], ids=["open", "closed"])
def test_the_order_of_a_mail(users: int) -> None:
    """A request that comes after another one waits for its end, and those after it wait too."""
    chain = [after(request, request[0] - 1) for request in requests(4)]
    with Sink(lambda _: SLOW) as sink:
        source, _ = play(sink.url, [*chain, *(make_request(index, 0.0) for index in range(10, 14))], users=users)
    ends = {request[0]: (began, ended) for request, began, ended, _ in source.ends}
    assert len(ends) == 8
    assert all(ends[index][0] >= ends[index - 1][1] for index in (1, 2, 3))
    assert ends[10][0] < ends[1][0] or users


def test_one_after_what_is_over() -> None:
    """Where the one before has ended already, or failed, nothing is waited for."""
    wanted = [make_request(0, 0.0), after(make_request(1, 0.2), 0), after(make_request(2, 0.2), 99)]
    with Sink(lambda signature: AT_ONCE if signature != signature_of(0) else NEVER) as sink:
        source, _ = play(sink.url, wanted, timeout=0.1)
    assert next((request[0], end) for request, *_, end in source.ends) == (0, Outcome.TIMEOUT)
    assert sorted(request[0] for request, *_ in source.ends) == [0, 1, 2]


def test_broken_off() -> None:
    """Whoever stops is told what is under way; what was not begun is nowhere."""
    source = PlannedSource([*requests(3), make_request(3, 60.0)])
    with Sink(lambda _: NEVER) as sink:
        engine = Engine(EngineSettings(parse_target(sink.url)), source)
        running = engine.run(time.perf_counter())
        for _ in running:
            if engine.under_way == 3:
                break
        running.close()
    assert sorted(request[0] for request in source.unfinished) == [0, 1, 2]
    assert not source.ends


def test_nobody_listens() -> None:
    """Each request is refused for itself."""
    with Sink(lambda _: AT_ONCE) as sink:
        url = sink.url
    source, _ = play(url, requests(20))
    assert [end for *_, end in source.ends] == [Outcome.REFUSED] * 20


def test_users_whose_connections_fail_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this machine itself refuses each connection the window ends all the same, whatever is left."""

    def fail(*_: object) -> None:
        raise ConnectionFailedError(Outcome.UNREACHABLE)

    monkeypatch.setattr("maileroo_cli.transport.load.engine.EngineConnection", fail)
    source, _ = play("http://127.0.0.1:9/", requests(50_000), users=3, window=0.005)
    assert {end for *_, end in source.ends} <= {Outcome.UNREACHABLE}
    assert len(source.ends) < 50_000


def test_a_duplicate_and_its_original_at_once() -> None:
    """Two that are due at the same moment are on two connections at the same time."""
    original = make_request(0, 0.0)
    copy = (1, 0.0, int(RequestKind.CONCURRENT_DUPLICATE), 0, -1, original[5])
    with Sink(lambda _: SLOW) as sink:
        source, _ = play(sink.url, [original, copy])
    assert sink.connections == 2
    assert _most_under_way(source) == 2
    assert sink.whole == {signature_of(0): 2}


def test_slow_clients() -> None:
    """They send their requests in pieces beside all others, and are counted apart."""
    slow = tuple(request[5] for request in requests(3))
    wanted = [make_request(index, 0.1 * index) for index in range(10, 16)]
    with Sink(lambda _: AT_ONCE) as sink:
        source, engine = play(sink.url, wanted, slow_clients=2, slow_requests=slow, slow_seconds=0.2, connections=1)
    counts = engine.slow
    assert len(source.ends) == 6
    assert counts.started == counts.answered + counts.failed + counts.unfinished
    assert counts.answered == counts.accepted >= 2
    assert sum(sink.whole[signature_of(index)] for index in range(3)) >= counts.answered


@pytest.mark.parametrize("any_2xx", [True, False])
def test_slow_clients_whose_answer_is_another_one(any_2xx: bool) -> None:
    """What is a success for all others is one for them."""
    slow = tuple(request[5] for request in requests(2))
    with Sink(lambda _: Treatment((b"HTTP/1.1 204 No Content\r\n\r\n",))) as sink:
        wanted = [make_request(5, 0.3)]
        _, engine = play(sink.url, wanted, slow_clients=1, slow_requests=slow, slow_seconds=0.05, any_2xx=any_2xx)
    assert engine.slow.answered > 0
    assert engine.slow.accepted == (engine.slow.answered if any_2xx else 0)


def test_slow_clients_of_a_receiver_that_is_gone() -> None:
    """Each try to connect is a request that failed, and the others go on."""
    with Sink(lambda _: AT_ONCE) as sink:
        url = sink.url
    slow = tuple(request[5] for request in requests(1))
    source, engine = play(url, [make_request(5, 0.15)], slow_clients=1, slow_requests=slow)
    assert [end for *_, end in source.ends] == [Outcome.REFUSED]
    counts = engine.slow
    assert counts.failed + counts.unfinished == counts.started > 1
    assert counts.answered == 0
