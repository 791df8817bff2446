"""Watching traffic: when it is enough, when it is too much, and the sentence for each clause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.expectation.script import parse_expectation
from maileroo_cli.capture.expectation.tracker import ExpectationState, ExpectationTracker
from maileroo_cli.capture.kind import kind_of
from maileroo_cli.errors import UsageError

PENDING, MET, FAILED = ExpectationState
A, B, C = (letter * 48 for letter in "abc")
Request = tuple[str, str, bool | None, str]


def seen(text: str, *requests: Request) -> ExpectationTracker:
    """Return a tracker for ``text`` that has seen ``requests``."""
    tracker = ExpectationTracker(parse_expectation([text]))
    for request in requests:
        tracker.add(*request)
    return tracker


def valid(event_type: str, event_id: str) -> Request:
    """Return a request with a valid signature."""
    return event_type, event_id, True, ""


def invalid(event_type: str, event_id: str, cause: str) -> Request:
    """Return a request whose signature does not verify."""
    return event_type, event_id, False, cause


STATES: dict[str, tuple[str, list[Request], list[ExpectationState], ExpectationState]] = {
    "exactly": (
        "delivered=2",
        [valid("opened", A), valid("delivered", B), valid("delivered", C), valid("delivered", "d")],
        [PENDING, PENDING, PENDING, MET, FAILED],
        FAILED,
    ),
    "enough": ("delivered>=1", [valid("delivered", A)] * 2, [PENDING, MET, MET], MET),
    "too few in the end": ("delivered>=2", [valid("delivered", A)], [PENDING, PENDING], FAILED),
    "none until the end": ("failed=0", [valid("delivered", A)], [PENDING, PENDING], MET),
    "none, but one came": ("failed=0", [valid("failed", A)], [PENDING, FAILED], FAILED),
    "none, and nothing came": ("failed=0, all valid", [], [PENDING], MET),
    "none beside one": (
        "delivered=1, failed=0",
        [valid("delivered", A), valid("failed", B)],
        [PENDING, MET, FAILED],
        FAILED,
    ),
    "any": ("any=2", [valid("opened", A), valid("archived", B)], [PENDING, PENDING, MET], MET),
    "other": ("other=2", [valid("archived", A), valid("", "")], [PENDING, PENDING, MET], MET),
    "invalid does not count": ("delivered=1", [invalid("delivered", A, "x")], [PENDING, PENDING], FAILED),
    "unchecked counts": ("delivered=1", [("delivered", A, None, "")], [PENDING, MET], MET),
    "all valid": ("all valid", [valid("opened", A), invalid("opened", B, "x")], [PENDING, PENDING, FAILED], FAILED),
    "unchecked is not valid": ("all valid", [("opened", A, None, "")], [PENDING, FAILED], FAILED),
    "all valid, but nothing came": ("all valid, no duplicates, only opened", [], [PENDING], FAILED),
    "a duplicate": (
        "any>=1, no duplicates",
        [valid("opened", A), valid("opened", ""), valid("opened", ""), valid("clicked", A)],
        [PENDING, MET, MET, MET, FAILED],
        FAILED,
    ),
    "an invalid duplicate": (
        "no duplicates",
        [invalid("opened", A, "x"), valid("opened", A)],
        [PENDING, PENDING, FAILED],
        FAILED,
    ),
    "only": (
        "only opened|clicked",
        [valid("clicked", A), invalid("delivered", B, "x")],
        [PENDING, PENDING, FAILED],
        FAILED,
    ),
}


@pytest.mark.parametrize(("text", "requests", "states", "end"), STATES.values(), ids=STATES.keys())
def test_states(text: str, requests: list[Request], states: list[ExpectationState], end: ExpectationState) -> None:
    """The state is right before the first request, after each one, and when nothing more comes."""
    tracker = seen(text)
    found = [tracker.state]
    for request in requests:
        tracker.add(*request)
        found.append(tracker.state)
    assert found == states
    tracker.finish()
    assert tracker.state is end
    assert all(result.ok for result in tracker.report()) == (end is MET)


SENTENCES: dict[str, tuple[str, list[Request], list[str]]] = {
    "missing": (
        "delivered=3, opened>=1",
        [valid("delivered", A), valid("delivered", B)],
        ["delivered: 2 of 3 arrived", "opened: at least 1 expected, none arrived"],
    ),
    "met": (
        "delivered=2, opened=0, clicked<=0, failed<=2, any=2",
        [valid("delivered", A), valid("delivered", B)],
        [
            "delivered: 2 of 2 arrived",
            "opened: none expected, none arrived",
            "clicked: none expected, none arrived",
            "failed: at most 2 expected, none arrived",
            "any: 2 of 2 arrived",
        ],
    ),
    "too many": (
        "opened<=1, delivered=0",
        [valid("opened", "39f6c4"), valid("opened", "39f6c4"), valid("delivered", A), valid("delivered", B)],
        [
            "opened: at most 1 expected, 2 arrived; 1 is a duplicate (event 39f6c4)",
            "delivered: none expected, 2 arrived",
        ],
    ),
    "invalid": (
        "delivered=3",
        [valid("delivered", A), invalid("delivered", B, "header-prefixed"), invalid("delivered", C, "header-prefixed")],
        ["delivered: 1 of 3 arrived; 2 invalid are not counted (header-prefixed)"],
    ),
    "without a cause": (
        "delivered=1, all valid",
        [invalid("delivered", B, "")],
        [
            "delivered: 1 expected, none arrived; 1 invalid is not counted",
            "all valid: 1 of 1 is invalid",
        ],
    ),
    "properties": (
        "all valid, no duplicates, only opened",
        [
            invalid("opened", A, "y"),
            invalid("opened", A, "x"),
            invalid("delivered", A, "x"),
            ("archived", B, None, ""),
        ],
        [
            "all valid: 3 of 4 are invalid (x, y); 1 of 4 was not checked",
            "no duplicates: 2 of 4 are duplicates (event aaaaaaaaaaaa…)",
            "only opened: 1 delivered, 1 other came too",
        ],
    ),
    "many duplicates": (
        "no duplicates",
        [valid("opened", name) for name in "abcdabcd"],
        ["no duplicates: 4 of 8 are duplicates (event a, b, c, …)"],
    ),
    "properties that hold": (
        "all valid, no duplicates, only opened",
        [valid("opened", A), valid("opened", B)],
        ["all valid: 2 requests", "no duplicates among 2 requests", "only opened: 2 requests"],
    ),
    "nothing": (
        "all valid, no duplicates, only opened",
        [],
        ["all valid: no request came", "no duplicates: no request came", "only opened: no request came"],
    ),
    "two unchecked": (
        "all valid",
        [("opened", A, None, ""), ("opened", B, None, "")],
        ["all valid: 2 of 2 were not checked"],
    ),
}


@pytest.mark.parametrize(("text", "requests", "sentences"), SENTENCES.values(), ids=SENTENCES.keys())
def test_sentences(text: str, requests: list[Request], sentences: list[str]) -> None:
    """Each clause says in one sentence what was expected and what came."""
    results = seen(text, *requests).report()
    assert [result.sentence for result in results] == sentences
    assert ", ".join(result.clause for result in results) == str(parse_expectation([text]))


def test_a_huge_event_id_is_shown_and_kept_short() -> None:
    """An event id of megabytes is recognised again, but neither stored nor repeated."""
    tracker = seen("no duplicates", *[valid("opened", "x" * 1_000_000)] * 2)
    assert tracker.report()[0].sentence == "no duplicates: 1 of 2 is a duplicate (event xxxxxxxxxxxx…)"
    assert {len(key) for key in tracker._ids} == {16}


CLAUSES = st.lists(
    st.sampled_from(
        [
            *(
                f"{kind}{relation}{number}"
                for kind in ("opened", "other", "any")
                for relation in ("=", ">=", "<=")
                for number in range(3)
            ),
            "all valid",
            "no duplicates",
            "only opened|other",
            "only delivered",
        ]
    ),
    min_size=1,
    max_size=4,
)
REQUESTS = st.lists(
    st.tuples(
        st.sampled_from(["opened", "delivered", "archived", ""]),
        st.sampled_from(["", "a", "b", "c"]),
        st.sampled_from([True, True, False, None]),
        st.just("cause"),
    ),
    max_size=5,
)


def holds(clause: str, requests: list[Request], counted_clauses: bool) -> tuple[bool, bool]:
    """Recount the whole list: whether ``clause`` holds, and whether it is beyond repair."""
    named = [event_id for _, event_id, _, _ in requests if event_id]
    broken = {
        "all valid": any(ok is not True for _, _, ok, _ in requests),
        "no duplicates": len(named) != len(set(named)),
        "only opened|other": any(kind_of(name) not in ("opened", "other") for name, *_ in requests),
        "only delivered": any(name != "delivered" for name, *_ in requests),
    }
    if clause in broken:
        return not broken[clause] and (bool(requests) or counted_clauses), broken[clause]
    kind = clause.rstrip("0123456789").rstrip("<>=")
    number, relation = int(clause[-1]), clause[len(kind) : -1]
    came = sum(ok is not False and kind in (kind_of(name), "any") for name, _, ok, _ in requests)
    fits = {"=": came == number, ">=": came >= number, "<=": came <= number}[relation]
    return fits, not fits and relation != ">=" and came > number


@given(CLAUSES, REQUESTS)
def test_a_watch_recounts(clauses: list[str], requests: list[Request]) -> None:
    """State and report are what a recount of the whole list says, before and after the end."""
    try:
        expectation = parse_expectation(clauses)
    except UsageError:
        return
    tracker = ExpectationTracker(expectation)
    for request in requests:
        tracker.add(*request)
    allowed = bool(expectation.counts) and not expectation.has_minimum
    model = {clause: holds(clause, requests, allowed) for clause in clauses}
    assert {result.clause: result.ok for result in tracker.report()} == {name: ok for name, (ok, _) in model.items()}
    beyond = any(broken for _, broken in model.values())
    fulfilled = all(ok for ok, _ in model.values())
    has_minimum = any("<" not in clause and clause[-1] in "12" for clause in clauses)
    expected = FAILED if beyond else MET if fulfilled and has_minimum else PENDING
    assert tracker.state is expected
    tracker.finish()
    assert tracker.state is (MET if fulfilled else FAILED)
