"""Awaited traffic: every clause that is understood, contradictions, and one line for every mistake."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maileroo_cli.capture.expectation.clauses import ANY, CountClause, Expectation, Relation
from maileroo_cli.capture.expectation.script import parse_expectation
from maileroo_cli.capture.kind import KINDS
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.webhook.text.shown import show

THREE = CountClause("delivered", Relation.EXACTLY, 3)
GOOD = {
    "delivered=3": Expectation((THREE,)),
    "delivered=3 within 30s": Expectation((THREE,), within=30),
    " Delivered == 3 ,\n ALL  valid WITHIN 1m30s ": Expectation((THREE,), all_valid=True, within=90),
    "delivered=3, delivered=3": Expectation((THREE,)),
    "delivered>=1,delivered<=3": Expectation(
        (CountClause("delivered", Relation.AT_LEAST, 1), CountClause("delivered", Relation.AT_MOST, 3))
    ),
    "any>=2, other=0, no duplicates": Expectation(
        (CountClause(ANY, Relation.AT_LEAST, 2), CountClause("other", Relation.EXACTLY, 0)), no_duplicates=True
    ),
    "only opened | clicked|opened, within 500ms": Expectation(only=("opened", "clicked"), within=0.5),
    "all valid": Expectation(all_valid=True),
    "any=3, delivered=3, only delivered": Expectation(
        (CountClause(ANY, Relation.EXACTLY, 3), THREE), only=("delivered",)
    ),
    "delivered<=0, only opened": Expectation((CountClause("delivered", Relation.AT_MOST, 0),), only=("opened",)),
}
FORMS = "write it like 'delivered=3, opened>=1, all valid, no duplicates within 30s'"
DURATION = "write it like 90s, 5m, 2h30m, 1d, 500ms, or a number of seconds"
TYPES = ", ".join(KINDS)
MISTAKES = {
    "": f": a clause is empty: {FORMS}",
    "delivered=1,,opened=1": f": a clause is empty: {FORMS}",
    "delivered=1,": f": a clause is empty: {FORMS}",
    "200": f": '200' is not a clause: {FORMS}",
    "\x1b[31m": f": '\\x1b[31m' is not a clause: {FORMS}",
    "delivered": ": 'delivered' is not a clause: add a number: delivered=1 or delivered>=1",
    "any": ": 'any' is not a clause: add a number: any=1 or any>=1",
    "all vaild": ": 'all vaild' is not a clause: did you mean all valid?",
    "duplicates": ": 'duplicates' is not a clause: did you mean no duplicates?",
    "defered=2": ": there is no event type 'defered': did you mean deferred or delivered?",
    "bounced=2": ": there is no event type 'bounced': Maileroo calls it failed",
    "all=2": f": there is no event type 'all': use one of {TYPES}, any",
    "=2": f": an event type is missing: use one of {TYPES}, any",
    "delivered=": ": '' is not a count: write a whole number below 1,000,000,000, as in delivered=3",
    "delivered=three": ": 'three' is not a count: write a whole number below 1,000,000,000, as in delivered=3",
    "delivered=-1": ": '-1' is not a count: write a whole number below 1,000,000,000, as in delivered=3",
    "delivered=1000000000": (
        ": '1000000000' is not a count: write a whole number below 1,000,000,000, as in delivered=3"
    ),
    "delivered=\u0663": ": '\u0663' is not a count: write a whole number below 1,000,000,000, as in delivered=3",
    "delivered>2": ": delivered>2 is not a clause: write delivered>=3",
    "delivered<2": ": delivered<2 is not a clause: write delivered<=1",
    "delivered<0": ": delivered<0 is not a clause: write delivered=0, delivered>=0 or delivered<=0",
    "delivered=>2": ": delivered=>2 is not a clause: write delivered>=2",
    "delivered!=2": ": delivered!=2 is not a clause: write delivered=2, delivered>=2 or delivered<=2",
    "only": f": an event type is missing: use one of {TYPES}",
    "only any": f": there is no event type 'any': use one of {TYPES}",
    "only opened, only clicked": ": only is given twice: name all types in one clause, as in only opened|clicked",
    "delivered=3 within 30s, opened=1": ": within is not at the end: put it last: it applies to all clauses",
    "delivered=3 within": ": within needs a duration: write it like within 30s",
    "delivered=3 within soon": f": the deadline 'soon' is not a duration: {DURATION}",
    "delivered=3 within -5s": f": the deadline '-5s' is negative: {DURATION}",
    "delivered=3 within 0s": ": the time after within is 0: give a duration above 0, like 30s",
}
NO_TRAFFIC = "both can never be true; change one of them"
CONTRADICTIONS = {
    "delivered=3,delivered=2": f"delivered=3 contradicts delivered=2: {NO_TRAFFIC}",
    "delivered>=3,opened=1,delivered<=2": f"delivered>=3 contradicts delivered<=2: {NO_TRAFFIC}",
    "delivered=0,delivered>=1": f"delivered>=1 contradicts delivered=0: {NO_TRAFFIC}",
    "any=2,delivered=2,opened>=1": f"any=2 contradicts delivered=2, opened>=1: {NO_TRAFFIC}",
    "any>=5,only delivered|opened,delivered<=3,opened=1": f"any>=5 contradicts delivered<=3, opened=1: {NO_TRAFFIC}",
    "only opened,delivered=1": "delivered=1 contradicts only opened: remove one of them",
}


@pytest.mark.parametrize(("text", "expectation"), GOOD.items(), ids=ascii)
def test_clauses_are_read(text: str, expectation: Expectation) -> None:
    """Each form of a clause is understood, and what is written is read again."""
    assert parse_expectation([text]) == expectation
    assert parse_expectation([str(expectation)]) == expectation


@pytest.mark.parametrize(("text", "problem"), MISTAKES.items(), ids=ascii)
def test_a_mistake_is_told(text: str, problem: str) -> None:
    """Every mistake is one printable line that says what to write instead."""
    with pytest.raises(UsageError) as caught:
        parse_expectation([text])
    assert str(caught.value) == f"--expect '{show(text)}'{problem}"
    assert str(caught.value).isprintable()
    assert caught.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(("text", "problem"), CONTRADICTIONS.items(), ids=CONTRADICTIONS.keys())
@pytest.mark.parametrize("apart", [False, True], ids=["in one", "in several"])
def test_a_contradiction_is_told(text: str, problem: str, apart: bool) -> None:
    """What no traffic could fulfil is refused, in one option or in several."""
    with pytest.raises(UsageError) as caught:
        parse_expectation(text.split(",") if apart else [text])
    assert str(caught.value) == f"--expect: {problem}"


def test_several_options_are_one() -> None:
    """Options add up, and the deadline may stand in any of them, once."""
    assert parse_expectation(["delivered=3 within 30s", "all valid"]) == Expectation(
        (THREE,), all_valid=True, within=30
    )
    assert parse_expectation(["delivered=3", "within 30s"]) == Expectation((THREE,), within=30)
    with pytest.raises(UsageError) as caught:
        parse_expectation(["delivered=3 within 30s", "within 30s"])
    assert str(caught.value) == (
        "--expect 'within 30s': there are two deadlines: give within once: it applies to all clauses"
    )


@pytest.mark.parametrize("texts", [[], ["within 30s"]], ids=["nothing", "a deadline alone"])
def test_something_has_to_be_expected(texts: list[str]) -> None:
    """A deadline alone could not fail."""
    with pytest.raises(UsageError) as caught:
        parse_expectation(texts)
    assert str(caught.value) == f"--expect has no clause: {FORMS}"


COUNTS = st.builds(CountClause, st.sampled_from((*KINDS, ANY)), st.sampled_from(Relation), st.integers(0, 4))
AWAITED = st.builds(
    Expectation,
    st.lists(COUNTS, unique=True, max_size=3).map(tuple),
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from(KINDS), unique=True, max_size=3).map(tuple),
    st.none() | st.integers(1, 10**12).map(lambda micros: micros / 10**6).filter(lambda seconds: seconds < 3 * 10**8),
)


@given(AWAITED)
def test_what_is_written_is_read_again(expectation: Expectation) -> None:
    """Text and clauses are each other's inverse, unless they are empty or contradict each other."""
    try:
        again = parse_expectation([str(expectation)])
    except UsageError as error:
        reason = str(error)
    else:
        reason = ""
        assert again == expectation
    empty = not (expectation.counts or expectation.all_valid or expectation.no_duplicates or expectation.only)
    assert reason == "" or empty or "contradicts" in reason


@given(AWAITED)
def test_contradictions_are_those_that_nothing_fulfils(expectation: Expectation) -> None:
    """A refusal agrees with a search for numbers of requests that would fulfil every count."""
    assume(expectation.counts or expectation.only)
    kinds = sorted({count.kind for count in expectation.counts} - {ANY})
    rest = [kind for kind in expectation.only or KINDS if kind not in kinds]
    found = _is_possible(expectation, kinds, bool(rest), {})
    try:
        parse_expectation([str(expectation)])
    except UsageError:
        assert not found
    else:
        assert found


def _is_possible(expectation: Expectation, kinds: list[str], rest: bool, came: dict[str, int]) -> bool:
    """Try every number up to 12 for each of ``kinds``, and for all the others together where there are any."""
    if not kinds:
        tries = range(13) if rest else range(1)
        return any(_fits(expectation, {**came, "": number}) for number in tries)
    first, *others = kinds
    allowed = not expectation.only or first in expectation.only
    return any(
        _is_possible(expectation, others, rest, {**came, first: number}) for number in range(5 if allowed else 1)
    )


def _fits(expectation: Expectation, came: dict[str, int]) -> bool:
    for count in expectation.counts:
        number = sum(came.values()) if count.kind == ANY else came[count.kind]
        if number < count.least or (count.most is not None and number > count.most):
            return False
    return True


PIECES = st.sampled_from(
    [*"=<>,| ", "delivered", "any", "only", "within", "30s", "3", "all valid", "no duplicates", "delivered=3"]
)


@given(st.text(max_size=20) | st.lists(PIECES | st.characters(), max_size=9).map("".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is understood, or a UsageError of one printable line."""
    try:
        expectation = parse_expectation([text])
    except UsageError as error:
        line = str(error)
    else:
        line = str(expectation)
        assert parse_expectation([line]) == expectation
    assert line.isprintable()
