"""When the rules about signatures say nothing, or say less, with answers that are made up."""

from collections.abc import Callable, Sequence

import pytest

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleResult, Severity
from maileroo_cli.webhook.signing.request import Request
from tests.rules.signature.playing import Player, answered, broken, is_signed

FAIL, PASS, SKIP = RuleResult.FAIL, RuleResult.PASS, RuleResult.SKIP
OWN = "test-secret"


def correct(request: Request) -> Attempt:
    """Answer as a correct receiver does."""
    return answered(200 if is_signed(request, OWN) else 401)


def after_a_bad_one(*answers: Attempt) -> Callable[[Request], Attempt]:
    """Return what answers these to the valid events after the first bad signature, and then as it should."""
    left: list[Attempt] = []
    begun: list[bool] = []

    def answer(request: Request) -> Attempt:
        if is_signed(request, OWN):
            return left.pop(0) if left else answered(200)
        if not begun:
            left.extend(answers)
            begun.append(True)
        return answered(401)

    return answer


STOPS = [
    ("is gone", [broken(Outcome.REFUSED, Phase.CONNECTING)] * 2, FAIL, ""),
    ("is gone for a moment", [broken(Outcome.RESET)], FAIL, "the one after that was accepted"),
    ("is gone behind a proxy", [answered(502)] * 2, FAIL, "it was answered 502"),
    ("hangs", [broken(Outcome.TIMEOUT)] * 2, FAIL, "timed out"),
    ("is late once", [broken(Outcome.TIMEOUT)], SKIP, "which may have other reasons"),
    ("limits", [answered(429)] * 2, SKIP, "got 429, which may have other reasons"),
]


@pytest.mark.parametrize(("answers", "result", "words"), [one[1:] for one in STOPS], ids=[one[0] for one in STOPS])
@pytest.mark.parametrize("name", ["SIG021", "SIG022"])
def test_what_ends_a_receiver(name: str, answers: list[Attempt], result: RuleResult, words: str) -> None:
    """What may be the network's or a limit's is not taken for an end."""
    verdict = Player(after_a_bad_one(*answers)).play(name)
    assert (verdict.result, verdict.severity) == (result, None)
    assert words in verdict.reason


def test_a_receiver_that_was_ended_before() -> None:
    """Where no valid event is accepted to begin with, nothing can be said."""
    assert Player(lambda _: answered(503)).play("SIG021").result is SKIP


def test_a_kept_connection() -> None:
    """One that ends as it is used again says nothing: the request is sent once more."""
    attempts = [broken(Outcome.RESET, reused=True), answered(401)]
    assert Player(lambda _: attempts.pop(0)).play("SIG004") == PASSED


def test_a_kept_connection_to_what_is_gone() -> None:
    """Where nobody listens afterwards, the request has ended the receiver."""
    attempts = [broken(Outcome.RESET, reused=True), broken(Outcome.REFUSED, Phase.CONNECTING)]
    verdict = Player(lambda _: attempts.pop(0)).play("SIG004")
    assert (verdict.result, verdict.consequence) == (FAIL, Consequence.CRASHED)
    assert "kept" not in verdict.reason


COMPARED = [
    (answered(401), PASS, None, None),
    (answered(400), FAIL, None, None),
    (answered(404), FAIL, None, None),
    (answered(429), SKIP, None, None),
    (answered(503), SKIP, None, None),
    (answered(500), FAIL, Severity.ERROR, Consequence.CRASHED),
    (answered(200), FAIL, Severity.ERROR, Consequence.FORGED),
    (broken(Outcome.TIMEOUT), FAIL, Severity.WARNING, Consequence.CRASHED),
    (broken(Outcome.REFUSED, Phase.CONNECTING), SKIP, None, None),
]


@pytest.mark.parametrize(("second", "result", "severity", "consequence"), COMPARED, ids=lambda one: str(one)[:30])
def test_another_body(
    second: Attempt, result: RuleResult, severity: Severity | None, consequence: Consequence | None
) -> None:
    """Only another status of the receiver's own is told."""
    attempts = [answered(401), *[second] * 10]
    verdict = Player(lambda _: attempts.pop(0)).play("SIG024")
    assert (verdict.result, verdict.severity, verdict.consequence) == (result, severity, consequence)


@pytest.mark.parametrize("second", [answered(413), broken(Outcome.RESET, Phase.SENDING)])
def test_a_limit_of_the_size(second: Attempt) -> None:
    """A large body may be refused before it is read, an ordinary one may not."""
    assert Player(_in_turn(answered(401), second)).play("SIG026") == PASSED
    assert Player(_in_turn(answered(401), second)).play("SIG023").result is FAIL


def _in_turn(first: Attempt, then: Attempt) -> Callable[[Request], Attempt]:
    attempts = [first]
    return lambda _: attempts.pop() if attempts else then


@pytest.mark.parametrize("name", ["SIG023", "SIG024", "SIG025", "SIG026", "SIG027"])
def test_nothing_to_compare_with(name: str) -> None:
    """Where a bad signature is not refused as one, its bodies are not compared."""
    for attempt in (answered(200), answered(404), broken(Outcome.TIMEOUT)):
        assert Player(lambda _, seen=attempt: seen).play(name).result is SKIP  # type: ignore[misc]


@pytest.mark.parametrize("name", ["SIG021", "SIG022", "SIG028", "SIG029"])
def test_a_receiver_that_hangs_at_bad_ones(name: str) -> None:
    """Nothing is said of it by these rules, and it does not cost a time-out for each bad signature."""
    player = Player(lambda request: answered(200) if is_signed(request, OWN) else broken(Outcome.TIMEOUT))
    assert player.play(name).result is SKIP
    assert len([request for request in player.requests if not is_signed(request, OWN)]) == 1


@pytest.mark.parametrize("name", ["SIG028", "SIG029"])
def test_silence_keeps_secrets_but_shows_nothing(name: str) -> None:
    """Where nothing is answered, nothing can be said."""
    assert Player(lambda _: broken(Outcome.TIMEOUT)).play(name).result is SKIP


def test_an_echo_is_no_oracle() -> None:
    """A receiver that says what it got tells nothing new."""

    def echo(request: Request) -> Attempt:
        text = "\n".join(f"{name}: {value}" for name, value in request.headers)
        return answered(correct(request).status or 0, text.encode() + request.body)

    assert Player(echo).play("SIG028") == PASSED
    assert Player(echo).play("SIG029") == PASSED


def test_a_short_secret() -> None:
    """It cannot be told from other text, so nothing is said of it."""
    verdict = Player(correct, "secret").play("SIG029")
    assert (verdict.result, verdict.reason.split(" cannot")[0]) == (SKIP, "a secret of fewer than 8 characters")


@pytest.mark.parametrize("name", ["SIG009", "SIG030", "SIG031", "SIG032"])
def test_a_secret_with_a_line_break(name: str) -> None:
    """It can be given neither in a header nor to a command, so nothing is tried."""
    player = Player(correct, "line\nbreak")
    assert player.play(name).result is SKIP
    assert (player.requests, player.hooks) == ([], [])


def knowing(secrets: Callable[[str], Sequence[str]]) -> tuple[Player, list[str]]:
    """Return a player with a receiver that makes its secrets of those that the command was last given."""
    hooks: list[str] = []

    def answer(request: Request) -> Attempt:
        return answered(200 if is_signed(request, *secrets(hooks[-1])) else 401)

    player = Player(answer)
    player.hooks = hooks
    return player, hooks


KNOWING: dict[str, tuple[Callable[[str], Sequence[str]], tuple[RuleResult, ...]]] = {
    "what it is given": (lambda given: given.split("\n") if given else [], (PASS, PASS, PASS)),
    "its own always": (lambda _: [OWN], (SKIP, SKIP, SKIP)),
    "the first": (lambda given: given.split("\n")[:1] if given else [], (PASS, FAIL, PASS)),
    "all that it ever knew": (lambda given: [OWN, *given.split("\n")] if given else [OWN], (SKIP, PASS, FAIL)),
    "nothing": (lambda _: [], (SKIP, SKIP, SKIP)),
    "lists alone": (lambda given: given.split("\n") if "\n" in given else [], (SKIP, SKIP, SKIP)),
}


@pytest.mark.parametrize(("secrets", "results"), KNOWING.values(), ids=KNOWING)
def test_rules_about_secrets(secrets: Callable[[str], Sequence[str]], results: tuple[RuleResult, ...]) -> None:
    """A command that changes nothing, or breaks the receiver, is no mistake of its; the secret is given back."""
    for name, result in zip(("SIG030", "SIG031", "SIG032"), results, strict=True):
        player, hooks = knowing(secrets)
        assert player.play(name).result is result, name
        assert hooks[-1] == OWN


def test_a_receiver_that_does_not_start_without_a_secret() -> None:
    """It accepts nothing, which is right."""
    player, hooks = knowing(lambda given: [given])
    player._answer = lambda request: broken(Outcome.REFUSED, Phase.CONNECTING) if not hooks[-1] else correct(request)
    assert player.play("SIG030") == PASSED


@pytest.mark.parametrize("name", ["SIG013", "SIG015", "SIG016", "SIG019"])
def test_what_accepts_everything_is_not_lenient(name: str) -> None:
    """That nobody can forge a signature is said only where a wrong one is refused."""
    assert Player(lambda _: answered(200)).play(name).result is SKIP
    attempts = [answered(200)] * (2 if name == "SIG019" else 1)
    verdict = Player(lambda _: attempts.pop(0) if attempts else answered(401)).play(name)
    assert (verdict.result, verdict.severity) == (PASS, Severity.INFO)


@pytest.mark.parametrize(
    ("after", "result"),
    [
        (answered(429), SKIP),
        (answered(503, b"<center>nginx</center>"), SKIP),
        (answered(503, b"<h1>503 Service Unavailable</h1>\nNo server is available to handle this request."), FAIL),
        (answered(502), FAIL),
        (broken(Outcome.REFUSED, Phase.CONNECTING), FAIL),
    ],
    ids=lambda one: str(one)[:60],
)
def test_a_limit_is_no_end(after: Attempt, result: RuleResult) -> None:
    """A valid event that is one too many says nothing of the odd signature before it; a receiver that is gone does."""
    attempts = [answered(200), answered(401)]
    assert Player(lambda _: attempts.pop(0) if attempts else after).play("SIG021").result is result
