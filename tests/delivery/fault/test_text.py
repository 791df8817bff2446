"""Faults as a user writes them: every form is read, every mistake has its place, and what is written is read again."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.fault.kind import FAULT_TRAITS, Fault, FaultKind
from maileroo_cli.delivery.fault.plan import FaultPlan
from maileroo_cli.delivery.fault.text import LONGEST_DRIP, format_faults, parse_fault, parse_faults
from maileroo_cli.errors import UsageError

REFUSE, LOST = Fault(FaultKind.REFUSE), Fault(FaultKind.LOST)
UNAVAILABLE = Fault(FaultKind.STATUS, 503)


def make_fault(kind: FaultKind, status: int, milliseconds: int | None) -> Fault:
    """Return a fault that has what its kind can have."""
    if kind in {FaultKind.STATUS, FaultKind.GATEWAY}:
        return Fault(kind, status)
    if kind is FaultKind.DRIP and milliseconds is not None:
        return Fault(kind, seconds=milliseconds / 1000)
    return Fault(kind)


FAULTS = st.builds(
    make_fault,
    st.sampled_from(FaultKind),
    st.integers(200, 599),
    st.none() | st.integers(0, int(LONGEST_DRIP * 1000)),
)


@given(FAULTS)
def test_fault_round_trip(fault: Fault) -> None:
    """A fault is read from its own text as the very same fault."""
    assert parse_fault(str(fault), "here") == fault
    assert parse_fault(f" {str(fault).upper().replace('S', 's')} ", "here") == fault


@given(st.dictionaries(st.integers(1, 100), st.none() | FAULTS))
def test_plan_round_trip(by_number: dict[int, Fault | None]) -> None:
    """What is said of attempts can be written and read again, each attempt once."""
    texts = format_faults(FaultPlan(by_number))
    assert dict(parse_faults(texts, None, attempts=100).by_number) == by_number


@given(st.lists(st.none() | FAULTS, min_size=1, max_size=20))
def test_list_is_the_singles(faults: list[Fault | None]) -> None:
    """A list says the same as each of its items would with the number of its place."""
    written = ["ok" if fault is None else str(fault) for fault in faults]
    listed = parse_faults([], ",".join(written), attempts=20)
    singles = parse_faults([f"{number}={text}" for number, text in enumerate(written, 1)], None, attempts=20)
    assert listed == singles
    assert list(listed.by_number.values()) == faults


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_is_written(kind: FaultKind) -> None:
    """Every kind can be asked for by its name, and each has its nature."""
    fault = make_fault(kind, 503, None)
    assert parse_faults([f"9={fault}"], None).by_number == {9: fault}
    assert fault.nature is FAULT_TRAITS[kind]


@pytest.mark.parametrize(
    ("single", "listed", "expected"),
    [
        ([], None, {}),
        (["1=refuse", "4=lost"], None, {1: REFUSE, 4: LOST}),
        (["2-3=status:503"], None, {2: UNAVAILABLE, 3: UNAVAILABLE}),
        (["3-3=503"], None, {3: UNAVAILABLE}),
        ([" 1 - 2 = LOST "], None, {1: LOST, 2: LOST}),
        ([], "refuse,503*2,lost,ok", {1: REFUSE, 2: UNAVAILABLE, 3: UNAVAILABLE, 4: LOST, 5: None}),
        ([], " refuse , 503 * 2 ", {1: REFUSE, 2: UNAVAILABLE, 3: UNAVAILABLE}),
        (["3=lost"], "refuse,503", {1: REFUSE, 2: UNAVAILABLE, 3: LOST}),
        (["3=ok"], None, {3: None}),
        (["1=drip"], None, {1: Fault(FaultKind.DRIP)}),
        (["1=drip:500ms"], None, {1: Fault(FaultKind.DRIP, seconds=0.5)}),
        (["1=drip:0"], None, {1: Fault(FaultKind.DRIP, seconds=0.0)}),
        (["1=gateway:200", "2=status:599"], None, {1: Fault(FaultKind.GATEWAY, 200), 2: Fault(FaultKind.STATUS, 599)}),
    ],
)
def test_forms(single: list[str], listed: str | None, expected: dict[int, Fault | None]) -> None:
    """Every documented form is read."""
    assert dict(parse_faults(single, listed).by_number) == expected


@pytest.mark.parametrize(
    ("single", "listed", "message", "hint"),
    [
        (["2=timeout"], None, "--fault '2=timeout': there is no fault 'timeout'", "mean connect-timeout or late?"),
        (["2=drop"], None, "there is no fault 'drop'", "did you mean lost?"),
        (["2=refused"], None, "there is no fault 'refused'", "did you mean refuse"),
        (["2=gatway:502"], None, "there is no fault 'gatway:502'", "did you mean gateway:503"),
        ([], "lost,zzz", "--faults 'lost,zzz', item 2: there is no fault 'zzz'", "use one of refuse, dns, tls,"),
        (["2=status"], None, "--fault '2=status': status needs a status", "status:503"),
        (["2=gateway:"], None, "gateway needs a status", "gateway:503"),
        (["2=status:x"], None, "'x' is not a status", "from 200 to 599"),
        (["2=101"], None, "101 does not end a request", "from 200 to 599"),
        (["2=gateway:100"], None, "100 does not end a request", "from 200 to 599"),
        (["2=600"], None, "600 is not an HTTP status", "from 200 to 599"),
        (["2=0503"], None, "0503 is not an HTTP status", "from 200 to 599"),
        (["2=5\u0663\u0663"], None, "there is no fault", "use one of"),
        (["2=lost:5s"], None, "lost does not take a value", "write lost"),
        (["2=drip:x"], None, "--fault '2=drip:x': 'x' is not a duration", "write it like"),
        (["2=drip:"], None, "'' is not a duration", "write it like"),
        (["2=drip:61m"], None, "drip for an hour at most", "drip:5s"),
        (["lost"], None, "--fault 'lost' does not name an attempt", "1=refuse"),
        (["lost,ok"], None, "does not name an attempt", "with --faults"),
        (["=lost"], None, "'' is not an attempt", "1=refuse"),
        (["x=lost"], None, "'x' is not an attempt", "1=refuse"),
        (["-1=lost"], None, "'-1' is not an attempt", "1=refuse"),
        (["1-=lost"], None, "'1-' is not an attempt", "1=refuse"),
        (["\u0661=lost"], None, "is not an attempt", "1=refuse"),
        (["9999999999999=lost"], None, "is not an attempt", "1=refuse"),
        (["0=lost"], None, "there is no attempt 0", "from 1"),
        (["0-2=lost"], None, "there is no attempt 0", "from 1"),
        (["3-2=lost"], None, "3-2 ends before it begins", "write 2-3"),
        (["3-0=lost"], None, "3-0 ends before it begins", "1=refuse"),
        (["1=lost,late"], None, "'lost,late' is more than one fault", "--fault once for each"),
        (["1=lost*2"], None, "'lost*2' is more than one fault", "2-3=FAULT"),
        (["1="], None, "a fault is missing", "1=refuse"),
        ([], "", "--faults '': a fault is missing", "ok means no fault"),
        ([], "lost,,ok", "item 2: a fault is missing", "ok means no fault"),
        ([], "*2", "a fault is missing", "ok means no fault"),
        ([], "1=lost", "'1=lost' is not a fault", "--fault"),
        ([], "lost*0", "'*0' is not a repeat count", "503*2"),
        ([], "lost*x", "'*x' is not a repeat count", "503*2"),
        ([], "lost*1*2", "'*1*2' is not a repeat count", "503*2"),
        ([], "lost*9999999999", "is not a repeat count", "503*2"),
        (["10=lost"], None, "--fault '10=lost' names attempt 10, but the schedule has 9 attempts", "leave it out"),
        (["8-999999=lost"], None, "names attempt 999999, but the schedule has 9 attempts", "leave it out"),
        ([], "lost*8,ok*2", "names attempt 10, but the schedule has 9 attempts", "leave it out"),
        (["1=lost", "1=lost"], None, "--fault '1=lost' and --fault '1=lost' both name attempt 1", "give one fault"),
        (["2-4=lost", "4=ok"], None, "--fault '2-4=lost' and --fault '4=ok' both name attempt 4", "give one fault"),
        (["2=lost"], "lost,ok", "--fault '2=lost' and --faults 'lost,ok' both name attempt 2", "give one fault"),
        (["1=\x1b[31m"], None, r"there is no fault '\x1b[31m'", "use one of"),
    ],
)
def test_mistakes(single: list[str], listed: str | None, message: str, hint: str) -> None:
    """Every mistake is one line with its place, what is wrong there, and what to write."""
    with pytest.raises(UsageError) as raised:
        parse_faults(single, listed)
    assert message in raised.value.message
    assert hint in raised.value.hint
    assert raised.value.message.startswith("--fault")
    assert str(raised.value).isprintable()


def test_single_attempt() -> None:
    """A schedule of one attempt is told as such."""
    with pytest.raises(UsageError, match="the schedule has 1 attempt:"):
        parse_faults(["2=lost"], None, attempts=1)


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_text(single: str, listed: str) -> None:
    """Whatever is written, it is read or is one mistake of the user, and nothing else."""
    for texts, one in (([single], None), ([], listed), ([f"1={single}"], listed)):
        with suppress(UsageError):
            parse_faults(texts, one)


@pytest.mark.parametrize("rate", [-0.1, 1.1, float("nan"), float("inf")])
def test_bad_rate(rate: float) -> None:
    """A rate is a probability from 0 to 1."""
    with pytest.raises(UsageError, match="probability from 0 to 1"):
        parse_faults([], None, rate)
