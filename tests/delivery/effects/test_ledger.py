"""What a ledger finds, delivery by delivery, against a table of cases, and what must hold for any run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Outcome, Phase
from maileroo_cli.delivery.effects.result import FindingKind
from maileroo_cli.delivery.fault.kind import FaultKind, Reach
from maileroo_cli.delivery.replay.records import Delivery, DeliveryEnd
from maileroo_cli.delivery.schedule.catalogue import MAILEROO, SCHEDULES
from maileroo_cli.delivery.schedule.definition import Schedule, limit_attempts
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.errors import ExitCode
from tests.delivery.ledger_book import (
    CORRUPTED,
    DIED,
    LOST,
    PRETENDED_REFUSAL,
    REFUSED,
    TRUNCATED,
    Book,
    Tried,
    delivery,
    fault,
    kinds,
)

OK = Tried(200)
FAILS, CONFLICT = Tried(503), Tried(409)
GATEWAY_200 = Tried(200, fault(FaultKind.GATEWAY, 200), answers=(500,))
STATUS_200 = Tried(200, fault(FaultKind.STATUS, 200), Reach.NOTHING)
COPIES = Tried(200, fault(FaultKind.DUPLICATE), answers=(200, 200))

CASES: dict[str, tuple[list[Tried | None], list[tuple[FindingKind, int | None]], ExitCode]] = {
    "accepted at once": ([OK], [], ExitCode.OK),
    "accepted late": ([FAILS, FAILS, OK], [], ExitCode.OK),
    "given up": ([FAILS] * 9, [(FindingKind.GIVEN_UP, 9)], ExitCode.FAILED),
    "a sender that tells no answers": ([FAILS._replace(answers=()), OK._replace(answers=())], [], ExitCode.OK),
    "still open": ([FAILS] * 3, [], ExitCode.OK),
    "a good answer got lost": ([LOST, OK], [], ExitCode.OK),
    "a gateway said 200": ([GATEWAY_200], [(FindingKind.NEVER_ARRIVED, 1)], ExitCode.FAILED),
    "a gateway in front said 200": ([STATUS_200], [(FindingKind.NEVER_ARRIVED, 1)], ExitCode.FAILED),
    "a gateway said 200 of what was accepted": ([LOST, STATUS_200], [], ExitCode.OK),
    "a duplicate refused": ([LOST, CONFLICT, OK], [(FindingKind.REFUSED_DUPLICATE, 2)], ExitCode.FAILED),
    "a duplicate refused twice": (
        [LOST, CONFLICT, CONFLICT, OK],
        [(FindingKind.REFUSED_DUPLICATE, 2)],
        ExitCode.FAILED,
    ),
    "a duplicate refused where nobody saw it": (
        [LOST, LOST._replace(answers=(409,)), OK],
        [(FindingKind.REFUSED_DUPLICATE, 2)],
        ExitCode.FAILED,
    ),
    "one of two copies refused": (
        [COPIES._replace(answers=(409, 200))],
        [(FindingKind.REFUSED_DUPLICATE, 1)],
        ExitCode.FAILED,
    ),
    "two copies refused": ([COPIES._replace(seen=409, answers=(409, 409)), OK], [], ExitCode.OK),
    "refused before it was accepted": ([CONFLICT, OK], [], ExitCode.OK),
    "a failure of its own after it accepted": ([LOST, FAILS, OK], [], ExitCode.OK),
    "a broken copy refused after it accepted": ([LOST, CORRUPTED, TRUNCATED, OK], [], ExitCode.OK),
    "an altered body refused": ([CORRUPTED, OK], [], ExitCode.OK),
    "an altered body accepted": (
        [CORRUPTED._replace(seen=200)],
        [(FindingKind.ACCEPTED_ALTERED, 1)],
        ExitCode.FAILED,
    ),
    "an altered body that no signature refused": (
        [CORRUPTED._replace(seen=404), OK],
        [(FindingKind.ALTERED_NOT_REFUSED, 1)],
        ExitCode.FAILED,
    ),
    "an altered body that crashed the check": (
        [CORRUPTED._replace(seen=500), OK],
        [(FindingKind.ALTERED_NOT_REFUSED, 1)],
        ExitCode.FAILED,
    ),
    "an altered body while it was down": (
        [CORRUPTED._replace(seen=503), OK],
        [(FindingKind.ALTERED_UNDECIDED, 1)],
        ExitCode.OK,
    ),
    "202 for ever": ([Tried(202)] * 9, [(FindingKind.GIVEN_UP, 9), (FindingKind.NOT_200, 1)], ExitCode.FAILED),
    "201, a redirect, 201 again, then 200": (
        [Tried(201), Tried(302), Tried(201), OK],
        [(FindingKind.NOT_200, 1), (FindingKind.NOT_200, 2)],
        ExitCode.OK,
    ),
    "204 that nobody saw": ([LOST._replace(answers=(204,)), OK], [(FindingKind.NOT_200, 1)], ExitCode.OK),
    "201 of a gateway": ([Tried(201, fault(FaultKind.GATEWAY, 201), answers=(200,)), OK], [], ExitCode.OK),
    "201, then a refusal": (
        [Tried(201), CONFLICT, OK],
        [(FindingKind.REFUSED_DUPLICATE, 2), (FindingKind.NOT_200, 1)],
        ExitCode.FAILED,
    ),
    "never reached": ([REFUSED] * 9, [(FindingKind.GIVEN_UP, 9)], ExitCode.UNREACHABLE),
    "never reached, with faults among them": (
        [PRETENDED_REFUSAL, *[REFUSED] * 8],
        [(FindingKind.GIVEN_UP, 9)],
        ExitCode.UNREACHABLE,
    ),
    "faults alone": ([PRETENDED_REFUSAL] * 9, [(FindingKind.GIVEN_UP, 9)], ExitCode.FAILED),
    "reached once": ([*[REFUSED] * 8, FAILS], [(FindingKind.GIVEN_UP, 9)], ExitCode.FAILED),
    "a fault that met nobody": (
        [REFUSED._replace(fault=fault(FaultKind.LOST))] * 9,
        [(FindingKind.GIVEN_UP, 9)],
        ExitCode.UNREACHABLE,
    ),
    "timed out while connecting": (
        [REFUSED._replace(seen=Outcome.TIMEOUT)] * 9,
        [(FindingKind.GIVEN_UP, 9)],
        ExitCode.UNREACHABLE,
    ),
    "timed out while waiting": (
        [Tried(Outcome.TIMEOUT, phase=Phase.WAITING)] * 9,
        [(FindingKind.GIVEN_UP, 9)],
        ExitCode.FAILED,
    ),
    "unknown, then accepted": ([FAILS, DIED, DIED, OK], [], ExitCode.OK),
    "unknown, then refused": ([DIED, CONFLICT, CONFLICT, OK], [(FindingKind.PERHAPS_REFUSED, 1)], ExitCode.OK),
    "refused, then unknown": ([CONFLICT, DIED, OK], [], ExitCode.OK),
    "unknown, then a broken copy refused": ([DIED, CORRUPTED, OK], [], ExitCode.OK),
    "nothing but unknown": ([DIED], [], ExitCode.OK),
}


@pytest.mark.parametrize(("tries", "found", "code"), CASES.values(), ids=CASES.keys())
def test_findings_of_one_delivery(
    tries: list[Tried | None], found: list[tuple[FindingKind, int | None]], code: ExitCode
) -> None:
    """Each story leads to these findings and this exit code; what is told as it happens is what is told at the end."""
    book = Book()
    told = book.add_all(tries)
    assert kinds(book.only.findings) == found
    assert sorted(kinds(told)) == sorted(found)
    assert book.result.exit_code is code
    assert book.result.findings == {kind: [one for one, _ in found].count(kind) for kind, _ in found}


def test_under_the_lenient_rule() -> None:
    """With any 2xx as success a 201 is accepted, named as a risk, and would have been lost under exactly 200."""
    book = Book(success=Success.ANY_2XX)
    assert kinds(book.add(Tried(201))) == [(FindingKind.NOT_200, 1)]
    assert (book.only.end, book.only.lost_under) == (DeliveryEnd.ACCEPTED, ("exactly 200",))
    assert book.result.exit_code is ExitCode.OK
    assert book.result.verdict == (
        "accepted at attempt 1; it answered with a status other than 200; would have been lost under exactly 200"
    )


def test_sentences() -> None:
    """A finding says what happened and what to do, in one line; who gives up has the schedule's name."""
    book = Book()
    book.add_all([LOST, CONFLICT, *[Tried(302, location="/elsewhere" + "e" * 1000)] * 7])
    sentences = [one.sentence for one in book.only.findings]
    assert sentences[:2] == [
        (
            "Maileroo gives up after 9 attempts in 14h, although the receiver accepted the event at attempt 1: "
            "answer 200"
        ),
        (
            "answered 409 to an event that it had accepted at attempt 1: it would be retried for 14h; "
            "answer 200 to duplicates"
        ),
    ]
    assert "redirect to /elsewhere" in sentences[2]
    assert len(sentences[2]) < 400
    other = Book(SCHEDULES["mailgun"])
    other.add_all([FAILS] * 7)
    assert [one.sentence for one in other.only.findings] == [
        "mailgun gives up after 7 attempts in 7h 30m: this event is lost"
    ]
    silent = Book()
    silent.add_all([DIED, FAILS, GATEWAY_200])
    assert [one.sentence for one in silent.only.findings] == [
        (
            "Maileroo saw a success, but the receiver itself never accepted it, as far as mhook knows (last"
            " 500): it is lost without a trace unless an unknown attempt was accepted"
        )
    ]


OWN = parse_schedule("0s,1m")
OTHERS: dict[str, tuple[Schedule, Tried, list[str]]] = {
    "own": (OWN, Tried(201), ["answered 201, but Maileroo counts only 200 as success (official)"]),
    "own, redirected": (
        OWN,
        Tried(302, location="/new"),
        ["answered 302, a redirect to /new: register the final URL, and use it here"],
    ),
    "own, redirected nowhere": (
        OWN,
        Tried(302),
        ["answered 302, a redirect without a target: answer 200 at this URL"],
    ),
    "postmark": (
        SCHEDULES["postmark"],
        Tried(204),
        ["answered 204, but postmark counts only 200 as success (published)"],
    ),
    "maileroo, eight attempts": (
        limit_attempts(MAILEROO, 8),
        Tried(202),
        ["answered 202, but Maileroo counts only 200 as success (official)"],
    ),
    "any 2xx": (SCHEDULES["standard-webhooks"], Tried(204), []),
    "any 2xx, redirected": (
        SCHEDULES["standard-webhooks"],
        Tried(307),
        ["answered 307, a redirect without a target: answer 200 at this URL"],
    ),
}


@pytest.mark.parametrize(("schedule", "tried", "sentences"), OTHERS.values(), ids=OTHERS.keys())
def test_what_is_not_200_under_other_schedules(schedule: Schedule, tried: Tried, sentences: list[str]) -> None:
    """What other answers are is said with the provider of the schedule, or without any."""
    book = Book(schedule)
    book.add(tried)
    assert [one.sentence for one in book.only.findings] == sentences


def test_a_status_that_ends_a_delivery() -> None:
    """Where a provider does not try again after a status, that is why the event is lost."""
    book = Book(SCHEDULES["mailgun"])
    book.add(Tried(406))
    assert book.result.verdict == "given up after 1 attempt: this event is lost"
    assert [one.sentence for one in book.only.findings] == ["mailgun does not try again after 406: this event is lost"]
    accepted = Book(SCHEDULES["mailgun"])
    accepted.add_all([LOST, Tried(406)])
    assert [one.sentence for one in accepted.only.findings] == [
        "mailgun does not try again after 406, although the receiver accepted the event at attempt 1: answer 200",
        "answered 406 to an event that it had accepted at attempt 1; answer 200 to duplicates",
    ]
    many = Book(SCHEDULES["mailgun"])
    many.add(Tried(406), delivery(0))
    many.add(OK, delivery(1))
    assert many.result.verdict == "1 of 2 given up; 1 accepted"


def test_what_an_unknown_attempt_leaves_in_doubt() -> None:
    """After an unknown attempt nothing is said to be lost, or to be a duplicate, for sure."""
    book = Book()
    book.add_all([DIED, CONFLICT, *[FAILS] * 8])
    assert [one.sentence for one in book.only.findings] == [
        (
            "Maileroo gives up after 9 attempts in 14h; 1 attempt unknown: it may have been accepted, "
            "else this event is lost"
        ),
        (
            "answered 409 after an attempt of unknown outcome, which may mean that it refused a duplicate;"
            " answer 200 to duplicates"
        ),
    ]


def test_what_a_delivery_came_to() -> None:
    """Attempts with and without an outcome are counted apart, and the times are those of the last attempt."""
    book = Book()
    book.add_all([PRETENDED_REFUSAL, DIED, TRUNCATED, OK])
    one = book.only
    assert (one.attempts, one.unknown, one.elapsed, one.happened) == (3, 1, 900.0, 900.0)
    assert (one.reached, one.effects, one.handled_at) == (True, None, 3)
    unreached = Book()
    unreached.add_all([PRETENDED_REFUSAL] * 2)
    assert (unreached.only.reached, unreached.only.end, unreached.result.open) == (False, None, 1)


def test_order_within_a_mail() -> None:
    """An event that is taken in after a later one of its mail is named; other mails, and unknown ones, do not count."""
    book = Book()
    first, second = (
        delivery(0, offset=0.0, mail="a", kind="delivered"),
        delivery(1, offset=60.0, mail="a", kind="opened"),
    )
    other = delivery(2, offset=30.0, mail="b")
    book.add(FAILS, first)
    for index, offset in ((3, 90.0), (4, 10.0)):
        book.add(OK, delivery(index, offset=offset))
    assert book.add(LOST, second) == ()
    assert book.add(OK, other) == ()
    (found,) = book.add(OK, first)
    assert kinds([found]) == [(FindingKind.OUT_OF_ORDER, 2)]
    assert found.sentence == (
        "accepted out of order, after a later `opened` of the same mail: order events by event_time, not by arrival"
    )
    assert book.add(OK, second) == ()
    assert book.result.exit_code is ExitCode.OK
    assert book.result.verdict == "5 of 5 accepted; 1 accepted out of order"


def test_one_event_in_several_parcels() -> None:
    """Deliveries with the same event id share their effects; the one that caused the second effect is blamed."""
    book = Book(observed=True)
    book.add(OK._replace(before=0.0, after=1.0), delivery(0, "same"))
    assert kinds(book.add(OK._replace(before=1.0, after=2.0), delivery(1, "same"))) == [
        (FindingKind.SEVERAL_EFFECTS, 1)
    ]
    assert [(one.effects, kinds(one.findings)) for one in book.ledger.delivered()] == [
        (2.0, []),
        (2.0, [(FindingKind.SEVERAL_EFFECTS, 1)]),
    ]
    assert (book.result.effects, book.result.findings) == (2.0, {FindingKind.SEVERAL_EFFECTS: 1})
    assert kinds(Book().add_all([LOST], delivery(0, "same"))) == []
    refused = Book()
    refused.add(OK, delivery(0, "same"))
    assert kinds(refused.add(CONFLICT, delivery(1, "same"))) == [(FindingKind.REFUSED_DUPLICATE, 1)]


def test_events_without_an_id() -> None:
    """A delivery whose event has no id stands for itself."""
    book = Book(observed=True)
    for index in range(2):
        assert book.add(OK._replace(before=float(index), after=index + 1.0), delivery(index, "")) == ()
    assert [one.effects for one in book.ledger.delivered()] == [1.0, 1.0]


def test_what_never_began() -> None:
    """Deliveries of the run that had no attempt yet are open, and not judged."""
    book = Book(total=3)
    book.add(OK)
    result = book.result
    assert (result.deliveries, result.accepted, result.open, result.exit_code) == (3, 1, 2, ExitCode.OK)
    assert result.verdict == "2 of 3 not decided yet; 1 accepted"


_STATUSES = st.sampled_from([200, 201, 302, 404, 409, 500])
_LOOKS = st.none() | st.integers(0, 4).map(float)
_TRIES = st.none() | st.builds(
    Tried,
    _STATUSES | st.sampled_from([Outcome.REFUSED, Outcome.RESET, Outcome.TIMEOUT]),
    st.none()
    | st.sampled_from([fault(kind, 200 if kind.value in ("status", "gateway") else None) for kind in FaultKind]),
    st.sampled_from(Reach),
    st.none() | st.lists(_STATUSES, max_size=2).map(tuple),
    _LOOKS,
    _LOOKS,
)
_PARCELS = [delivery(0, mail="a"), delivery(1, offset=9.0, mail="a"), delivery(2, "event-0"), delivery(3, "")]


@given(
    st.lists(st.tuples(st.sampled_from(_PARCELS), _TRIES), max_size=30),
    st.booleans(),
    st.booleans(),
    st.lists(st.floats(0, 9), max_size=2),
)
def test_what_holds_for_any_run(
    steps: list[tuple[Delivery, Tried | None]], observed: bool, per_event: bool, last_looks: list[float]
) -> None:
    """No count is negative, the sums are those of the deliveries, and 0 means that all that ended is accepted."""
    book = Book(limit_attempts(MAILEROO, 4), observed=observed, per_event=per_event)
    ended: set[int] = set()
    for to, tried in steps:
        if to.index not in ended:
            book.add(tried, to)
            ended = {one.index for one in book.ledger.delivered() if one.end is not None}
    seen = list(book.ledger.delivered())
    for value in last_looks:
        book.ledger.settle(seen[0].index if per_event and seen else None, value)
    result, seen = book.result, list(book.ledger.delivered())
    assert [one.index for one in seen] == sorted(one.index for one in seen)
    assert result.accepted + result.given_up + result.open == result.deliveries == len(seen)
    assert (result.attempts, result.unknown) == (sum(one.attempts for one in seen), sum(one.unknown for one in seen))
    shared = {one.event_id or one.index: one.effects or 0.0 for one in seen}
    assert all(effects >= 0 for effects in shared.values())
    assert result.unattributed >= 0
    assert (result.effects or 0.0) == pytest.approx(sum(shared.values()) + result.unattributed)
    if not observed:
        assert result.effects is None
    found = [finding.kind for one in seen for finding in one.findings]
    assert result.findings == {kind: found.count(kind) for kind in found}
    good = not result.given_up and not any(kind.fails for kind in found)
    assert (result.exit_code is ExitCode.OK) == good
    assert "\n" not in result.verdict
