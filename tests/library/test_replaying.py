"""Replays from the library: faults, effects and clocks, against applications in this process and a URL."""

import re
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from maileroo_cli import Event, MhookError, make_event, make_lifecycle, replay, run_application
from maileroo_cli.webhook.signing.secret import MASK
from tests.library.applications import SECRET, AsgiReceiver, Start, WsgiReceiver
from tests.receivers.raw import Receiver

EVENT = make_event("delivered", seed=1)
KINDS = [WsgiReceiver, AsgiReceiver]


def counted(app: WsgiReceiver | AsgiReceiver, event_id: str) -> list[bytes]:
    """Return what an application has done for an event."""
    return [body for body in app.bodies if event_id.encode() in body]


@pytest.mark.parametrize("make", KINDS)
def test_retries_until_it_is_accepted(make: type[WsgiReceiver | AsgiReceiver]) -> None:
    """Attempts come one by one, at the times of the schedule, each with its fault, until one is accepted."""
    app = make()
    run = replay(EVENT, to=app, secret=SECRET, faults=["refuse", "503*2", "truncate"])
    attempts = list(run)
    assert [(one.number, one.fault, one.attempt.word, one.reached) for one in attempts] == [
        (1, "refuse", "refused", "nothing"),
        (2, "status:503", "503", "nothing"),
        (3, "status:503", "503", "nothing"),
        (4, "truncate", "reset", "part"),
        (5, None, "200", "whole"),
    ]
    assert [round((one.at - attempts[0].at).total_seconds() / 60) for one in attempts] == [0, 5, 15, 30, 60]
    assert (run.summary.ok, run.summary.accepted, run.summary.attempts, app.bodies) == (True, 1, 5, [EVENT.body])


@pytest.mark.parametrize("make", KINDS)
def test_work_that_is_done_twice_is_found(make: type[WsgiReceiver | AsgiReceiver]) -> None:
    """With effects counted, an application that acts on each copy fails, and the report says why."""
    app = make()
    run = replay(EVENT, to=app, secret=SECRET, faults={1: "lost"}, effects=lambda event_id: counted(app, event_id))
    assert [one.effects for one in run] == [1.0, 2.0]
    summary = run.summary
    assert (summary.ok, summary.effects) == (False, 2.0)
    assert summary.findings == ("2 effects for one event: store its event_id with the effect, under a unique key",)
    assert "2 effects for one event" in summary.verdict
    assert str(summary).startswith(f"1 event to http://localhost/webhook in the application ({make.__module__}")
    assert "the receiver's answer (200) gets lost" in summary.text


def test_all_effects_may_be_counted_together() -> None:
    """A callable without an argument counts the effects of all events."""
    app = WsgiReceiver()
    events = make_lifecycle("engaged", seed=1)
    summary = replay(events, to=app, secret=SECRET, effects=lambda: len(app.bodies)).summary
    assert (summary.ok, summary.deliveries, summary.effects) == (True, len(events), float(len(events)))


def test_a_request_is_replayed_as_it_is() -> None:
    """A request that is signed goes with its own signature to its own path."""
    app = WsgiReceiver()
    assert replay(EVENT.request(SECRET, url="/own"), to=app, faults=["500"]).summary.ok
    assert (app.paths, app.bodies) == (["/own"], [EVENT.body])
    with pytest.raises(MhookError, match="the requests go to different paths"):
        replay([EVENT.request(SECRET), EVENT.request(SECRET, url="/own")], to=app)


def test_an_exception_of_the_application_is_a_failed_attempt() -> None:
    """What the application raises is told with the attempt, and the event is tried again."""
    left = [KeyError("event_data"), None]

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        error = left.pop(0)
        if error is not None:
            raise error
        start_response("200 OK", [])
        return []

    run = replay(EVENT, to=app, secret=SECRET)
    first, second = run
    assert (first.attempt.status, second.accepted) == (500, True)
    assert first.attempt.raised == "KeyError: 'event_data'"
    assert run.summary.ok


@pytest.mark.parametrize(
    ("faults", "same_thread", "is_here"),
    [(["lost"], None, True), (["duplicate"], None, False), (["lost"], False, False)],
)
def test_where_a_wsgi_application_is_called(faults: list[str], same_thread: bool | None, is_here: bool) -> None:
    """It is called in this thread, but where two copies at a time are wanted, or threads are."""
    threads: set[int] = set()

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        threads.add(threading.get_ident())
        start_response("200 OK", [])
        return []

    assert replay(EVENT, to=app, secret=SECRET, faults=faults, same_thread=same_thread).summary.ok
    assert (threads == {threading.get_ident()}) is is_here


def test_two_copies_cannot_come_in_one_thread() -> None:
    """Where the application is to be called in this thread, two copies at once are refused with the reason."""
    run = replay(EVENT, to=WsgiReceiver(), secret=SECRET, faults=["duplicate"], same_thread=True)
    with pytest.raises(MhookError, match=r"duplicate needs two threads, but the application .* is called in one"):
        next(run)


def test_random_faults_in_one_thread() -> None:
    """Random faults are drawn without two copies where the application is called in this thread."""
    app = WsgiReceiver()
    run = replay([EVENT] * 40, to=app, secret=SECRET, fault_rate=0.9, fault_seed=3, together=True)
    drawn = {one.fault for one in run}
    assert "duplicate" not in drawn
    assert len(drawn) > 10


def test_a_running_application_is_used_as_it_is() -> None:
    """An application that runs already is neither started nor ended by a replay."""
    app = AsgiReceiver()
    with run_application(app) as running:
        assert replay(EVENT, to=running, secret=SECRET).summary.ok
        assert replay(EVENT, to=running, secret=SECRET).summary.ok
        assert (app.starts, app.ends) == (1, 0)


def test_against_a_url() -> None:
    """A URL is sent to over real sockets."""
    with Receiver() as receiver:
        run = replay(EVENT, to=receiver.url, secret=SECRET, faults=["503", "reset"])
        assert [one.attempt.word for one in run] == ["503", "reset", "200"]
    assert run.summary.ok


def ask(**arguments: Any) -> None:
    """Replay with other arguments than usual."""
    given = {"events": EVENT, "to": WsgiReceiver(), "secret": SECRET, **arguments}
    _ = replay(**given).summary


def raising(event_id: str) -> int:
    """Fail to count."""
    raise LookupError("no such table")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"faults": ["nonsense"]}, "faults 'nonsense': there is no fault 'nonsense'"),
        ({"faults": {12: "lost"}}, "faults '12=lost' names attempt 12, but the schedule has 9 attempts"),
        ({"faults": 7}, r"faults cannot be 7: write them like \[\"503\*2\""),
        ({"clock": "fast"}, "give virtual, real, or scaled:NUMBER"),
        ({"schedule": "nobody"}, "nobody"),
        ({"effects": 7}, "effects cannot be 7: give a function"),
        ({"effects": lambda _one, _two: 0}, "effects takes other arguments: let it take 1 or none"),
        ({"effects": raising}, r"effects raised LookupError: no such table \(.*test_replaying.py, line \d+\)"),
        ({"effects": lambda _id: "many"}, "effects returned 'many', not a number"),
        ({"allow_no_effect": "opened"}, "allow_no_effect only applies when effects are observed: add effects"),
        ({"clock": "scaled:60", "concurrency": 2, "same_thread": True}, "several attempts at a time need several"),
        ({"to": "nowhere"}, "'nowhere'"),
        ({"secret": None}, "an event needs a signature"),
        ({"verify": 3}, "verify cannot be 3"),
    ],
)
def test_what_cannot_be_is_refused(arguments: dict[str, Any], message: str) -> None:
    """Each mistake is told in the words of the arguments, and never of options."""
    with pytest.raises(MhookError, match=message) as caught:
        ask(**arguments)
    assert "--" not in str(caught.value)


def test_what_a_callable_raises_is_the_cause() -> None:
    """The exception of a callable is at hand for whoever looks into the failure."""
    with pytest.raises(MhookError) as caught:
        ask(effects=raising)
    assert isinstance(caught.value.__cause__, LookupError)


class OddError(Exception):
    """Has no text."""

    def __str__(self) -> str:
        raise KeyError(1)


def odd() -> int:
    """Fail with an exception that cannot be told."""
    raise OddError


def telling() -> int:
    """Fail with the secret, and with an escape sequence."""
    raise LookupError(f"\x1b[2J no such table for {SECRET}, {SECRET.encode().hex()}")


@pytest.mark.parametrize(
    ("effects", "message"),
    [
        (odd, "effects raised OddError: (its text cannot be told) ("),
        (telling, f"effects raised LookupError: \\x1b[2J no such table for {MASK}, {MASK} ("),
        (lambda: f"many of {SECRET}", f"effects returned 'many of {MASK}', not a number"),
    ],
    ids=["odd", "telling", "returned"],
)
def test_what_a_callable_says_is_harmless(effects: Any, message: str) -> None:
    """Its error has no secret and nothing for a terminal, and is told whatever it is."""
    with pytest.raises(MhookError) as caught:
        ask(effects=effects)
    assert str(caught.value).startswith(message)


def test_a_start_that_fails_tells_no_secret() -> None:
    """Neither does an application that says why it cannot start."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": f"no such key: {SECRET}"})

    with pytest.raises(MhookError, match=re.escape(f"did not start: no such key: {MASK}: ")):
        ask(to=app)


def test_a_replay_that_is_closed_ends_its_application() -> None:
    """Closing leaves nothing running, and no summary."""
    app = AsgiReceiver()
    run = replay(EVENT, to=app, secret=SECRET, faults=["503*3"])
    next(run)
    run.close()
    assert (app.starts, app.ends) == (1, 1)
    with pytest.raises(MhookError, match="a replay that was closed has no summary"):
        _ = run.summary


def test_first_attempts_are_due_when_events_happen() -> None:
    """The events of a mail keep their distances, unless all are to begin together."""
    events: list[Event[Any]] = list(make_lifecycle("engaged", seed=1))
    apart = [one.at for one in replay(events, to=WsgiReceiver(), secret=SECRET)]
    assert [(at - apart[0]).total_seconds() for at in apart] == [
        pytest.approx((one.at - events[0].at).total_seconds(), abs=0.01) for one in events
    ]
    together = [one.at for one in replay(events, to=WsgiReceiver(), secret=SECRET, together=True)]
    assert max(together) - min(together) < max(apart) - min(apart)


@pytest.mark.parametrize("make", KINDS)
def test_several_attempts_at_a_time(make: type[WsgiReceiver | AsgiReceiver]) -> None:
    """On a clock that goes on, attempts of several events are under way in the application together."""
    app = make()
    events = [make_event("opened", seed=number) for number in range(12)]
    terms: dict[str, Any] = {"schedule": "0s,1s", "clock": "scaled:1000", "concurrency": 4, "together": True}
    run = replay(events, to=app, secret=SECRET, faults=["503"], **terms)
    assert run.summary.ok
    assert (run.summary.attempts, sorted(app.bodies)) == (24, sorted(one.body for one in events))


def test_the_work_of_a_worker_that_polls_is_not_lost() -> None:
    """Of a thread that looks for work now and then nobody knows when it is done, so the last look waits for it."""
    bodies: list[bytes] = []
    done: list[bytes] = []
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(0.3):
            done.extend(bodies[len(done) :])

    def app(environ: dict[str, Any], start_response: Start) -> list[bytes]:
        bodies.append(environ["wsgi.input"].read())
        if not started:
            started.append(threading.Thread(target=work, daemon=True))
            started[0].start()
        start_response("200 OK", [])
        return []

    started: list[threading.Thread] = []
    try:
        summary = replay(EVENT, to=app, secret=SECRET, timeout=0.1, effects=lambda: len(done)).summary
    finally:
        ended.set()
    assert (summary.ok, summary.findings, summary.effects) == (True, (), 1.0)


def test_work_that_fails_after_the_answer_is_told() -> None:
    """The event is accepted, and the report says what the application raised then."""

    async def fails(scope: dict[str, Any], receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        raise KeyError("event_data")

    run = replay(EVENT, to=fails, secret=SECRET)
    (one,) = run
    assert one.attempt is not None
    assert (one.attempt.ok, one.attempt.failed_afterwards) == (True, True)
    assert "but then the application raised KeyError: 'event_data'" in " ".join(run.summary.text.split())
