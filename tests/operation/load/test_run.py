"""A load on one machine, with real processes and sockets: all counts agree, with what the receiver counted too."""

import json
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.interval import EndKey
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.result import LoadResult, ProbeWanted
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.operation.consume import consume_results
from maileroo_cli.operation.load.results import EffectsAwaited, LoadEnded, LoadEvent, LoadProgress, LoadStarted
from maileroo_cli.operation.load.run import run_load
from maileroo_cli.webhook.signing.signature import verify
from tests.operation.load.loading import DyingReceiver, EffectCount, load, plan_to
from tests.receivers.raw import Receiver, hanging
from tests.transport.effect_receivers import SECRET, Application, charging_again, deduplicating

pytestmark = pytest.mark.usefixtures("measured_processes")

MIXED: dict[str, Any] = {
    "duplicates": 0.1,
    "concurrent_duplicates": 0.05,
    "bad": 0.1,
    "types": (),
    "lifecycle": "engaged",
}


def by_kind(result: LoadResult) -> dict[RequestKind, Counter[object]]:
    """Return how the requests of each kind ended."""
    found: dict[RequestKind, Counter[object]] = defaultdict(Counter)
    for key, number in result.tally.ends.items():
        found[key.kind][key.end] += number
    return found


def assert_exact(result: LoadResult) -> None:
    """Hold a load to its counts."""
    tally = result.tally
    assert result.discrepancies == ()
    assert tally.started == tally.ends.total() + tally.unfinished
    assert result.planned == tally.started + result.not_started
    assert sum(worker.started for worker in result.workers) == tally.started


@pytest.fixture(scope="module")
def mixed() -> tuple[list[LoadEvent], LoadResult, Receiver, Application]:
    """Send mails with duplicates and bad signatures from two processes to a correct receiver, once for all tests."""
    application = Application(deduplicating)
    with Receiver(application.behave) as receiver:
        plan = plan_to(receiver.url, 400, slow_clients=1, **MIXED)
        events, result = load(plan, processes=2, observer=EffectCount(application), settle=0.05)
    return events, result, receiver, application


Mixed = tuple[list[LoadEvent], LoadResult, Receiver, Application]


def test_the_counts_agree_with_the_receivers(mixed: Mixed) -> None:
    """What was planned was started, and ended as the receiver says that it answered."""
    _, result, _, application = mixed
    assert_exact(result)
    assert (result.planned, result.not_started, result.tally.unfinished) == (400, 0, 0)
    ends = by_kind(result)
    assert set(ends) == set(RequestKind)
    for kind, counts in ends.items():
        assert set(counts) == {401 if kind is RequestKind.BAD_SIGNATURE else 200}
    assert result.slow is not None
    assert result.slow.accepted == result.slow.answered
    answered = result.tally.ends.total() + result.slow.answered
    assert Counter(application.answers).total() == answered
    assert application.answers.count(401) == ends[RequestKind.BAD_SIGNATURE].total()


def test_each_event_had_one_effect(mixed: Mixed) -> None:
    """Which is what the observer saw, once it stayed as it was."""
    events, result, _, _ = mixed
    assert result.effects is not None
    assert result.slow is not None
    assert result.tally.accepted_events == by_kind(result)[RequestKind.EVENT].total()
    assert result.effects.expected == result.tally.accepted_events + result.slow.accepted
    assert 0 <= result.effects.seen - result.effects.expected <= result.slow.unfinished
    assert result.effects.settled
    assert any(isinstance(one, EffectsAwaited) for one in events)


def test_a_mail_keeps_its_order_over_all_processes(mixed: Mixed) -> None:
    """The events of each come as they happened: the next is sent when the one before has been answered."""
    _, _, receiver, _ = mixed
    mails: dict[str, list[int]] = defaultdict(list)
    seen: set[bytes] = set()
    for data in receiver.requests:
        head, _, body = data.partition(b"\r\n\r\n")
        signature = head.lower().rpartition(b"x-maileroo-signature: ")[2].partition(b"\r\n")[0]
        if body in seen or not verify(body, signature, SECRET):
            continue
        seen.add(body)
        event = json.loads(body)
        mails[event["message_reference_id"]].append(event["event_time"])
    assert max(map(len, mails.values())) > 3
    assert all(times == sorted(times) for times in mails.values())


def test_what_happens_is_told_in_its_order(mixed: Mixed) -> None:
    """The window begins with both processes, and there is progress until its end."""
    events, result, _, _ = mixed
    kinds = [type(one) for one in events]
    assert kinds.index(LoadStarted) < kinds.index(LoadProgress) < kinds.index(EffectsAwaited) < kinds.index(LoadEnded)
    started = next(one for one in events if isinstance(one, LoadStarted))
    assert started.workers == len(result.workers) == 2
    progress = [one for one in events if isinstance(one, LoadProgress)]
    assert [one.seconds for one in progress] == sorted(one.seconds for one in progress)
    assert all(one.ended + one.under_way == one.started <= 400 for one in progress)
    assert {one.failed for one in progress} == {0}  # a forged one that is refused is none
    assert progress[-1].ended == 400


def test_a_receiver_without_deduplication_is_seen_by_single_events() -> None:
    """A sample of those that were accepted is asked about, and duplicates show in it."""
    application = Application(charging_again)
    with Receiver(application.behave) as receiver:
        plan = plan_to(receiver.url, 100, duplicates=0.3)
        _, result = load(plan, observer=EffectCount(application, per_event=True), settle=0.02)
    effects = result.effects
    assert_exact(result)
    assert effects is not None
    assert effects.sampled == effects.expected == result.tally.accepted_events < 100
    assert (effects.lost, effects.seen) == (0, 100)
    assert effects.doubled > 0


def test_a_closed_model_plans_what_it_begins() -> None:
    """So many users send one after the other until the window ends, or there is no more."""
    with Receiver() as receiver:
        plan = plan_to(receiver.url, 20_000, 200_000.0, users=3)  # more than any machine does
        _, result = load(plan)
    assert_exact(result)
    assert 3 <= result.planned == result.tally.started < 20_000
    assert receiver.connections <= 3


def test_a_receiver_that_dies_in_the_middle() -> None:
    """What it had answered is counted as such, and all the rest as failures: nothing is missing."""
    dying = DyingReceiver(60)
    with Receiver(dying.behave) as receiver:
        events, result = load(plan_to(receiver.url, 200), processes=2)
    assert_exact(result)
    ends = by_kind(result)[RequestKind.EVENT]
    assert ends == {200: 60, Outcome.RESET: 140}
    assert [(one.ended, one.failed) for one in events if isinstance(one, LoadProgress)][-1] == (200, 140)
    assert len(receiver.requests) == 200


def test_a_receiver_that_never_answers() -> None:
    """Each request times out, and those that find no connection are begun later."""
    with Receiver(hanging) as receiver:
        plan = replace(plan_to(receiver.url, 30, keep_connections=False), timeout=0.1)
        _, result = load(plan)
    assert_exact(result)
    assert set(result.tally.ends) == {EndKey(RequestKind.EVENT, Outcome.TIMEOUT)}
    assert result.at_limit


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"mix": "nothing=1", "types": ()}, UsageError, "there is no lifecycle 'nothing'"),
        ({"connections": 10**9}, UsageError, "connections of one process are more than this system allows"),
    ],
    ids=["mix", "connections"],
)
def test_what_cannot_be_is_told_before_anything_is_sent(
    changes: dict[str, object], error: type[Exception], told: str
) -> None:
    """At the call, not when the first result is taken."""
    with Receiver() as receiver, pytest.raises(error, match=told):
        run_load(replace(plan_to(receiver.url), **changes), SECRET)  # type: ignore[arg-type]
    assert receiver.requests == []


def test_what_a_process_cannot_do_is_told() -> None:
    """As the error that it is there: a file of certificates that is none."""
    with pytest.raises(InputError, match=r"cannot read --cacert 'nowhere\.pem'"):
        load(plan_to("https://127.0.0.1:9/", cacert="nowhere.pem"))


@pytest.mark.parametrize("look", [1, 2], ids=["before", "after"])
def test_an_observer_that_cannot_look(look: int) -> None:
    """Before the window nothing is sent; after it what was sent is told all the same."""
    application = Application(deduplicating)
    told: list[type[LoadEvent]] = []
    with Receiver(application.behave) as receiver:
        observer = EffectCount(application, fails_from=look)
        events = run_load(plan_to(receiver.url, 20), SECRET, observer=observer, probe=ProbeWanted.NONE)
        with pytest.raises(InputError, match="no number"):
            consume_results(events, lambda event: told.append(type(event)))
    assert len(application.answers) == (0 if look == 1 else 20)
    assert told == [] if look == 1 else told[-1] is LoadEnded
