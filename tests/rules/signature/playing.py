"""Playing the script of a rule with answers that are made up: nothing is sent."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.operation.check.plan import make_probes
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import RunHook, SendOne, Step, StepResult
from maileroo_cli.rules.verdict import RuleVerdict
from maileroo_cli.webhook.signing.request import Request, header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign
from tests.rules.checking import make_settings

Answer = Callable[[Request], Attempt]
NAME = "x-maileroo-signature"


def answered(status: int, body: bytes = b"", reused: bool = False) -> Attempt:
    """Return a whole answer."""
    return Attempt(Outcome.ANSWERED, 0.01, status, (), body, phase=Phase.READING, place="a:1", reused=reused)


def broken(outcome: Outcome, phase: Phase = Phase.WAITING, reused: bool = False) -> Attempt:
    """Return an attempt without an answer."""
    return Attempt(outcome, 0.01, phase=phase, place="a:1", reused=reused)


def is_signed(request: Request, *secrets: str | bytes) -> bool:
    """Return whether a request has one signature, made with one of the secrets."""
    values = header_values(request.headers, NAME)
    return len(values) == 1 and values[0] in {sign(request.body, one) for one in secrets}


class Player:
    """Plays a rule; ``answer`` is asked for each request, and ``hooks`` are the values that the hooks were run with."""

    def __init__(self, answer: Answer, secret: str = "test-secret") -> None:
        self._answer = answer
        self._secret = Secret(secret, "test")
        self.requests: list[Request] = []
        self.hooks: list[str] = []

    def play(self, name: str) -> RuleVerdict:
        """Return the verdict of a rule."""
        settings = make_settings("http://127.0.0.1:1/webhook")
        shared = make_probes(settings).of(RULES[name]).settings
        script = RULES[name].script(Probe(replace(shared, secret=self._secret), Random(1)))
        result: StepResult = None
        while True:
            try:
                result = self._do(script.send(result))
            except StopIteration as end:
                verdict: RuleVerdict = end.value
                return verdict

    def _do(self, step: Step) -> StepResult:
        if isinstance(step, RunHook):
            self.hooks.append(step.value)
            return None
        assert isinstance(step, SendOne)
        self.requests.append(step.request)
        return self._answer(step.request)
