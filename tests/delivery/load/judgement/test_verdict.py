"""The verdict on a load: each thing that can be wrong is found, alone, and nothing where all is well."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import pytest

from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome
from maileroo_cli.delivery.load.judgement.budget import NO_ERRORS, ErrorAllowance, LoadBudget
from maileroo_cli.delivery.load.judgement.finding import LoadProblem
from maileroo_cli.delivery.load.judgement.told import told_seconds
from maileroo_cli.delivery.load.judgement.verdict import LoadVerdict
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.load.result import EffectsResult, LoadResult, ProbeResult, SlowClientsResult, WorkerResult
from maileroo_cli.errors import ExitCode
from tests.load_result import ACCEPTED, GOOD_PROBE, REFUSED, load_plan, load_result

EVENT, DUPLICATE, AT_ONCE, BAD = RequestKind


Ends: TypeAlias = dict[tuple[RequestKind, RequestEnd], int]


def found(result: LoadResult, *budgets: LoadBudget, allowance: ErrorAllowance = NO_ERRORS) -> dict[str, str]:
    """Return what is wrong with a load, with what was seen; each fails it."""
    verdict = LoadVerdict(result, budgets, allowance)
    assert (verdict.exit_code is ExitCode.FAILED) == bool(verdict.findings)
    assert verdict.sentence.startswith("failed" if verdict.findings else "passed")
    for one in verdict.findings:
        assert one.cost
        assert one.fix
        assert not one.sentence.endswith(".")
    return {str(one.problem): one.sentence for one in verdict.findings}


def counted(ends: Mapping[Any, int], **changes: Any) -> LoadResult:
    """Return a load whose requests ended so."""
    return load_result(load_plan(sum(ends.values())), ends, **changes)


def test_all_is_well() -> None:
    """A load whose events and duplicates were accepted and whose forged ones were refused has passed."""
    ends: Ends = {(EVENT, 200): 90, (DUPLICATE, 200): 4, (AT_ONCE, 200): 2, (BAD, 401): 2, (BAD, 400): 1, (BAD, 403): 1}
    result = counted(ends, effects=EffectsResult(90, 90, 0.5, settled=True))
    assert found(result, LoadBudget("p99", 1)) == {}
    sentence = LoadVerdict(result).sentence
    assert sentence == "passed: 100 of 100 requests ended as they should, p99 2.0 ms from due"


def test_a_broken_budget() -> None:
    """Each budget that is broken is found, and one that is kept is not."""
    told = found(load_result(took=0.25), LoadBudget("p50", 0.1), LoadBudget("p99", 1))
    assert told == {"budget-broken": "p50 is 250 ms from due, over p50=100ms"}


def test_a_budget_that_the_generator_broke() -> None:
    """Where answers were fast and requests late, the receiver is not blamed, and the fix is about this machine."""
    result = load_result(late=0.09)
    told = found(result, LoadBudget("p99", 0.05))
    sentence = (
        "1 % of the requests were started 90.0 ms after they were due, or later; p99=50ms is broken by that: p99 "
        "is 92.0 ms from due, and 2.0 ms from start"
    )
    assert told == {"generator-late": sentence}
    (finding,) = LoadVerdict(result, (LoadBudget("p99", 0.05),)).findings
    assert "this machine" in finding.fix


def test_a_budget_that_both_broke() -> None:
    """Where requests were a little late for a slow receiver it is broken, and both are told; so at the limit."""
    sentence = (
        "p99 is 100 ms from due, over p99=90ms; from start it is 60.0 ms: the rest is how late requests were started"
    )
    assert found(load_result(late=0.04, took=0.06), LoadBudget("p99", 0.09)) == {"budget-broken": sentence}
    assert set(found(load_result(late=0.06, took=0.04), LoadBudget("p99", 0.09))) == {"generator-late"}
    assert set(found(load_result(late=0.09, at_limit=True), LoadBudget("p99", 0.05))) == {"budget-broken"}


def test_fast_failures_keep_no_budget() -> None:
    """A receiver that dies refuses fast: too few answers are left to tell of a budget, and no failure counts as one."""
    ends: Ends = {(EVENT, 200): 100, (EVENT, Outcome.REFUSED): 400}
    told = found(counted(ends), LoadBudget("p99", 0.05), allowance=ErrorAllowance(share=0.95))
    assert told == {"budget-broken": "p99 is not known: only 100 of 500 requests ended as they should"}
    result = counted({(EVENT, 200): 400})
    for index in range(100):
        result.tally.add((index, 0, 0, index, -1, b""), 0.0, 0.0001, Outcome.REFUSED)
    result = replace(result, planned=500)
    verdict = LoadVerdict(result, (LoadBudget("p99", 0.05),), ErrorAllowance(100))
    assert verdict.findings == ()
    assert result.tally.from_due.shortest == pytest.approx(0.002)


def test_what_timed_out_keeps_no_budget() -> None:
    """No answer within the time-out is a slow one, however many errors are allowed."""
    result = counted({(EVENT, Outcome.TIMEOUT): 20, (EVENT, 200): 980}, took=2.0)
    assert set(found(result, LoadBudget("p99", 1), allowance=ErrorAllowance(50))) == {"budget-broken"}


@pytest.mark.parametrize(
    ("allowance", "fails"),
    [(NO_ERRORS, True), (ErrorAllowance(9), True), (ErrorAllowance(10), False), (ErrorAllowance(share=0.01), False)],
)
def test_too_many_errors(allowance: ErrorAllowance, fails: bool) -> None:
    """Errors of all kinds are counted together, and as many as are allowed are none too many."""
    ends: Ends = {(EVENT, 200): 990, (EVENT, 503): 7, (EVENT, Outcome.TIMEOUT): 2, (BAD, 500): 1}
    told = found(counted(ends), allowance=allowance)
    may = "none" if allowance == NO_ERRORS else "9"
    sentence = f"10 of 1,000 requests went wrong (7 x 503, 2 x timeout, 1 x 500), and {may} may"
    assert told == ({"too-many-errors": sentence} if fails else {})


def test_a_forged_event_that_was_accepted() -> None:
    """One is enough, whatever number of errors is allowed."""
    told = found(counted({(EVENT, 200): 90, (BAD, 401): 9, (BAD, 200): 1}), allowance=ErrorAllowance(50))
    assert told == {"forged-accepted": "1 of 10 requests with a bad signature was accepted"}


@pytest.mark.parametrize("kind", [DUPLICATE, AT_ONCE])
def test_a_duplicate_that_was_refused(kind: RequestKind) -> None:
    """A receiver that answers a copy with an error has a fault that no number of allowed errors hides."""
    told = found(counted({(EVENT, 200): 90, (kind, 200): 8, (kind, 409): 2}), allowance=ErrorAllowance(50))
    assert told == {"duplicate-refused": "2 of 10 duplicates were not accepted (2 x 409), and none of 90 events"}


def test_a_receiver_in_need_is_not_blamed_for_duplicates() -> None:
    """Where events fail as often as duplicates do, or duplicates only time out, that is no fault of duplicates."""
    ends: Ends = {(EVENT, 200): 900, (EVENT, 503): 100, (DUPLICATE, 200): 88, (DUPLICATE, 503): 12}
    assert found(counted(ends), allowance=ErrorAllowance(500)) == {}
    assert found(counted({(EVENT, 200): 9, (DUPLICATE, Outcome.TIMEOUT): 1}), allowance=ErrorAllowance(5)) == {}


def test_counts_that_differ() -> None:
    """What the operation found, and what does not add up, is found as such."""
    result = load_result(discrepancies=("the receiver counted 1,001 requests",))
    assert found(result) == {"counts-differ": "the receiver counted 1,001 requests"}
    result = load_result()
    result.tally.started += 1
    assert set(found(result)) == {"counts-differ"}


def test_a_lost_worker() -> None:
    """A process that ended too early is found, and that requests were not started is then no fault of the others."""
    workers = (WorkerResult("worker 1", 500, 500), WorkerResult("worker 2", 500, 0, lost=True))
    result = counted({(EVENT, 200): 500}, planned=1_000, workers=workers)
    told = found(replace(result, plan=load_plan(1_000)))
    assert told == {"worker-lost": "worker 2 ended before it told what came of its 500 requests"}


def test_a_generator_that_was_late() -> None:
    """A load that was not the planned one is found, with how much it was short."""
    told = found(load_result(lates=[index / 500 for index in range(1_000)]))
    assert set(told) == {"generator-late"}
    assert told["generator-late"].startswith("1 % of the requests were started 2.0 s after they were due, or later; ")
    assert told["generator-late"].endswith("/s were started of 100/s")
    told = found(load_result(ends={(EVENT, 200): 990}))
    assert told == {"generator-late": "10 requests of 1,000 were never started; 99/s were started of 100/s"}


def test_connections_that_were_all_taken() -> None:
    """Where requests waited for a connection that is the reason, and not the generator."""
    told = found(load_result(lates=[index / 500 for index in range(1_000)], at_limit=True))
    assert set(told) == {"connections-taken"}
    assert found(load_result(at_limit=True)) == {}


def test_slow_answers_hold_up_the_events_of_a_mail() -> None:
    """Where only events that waited for those before them were late, the way out is another one."""
    ends: Ends = {(EVENT, 200): 990}
    for lifecycle, after, late, says in (
        ("engaged", 3, 0.0, "give --mix"),
        ("engaged", -1, 0.0, "--proc"),
        ("", 3, 0.0, "--proc"),
        ("engaged", 3, 1.0, "--proc"),
    ):
        result = load_result(load_plan(lifecycle=lifecycle), ends, late=late)
        result.tally.add((990, 9.9, 0, 990, after, b""), 9.9 + late, 9.95 + late, 200)
        assert says in LoadVerdict(result).findings[0].fix


def test_plain_http_to_a_port_that_speaks_tls() -> None:
    """Where the probe got no answer it is told why and what to do, as by send."""
    reset = Attempt(Outcome.RESET, 0.1, place="localhost:8443", problem=AttemptProblem.PERHAPS_HTTPS)
    probe = ProbeResult(reset, None, takes_events=False, refuses_forged=False)
    (finding,) = LoadVerdict(load_result(ends={(EVENT, 200): 0}, planned=0, probe=probe, seconds=0.0)).findings
    assert finding.sentence == (
        "the probe's valid event was not accepted: localhost:8443 closed the connection without an answer"
    )
    assert "https://" in finding.fix


def test_a_request_that_waits_for_another_one_is_not_late() -> None:
    """Only requests that wait for no other one tell how late the generator was."""
    result = load_result()
    for index in range(500):
        result.tally.add((index, index / 100, 0, index, 3, b""), index / 100 + 2, index / 100 + 2.1, 200)
    result = replace(result, planned=1_500)
    assert result.tally.lateness.count == 1_000
    assert found(result) == {}


@pytest.mark.parametrize(
    ("effects", "problem"),
    [
        (EffectsResult(1_000, 990, 0.5, settled=True), "effects-lost"),
        (EffectsResult(1_000, 1_001, 0.5, settled=True), "effects-doubled"),
        (EffectsResult(1_000, 700, 60, settled=False), "effects-unsettled"),
        (EffectsResult(100, 99, 0.5, settled=True, sampled=100, lost=1), "effects-lost"),
        (EffectsResult(100, 101, 0.5, settled=True, sampled=100, doubled=1), "effects-doubled"),
    ],
)
def test_wrong_effects(effects: EffectsResult, problem: str) -> None:
    """Effects that are missing, too many, or still coming are found, of all events or of a sample."""
    assert set(found(load_result(effects=effects))) == {problem}


def test_an_event_of_which_nobody_knows_may_have_its_effect() -> None:
    """An event that timed out, and a slow client's, may have acted: such an effect is no second one."""
    ends: Ends = {(EVENT, 200): 995, (EVENT, Outcome.TIMEOUT): 5}
    slow = SlowClientsResult(2, 3, 2, 1, 0, accepted=1)
    for seen, wrong in ((1_002, set[str]()), (1_003, {"effects-doubled"})):
        result = counted(ends, slow=slow, effects=EffectsResult(995, seen, 0.5, settled=True))
        assert set(found(result, allowance=ErrorAllowance(5))) == wrong


@pytest.mark.parametrize(
    ("probe", "problem", "sentence"),
    [
        (
            ProbeResult(replace(ACCEPTED, status=401), None, takes_events=False, refuses_forged=False),
            "probe-failed",
            "the probe's valid event was not accepted: 401",
        ),
        (
            ProbeResult(ACCEPTED, ACCEPTED, takes_events=True, refuses_forged=False),
            "forged-accepted",
            "the probe's event with a bad signature was accepted with 200",
        ),
        (
            ProbeResult(ACCEPTED, replace(REFUSED, status=404), takes_events=True, refuses_forged=False),
            "probe-failed",
            "the probe's event with a bad signature got 404, not 401, 403 or 400",
        ),
        (
            ProbeResult(ACCEPTED, Attempt(Outcome.RESET, 0.1, place="a:80"), takes_events=True, refuses_forged=False),
            "probe-failed",
            "the probe's event with a bad signature was not refused: a:80 closed the connection without an answer",
        ),
    ],
)
def test_a_probe_that_failed(probe: ProbeResult, problem: str, sentence: str) -> None:
    """What the probe found is the only finding where there was no window."""
    result = load_result(ends={(EVENT, 200): 0}, planned=0, probe=probe, seconds=0.0)
    assert found(result, LoadBudget("p99", 1)) == {problem: sentence}
    assert LoadVerdict(result).sentence == "failed before the window: the endpoint does not do what a load needs"


def test_without_a_probe() -> None:
    """Where no probe was wanted none has failed."""
    assert found(load_result(probe=ProbeResult(None, None, takes_events=True, refuses_forged=True))) == {}


def test_an_interrupted_load() -> None:
    """One that was interrupted says so, and what had not been started is no fault."""
    result = counted({(EVENT, 200): 300}, planned=1_000, interrupted=True, seconds=3.0)
    verdict = LoadVerdict(result)
    assert verdict.findings == ()
    assert verdict.exit_code is ExitCode.INTERRUPTED
    sentence = "interrupted after 3.0 s: 300 of 1,000 requests ended as they should, p99 2.0 ms from due"
    assert verdict.sentence == sentence


def test_a_receiver_that_is_not_there() -> None:
    """Where no request came to a receiver it is unreachable, as for every command that sends."""
    verdict = LoadVerdict(load_result(ends={(EVENT, Outcome.REFUSED): 1_000}))
    assert verdict.exit_code is ExitCode.UNREACHABLE
    assert verdict.sentence == "unreachable: no request came to the receiver (1,000 x refused)"


def test_the_worst_comes_first() -> None:
    """Findings come in the order in which they matter, each of them once."""
    result = counted({(EVENT, 200): 90, (DUPLICATE, 409): 5, (BAD, 200): 5}, effects=EffectsResult(90, 80, 1, True))
    problems = [one.problem for one in LoadVerdict(result, (LoadBudget("max", 0.001),)).findings]
    assert problems == [
        LoadProblem.FORGED_ACCEPTED,
        LoadProblem.EFFECTS_LOST,
        LoadProblem.DUPLICATE_REFUSED,
        LoadProblem.TOO_MANY_ERRORS,
        LoadProblem.BUDGET_BROKEN,
    ]
    assert result.probe is GOOD_PROBE


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0, "0.0 ms"), (0.0031, "3.1 ms"), (0.25, "250 ms"), (0.99951, "1.0 s"), (12.54, "12.5 s"), (1_234, "1,234 s")],
)
def test_times_in_sentences(seconds: float, told: str) -> None:
    """A time in a sentence has as many digits as say something."""
    assert told_seconds(seconds) == told
