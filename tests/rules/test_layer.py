"""Where a valid event is refused, the layer that refused it is named, with what to do about it."""

from collections.abc import Callable
from random import Random

import pytest

from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.operation.check.sample import make_sample
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.rules.catalogue import Suite, experiments, select_rules
from maileroo_cli.rules.definition import Family, Rule
from maileroo_cli.rules.layer.texts import TEXTS
from maileroo_cli.rules.verdict import RuleResult
from maileroo_cli.transport.client.target import parse_target
from tests.receivers import refusing
from tests.receivers.correct import PATH, SECRET, CorrectReceiver, Incoming, Reply
from tests.rules.checking import check

KINDS = [kind for kind in vars(refusing).values() if isinstance(kind, type) and "why" in vars(kind)]
SECRETS = [
    refusing.OtherSecret("another", b"other", "probably it knows another secret"),
    refusing.OtherSecret("empty", b"", "an empty secret"),
    refusing.OtherSecret("line-feed", SECRET.encode() + b"\n", "a line feed after it"),
    refusing.OtherSecret("undefined", b"undefined", "the word undefined"),
    refusing.OtherSecret("told", SECRET.encode() + b"\r\n", "secret-", tells=True),
]


def explanation(receiver: CorrectReceiver, timeout: float = 5.0) -> CheckSummary:
    """Return what a check of the gate alone comes to."""
    return check(receiver, ["SIG001"], endpoint=Endpoint(parse_target(receiver.url), timeout))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_layer_that_refuses_is_named(kind: type[CorrectReceiver]) -> None:
    """One experiment explains the refusal and is told right after it; it says what to do."""
    with kind() as receiver:
        summary = explanation(receiver, 0.5 if kind is refusing.AnswersLate else 5.0)
    assert [one.rule.id for one in summary.findings] == ["SIG001", vars(kind)["why"]]
    assert summary.findings[1].verdict.fix


@pytest.mark.parametrize("make", SECRETS, ids=lambda one: one.name)
def test_another_secret_is_named(make: Callable[[], CorrectReceiver]) -> None:
    """What the receiver's secret is instead is said where that can be known, and "probably" where it cannot."""
    assert isinstance(make, refusing.OtherSecret)
    with make() as receiver:
        summary = explanation(receiver)
    assert [one.rule.id for one in summary.findings] == ["SIG001", "WHY014"]
    assert make.said in summary.findings[1].verdict.reason


class RefusesOtherNames(CorrectReceiver):
    """Is behind a list of host names that holds none of this machine's, and says nothing of it."""

    def route(self, request: Incoming) -> Reply | None:
        """Refuse whatever comes, to any path and by any method."""
        return Reply(400, "<h1>Bad Request (400)</h1>", refusing.PAGE)


class ChecksEverywhere(CorrectReceiver):
    """Has no routes: checks the signature of whatever comes, with another secret."""

    def __init__(self, secret: bytes, status: int) -> None:
        super().__init__()
        self.secrets = [secret]
        self._status = status

    def answer(self, request: Incoming) -> Reply:
        """Check before anything else."""
        body = request.body or b""
        return (
            self.accept(request, body)
            if self.is_signed(body, request.values("x-maileroo-signature"))
            else self.refuse(request)
        )

    def refuse(self, request: Incoming) -> Reply:
        """Answer with the status."""
        return Reply(self._status, "no\n")


def test_a_host_that_is_not_allowed_is_no_other_secret() -> None:
    """Where all is refused alike, also where nothing is, the secret is not what is blamed."""
    with RefusesOtherNames() as receiver:
        found = explanation(receiver).findings[1]
    assert found.rule.id == "WHY003"
    assert "probably it does not allow the host name 127.0.0.1" in found.verdict.reason
    assert "--header 'Host: NAME'" in found.verdict.fix


def test_what_is_sure_counts_for_more_than_a_guess() -> None:
    """A receiver without routes whose secret is found out is not said to refuse a host name."""
    with ChecksEverywhere(b"", 403) as receiver:
        found = explanation(receiver).findings[1]
    assert (found.rule.id, found.verdict.is_guess) == ("WHY014", False)


def test_another_secret_behind_every_path_is_told_with_what_else_it_may_be() -> None:
    """401 to whatever comes may be another secret, and may be something that stands before the routes."""
    with ChecksEverywhere(b"other", 401) as receiver:
        found = explanation(receiver).findings[1]
    assert found.rule.id == "WHY014"
    assert "another secret, or something before its routes" in found.verdict.reason


def test_a_redirect_is_told_once() -> None:
    """What an experiment has said of a redirect the rule that forbids it does not say again; alone it does."""
    with refusing.Redirects() as receiver:
        told = check(receiver, ["SIG001", "DELIVERY003"])
        alone = check(receiver, ["SIG001", "DELIVERY003"], experiments=())
    assert [one.rule.id for one in told.findings] == ["SIG001", "WHY002"]
    assert told.outcomes[-1].verdict.reason == "WHY002 tells it"
    assert {one.rule.id for one in alone.findings} == {"SIG001", "DELIVERY003"}


def test_each_experiment_has_a_receiver_that_it_explains() -> None:
    """None of them is unproved, and each has its text."""
    assert {vars(kind)["why"] for kind in KINDS} | {"WHY014"} == {rule.id for rule in experiments()}
    assert list(TEXTS) == [rule.id for rule in experiments()]


@pytest.mark.parametrize("rule", experiments(), ids=lambda rule: rule.id)
def test_an_experiment_has_a_sample(rule: Rule) -> None:
    """What it sends is shown where it is explained, although a correct receiver never gets it."""
    assert make_sample(rule).requests


def test_experiments_are_no_part_of_a_suite() -> None:
    """They are played where the gate fails, and only there."""
    assert [rule for rule in select_rules(Suite.FULL) if rule.family is Family.LAYER] == []
    with CorrectReceiver() as receiver:
        summary = check(receiver, ["SIG001"])
        asked = check(receiver, ["WHY"])
    assert [one.rule.id for one in summary.outcomes] == ["SIG001"]
    assert {one.verdict.result for one in asked.outcomes[1:]} == {RuleResult.SKIP}


def test_what_cannot_be_known_is_not_guessed() -> None:
    """An answer that no experiment explains is left as it is, and few requests are sent."""

    class Moody(CorrectReceiver):
        def answer(self, request: Incoming) -> Reply:
            with self.lock:
                self.deferrals["all"] += 1
                return Reply(
                    410 + 30 * (self.deferrals["all"] % 2), f"{'no' if self.deferrals['all'] % 3 else 'never'}"
                )

    with Moody() as receiver:
        summary = explanation(receiver)
    assert [one.rule.id for one in summary.findings] == ["SIG001"]
    assert summary.sent < 20


class TakesAllElsewhere(CorrectReceiver):
    """Answers 200 to whatever comes to another path than that of the webhook."""

    def route(self, request: Incoming) -> Reply | None:
        """Find nothing at the path itself."""
        return Reply(404, "nothing\n") if request.path == PATH else Reply(200, "a page\n")


class SaysUnauthenticated(CorrectReceiver):
    """Says of a bad signature what others say of a visitor who has not signed in."""

    def refuse(self, request: Incoming) -> Reply:
        """Say it."""
        return Reply(401, '{"error":"unauthenticated"}')


class TakesTurns(CorrectReceiver):
    """Is several instances that take turns, and of which one alone has the right secret."""

    def __init__(self, instances: int) -> None:
        super().__init__()
        self._instances = instances
        self._arrived = 0

    def answer(self, request: Incoming) -> Reply:
        """Refuse all but the last of each round."""
        with self.lock:
            self._arrived += 1
            is_right = self._arrived % self._instances == 0
        return super().answer(request) if is_right else self.refuse(request)


class ChangesItsMind(CorrectReceiver):
    """Refuses half of what comes, by chance, the first event for certain."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._random = Random(seed)
        self._first = True

    def answer(self, request: Incoming) -> Reply:
        """Refuse at times."""
        with self.lock:
            refuses, self._first = self._first or self._random.random() < 0.5, False
        return self.refuse(request) if refuses else super().answer(request)


@pytest.mark.parametrize("instances", range(2, 10))
def test_instances_that_differ_are_no_layer(instances: int) -> None:
    """Where one of several instances accepts, nothing is said of what they were sent."""
    with TakesTurns(instances) as receiver:
        found = [one for one in explanation(receiver).findings if one.rule.family is Family.LAYER]
    assert [one.verdict.reason for one in found if "probably" not in one.verdict.reason] == []


def test_an_instance_that_refuses_is_told_by_the_gate_alone() -> None:
    """Where the first event is accepted and others are not, no layer is blamed, and no other rule is believed."""

    class EverySecond(CorrectReceiver):
        def answer(self, request: Incoming) -> Reply:
            with self.lock:
                self.deferrals["all"] += 1
                refuses = self.deferrals["all"] % 2 == 0
            return self.refuse(request) if refuses else super().answer(request)

    with EverySecond() as receiver:
        summary = check(receiver, ["SIG", "BYTES", "SHAPE"])
    assert [one.rule.id for one in summary.findings] == ["SIG001"]


@pytest.mark.parametrize("seed", range(20))
def test_chance_is_no_layer(seed: int) -> None:
    """What a receiver accepts by chance explains nothing."""
    with ChangesItsMind(seed) as receiver:
        found = [one for one in explanation(receiver).findings if one.rule.family is Family.LAYER]
    assert [one.verdict.reason for one in found if "probably" not in one.verdict.reason] == []


def test_what_takes_everything_is_no_route() -> None:
    """That the path with a slash answers 200 says nothing where it answers 200 to a forged event too."""
    with TakesAllElsewhere() as receiver:
        assert "WHY007" not in {one.rule.id for one in explanation(receiver).findings}


def test_a_refused_signature_is_no_sign_in() -> None:
    """Words that a receiver may use of a bad signature are not taken for those of a sign-in."""
    with SaysUnauthenticated("another-secret") as receiver:
        assert [one.rule.id for one in explanation(receiver).findings] == ["SIG001", "WHY014"]


def test_why_counts_as_no_second_finding() -> None:
    """The verdict by consequence counts the refusal once."""
    with refusing.ChecksCsrf() as receiver:
        summary = explanation(receiver)
    assert sum(summary.consequences.values()) == 1


def test_a_framework_is_given_its_own_remedy() -> None:
    """Where the answer shows which framework it is, only that is told; else each."""
    with refusing.ChecksCsrf() as receiver:
        django = explanation(receiver).findings[1].verdict.fix
    with refusing.ForbidsEveryPost() as receiver:
        unknown = explanation(receiver).findings[1].verdict.fix
    assert "@csrf_exempt" in django
    assert "Laravel" not in django
    names = ("Flask", "FastAPI", "Django", "Express", "Next.js", "Laravel", "Rails", "Spring", "Go")
    assert [name for name in names if f"{name}: " not in unknown] == []
