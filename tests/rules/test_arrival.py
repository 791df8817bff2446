"""How deliveries are judged: what is blamed, and what is not, since it may have another reason."""

from collections.abc import Callable, Iterable, Sequence
from random import Random

import pytest

from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import SendMany, SendOne, SendTwin, Step, StepResult
from maileroo_cli.rules.verdict import Consequence, RuleResult, RuleVerdict, Severity
from tests.rules.test_probe import SETTINGS

PASS, FAIL, SKIP = RuleResult.PASS, RuleResult.FAIL, RuleResult.SKIP
Answer = int | Outcome | Attempt
Answers = Callable[[int], Answer]


def attempt_of(answer: Answer) -> Attempt:
    """Return the attempt that came to this: a status, or how it ended after the request was sent."""
    if isinstance(answer, Attempt):
        return answer
    if isinstance(answer, int):
        return Attempt(Outcome.ANSWERED, 0.01, answer, phase=Phase.READING, reused=True)
    phase = Phase.CONNECTING if answer is Outcome.REFUSED else Phase.WAITING
    return Attempt(answer, 5.0, phase=phase, reused=True, place="127.0.0.1:1")


def judge(name: str, answers: Sequence[Answer] | Answers, probe: Probe | None = None) -> RuleVerdict:
    """Return the verdict of a rule whose requests are answered so, one after the other; the last answer stays."""
    number = 0

    def next_attempt() -> Attempt:
        nonlocal number
        number += 1
        one = answers(number) if callable(answers) else answers[min(number, len(answers)) - 1]
        return attempt_of(one)

    script = RULES[name].script(probe or Probe(SETTINGS, Random(1)))
    result: StepResult = None
    while True:
        try:
            step = script.send(result)
        except StopIteration as end:
            verdict: RuleVerdict = end.value
            return verdict
        result = next_attempt() if isinstance(step, SendOne) else [next_attempt() for _ in range(count_of(step))]


def count_of(step: Step) -> int:
    """Return how many requests a step sends."""
    match step:
        case SendTwin():
            return 2
        case SendMany():
            return len(step.requests)
        case _:
            raise AssertionError(step)


@pytest.mark.parametrize(
    ("name", "answers", "result", "told"),
    [
        ("DELIVERY001", [204], FAIL, "answered 204, but Maileroo counts only 200 as success (official)"),
        (
            "DELIVERY001",
            [200, 200, 204],
            FAIL,
            "type rejected was answered 204, but Maileroo counts only 200 as success",
        ),
        ("DELIVERY001", [200, 500], PASS, ""),
        ("DELIVERY001", [500], SKIP, "a valid event was answered 500"),
        ("DELIVERY003", [302], FAIL, "answered 302, a redirect without a target"),
        ("DELIVERY003", [404], SKIP, "a valid event was answered 404"),
        ("DELIVERY004", [200, 409], FAIL, "a duplicate was answered 409"),
        ("DELIVERY004", [200, 200, 500], FAIL, "a duplicate was answered 500"),
        ("DELIVERY004", [200, 204], FAIL, "an event was answered 200, and a duplicate 204"),
        ("DELIVERY004", [202, 202], PASS, ""),
        ("DELIVERY004", [200, 429], SKIP, "a duplicate was answered 429: that is the rate limit"),
        ("DELIVERY004", [503], SKIP, "a valid event was answered 503"),
        ("DELIVERY004", [200, Outcome.TIMEOUT], FAIL, "a duplicate: "),
        ("DELIVERY004", [200, Outcome.REFUSED], SKIP, "a duplicate: "),
        ("DELIVERY005", [200, 200], PASS, ""),
        ("DELIVERY005", [200, 208], FAIL, "was answered 208, and the other one 200"),
        ("DELIVERY005", [202, 202], PASS, ""),
        ("DELIVERY005", [200, 500, 200], FAIL, "one of two copies that came at the same instant was answered 500"),
        ("DELIVERY005", [500, 500, 500], SKIP, "an ordinary event after it was answered 500"),
        ("DELIVERY005", [Outcome.TIMEOUT, Outcome.TIMEOUT, 200], FAIL, "at the same instant: "),
        ("DELIVERY005", [200, 503], SKIP, "was answered 503"),
        ("DELIVERY006", [Outcome.RESET], SKIP, "a valid event: "),
        ("DELIVERY006", [200, 409], FAIL, "the retry of an event whose answer was lost was answered 409"),
        ("DELIVERY007", [200, 200], FAIL, "half of a request was accepted with 200"),
        ("DELIVERY007", [200, 200, 401, 200], PASS, "probably a proxy (Caddy does so), whose sender is gone"),
        ("DELIVERY007", [200, 200, 401, 404], FAIL, "the retry of a request that was cut off was answered 404"),
        ("DELIVERY007", [200, Outcome.RESET, 200], PASS, ""),
        ("DELIVERY007", [200, 400, 502, 200], PASS, ""),
        ("DELIVERY007", [200, 400, 502, 502], SKIP, "the retry of a request that was cut off was answered 502"),
        ("DELIVERY007", [200, Outcome.RESET, 401], FAIL, "the retry of a request that was cut off was answered 401"),
        ("DELIVERY007", [500], SKIP, "a valid event was answered 500"),
        ("DELIVERY008", [200, 404, 200, 200], FAIL, "'delivered' before 'accepted' was answered 404"),
        ("DELIVERY008", [200, 404, 200, 404], SKIP, "'delivered' in order was answered 404"),
        ("DELIVERY008", [404, 200, 200, 404], SKIP, "'opened' in order was answered 404"),
        ("DELIVERY008", [404, 200, 200, 200], FAIL, "'opened' before 'delivered' was answered 404"),
        ("DELIVERY009", lambda number: 500 if number == 5 else 200, FAIL, "came at the same time was answered 500"),
        (
            "DELIVERY009",
            lambda number: 500 if number > 7 else 200,
            SKIP,
            "the same event alone after it was answered 500",
        ),
        ("DELIVERY010", [200, 200, 401, 400, 200], FAIL, "an event after a forged one over the same connection"),
        ("DELIVERY010", [200, 200, 401, 400, 400], SKIP, "over a connection of its own was answered 400"),
        ("DELIVERY010", [200, 400, 200], FAIL, "the second event over one connection was answered 400"),
        ("DELIVERY011", [400, 200], FAIL, "an event that is 14 hours old was answered 400"),
        ("DELIVERY011", [400, 400], SKIP, "an ordinary event after it was answered 400"),
        ("DELIVERY011", [429], SKIP, "an event that is 14 hours old was answered 429"),
        ("DELIVERY013", [400, 400], SKIP, "one of December 2037 after it was answered 400"),
        ("DELIVERY013", [500, 200], FAIL, "an event of February 2038 was answered 500"),
        ("DELIVERY014", lambda number: 429 if number > 60 else 200, FAIL, "of 100 events at once 40 were answered 429"),
        ("DELIVERY014", [429], FAIL, "of 100 events at once 100 were answered 429"),
        ("DELIVERY014", [503], SKIP, "a single event after the wave was answered 503"),
        ("DELIVERY014", lambda number: 503 if number < 101 else 200, FAIL, "100 were answered 503"),
        ("DELIVERY015", [429], SKIP, "a valid event was answered 429"),
        ("DELIVERY015", lambda number: 429 if 1 < number < 302 else 200, PASS, ""),
    ],
)
def test_what_is_said(name: str, answers: Sequence[Answer] | Answers, result: RuleResult, told: str) -> None:
    """A rule blames what it tries, and nothing that may have another reason."""
    verdict = judge(name, answers)
    assert verdict.result is result
    assert told in verdict.reason
    assert bool(verdict.reason) is bool(told)


def test_a_wave_that_is_late_is_a_warning() -> None:
    """How long Maileroo waits is unknown; a limit stays an error, and each says what helps."""
    late = judge("DELIVERY014", lambda number: Outcome.TIMEOUT if number > 60 else 200)
    limited = judge("DELIVERY014", lambda number: 429 if number > 60 else 200)
    crowded = judge("DELIVERY014", lambda number: 503 if number > 60 else 200)
    assert [one.severity for one in (late, limited, crowded)] == [Severity.WARNING, None, None]
    assert "for development" in late.fix
    assert "never limit what is signed" in limited.fix
    assert "backlog" in crowded.fix


def test_a_limit_of_nginx() -> None:
    """It answers 503 where there are too many, and is named."""
    limit = Attempt(Outcome.ANSWERED, 0.01, 503, body=b"<hr><center>nginx</center>", phase=Phase.READING)
    verdict = judge("DELIVERY014", [limit])
    assert (verdict.result, verdict.reason) == (FAIL, "of 100 events at once 100 were answered 503: that is nginx")
    assert "limit_req" in verdict.fix


def test_where_a_redirect_leads() -> None:
    """It says where to, and what is usual about that."""
    redirect = Attempt(
        Outcome.ANSWERED, 0.01, 308, location="/webhook/", phase=Phase.READING, problem=AttemptProblem.TO_SLASH
    )
    verdict = judge("DELIVERY003", [redirect])
    assert verdict.reason == "a valid event was answered 308, a redirect to /webhook/"
    assert verdict.fix == "the route ends in a slash: register the URL with it, and use it here"


def test_a_receiver_that_ends_over_half_a_request() -> None:
    """One that is not there any more has crashed, whatever the rule leads to else."""
    verdict = judge("DELIVERY007", [200, Outcome.RESET, Outcome.REFUSED])
    assert (verdict.result, verdict.consequence) == (FAIL, Consequence.CRASHED)


def test_a_connection_that_crosses_its_end() -> None:
    """A kept connection that is reset is a warning: many a client sends again by itself then."""
    verdict = judge("DELIVERY010", [200, Outcome.RESET, 200])
    assert (verdict.result, verdict.severity) == (FAIL, Severity.WARNING)
    new = Attempt(Outcome.RESET, 0.01, phase=Phase.WAITING, reused=False)
    assert judge("DELIVERY010", [200, new]).result is SKIP


@pytest.mark.parametrize(
    ("answer", "severity", "told"),
    [(Outcome.TIMEOUT, Severity.WARNING, "backlog"), (Outcome.RESET, None, "backlog"), (429, None, "")],
)
def test_a_wave_that_is_too_much(answer: Answer, severity: Severity | None, told: str) -> None:
    """Time-outs alone may be those of a network; only a limit is told what to do about a limit."""
    verdict = judge("DELIVERY014", lambda number: answer if number > 60 else 200)
    assert (verdict.result, verdict.severity) == (FAIL, severity)
    assert told in verdict.fix


@pytest.mark.parametrize(
    ("answer", "severity"), [(429, Severity.WARNING), (503, Severity.WARNING), (500, None), (Outcome.RESET, None)]
)
def test_what_keeps_out_after_a_flood(answer: Answer, severity: Severity | None) -> None:
    """A limit may be one for each address, so that Maileroo's pass: a warning. What broke down is an error."""
    verdict = judge("DELIVERY015", lambda number: answer if number > 301 else 401 if number > 1 else 200)
    assert (verdict.result, verdict.severity) == (FAIL, severity)


def slow(seconds: Iterable[float]) -> list[Answer]:
    """Return answers of 200 that take so long."""
    return [Attempt(Outcome.ANSWERED, one, 200, phase=Phase.READING) for one in seconds]


@pytest.mark.parametrize(
    ("seconds", "budget", "quantile", "told"),
    [
        ([0.1] * 4 + [4.9], None, 0.95, ""),
        ([0.1] * 4 + [5.1], None, 0.95, "an event took 5.1 s"),
        ([0.1] * 19 + [9.0], 0.5, 0.95, ""),
        ([0.1] * 18 + [0.612] * 2, 0.5, 0.95, "the p95 of 20 answers took 612 ms, and the budget is 500 ms"),
        ([0.1] * 19 + [2.25], 0.5, 1.0, "the slowest of 20 answers took 2.25 s, and the budget is 500 ms"),
        ([0.4] * 10 + [0.6] * 10, 0.5, 0.5, ""),
    ],
)
def test_how_fast(seconds: list[float], budget: float | None, quantile: float, told: str) -> None:
    """With a budget its percentile counts, and breaking it is an error; without one five seconds are a warning."""
    settings = SETTINGS.__class__(
        SETTINGS.url, SETTINGS.secret, "c0ffee00", 0.0, SETTINGS.vocabulary, budget=budget, quantile=quantile
    )
    verdict = judge("DELIVERY002", slow(seconds), Probe(settings, Random(1)))
    assert verdict.reason == told
    assert verdict.severity is (Severity.WARNING if told and budget is None else None)


def test_an_answer_that_never_comes_is_not_in_time() -> None:
    """A time-out is at least as long as it lasted; what is refused at once is not measured."""
    assert judge("DELIVERY002", [200, 200, 200, 200, Outcome.TIMEOUT]).reason == "an event had not come after 5 s"
    assert judge("DELIVERY002", [200, 500, 500, 500, 500]).result is SKIP
    assert judge("DELIVERY002", [200, 200, 200, 500, 500]).result is PASS
