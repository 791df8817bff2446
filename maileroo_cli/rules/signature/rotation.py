"""What secrets do: none accepts nothing, two accept both, and after a rotation only the new one does."""

import hmac
from collections.abc import Generator

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.definition import Family, Need, RuleList
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Hook, Script, Step, StepResult, run_hook, send
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, Severity, failed, skipped
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign

LIST = RuleList(Family.SIGNATURE)

_NEEDS = (Need.SECRET_HOOK,)
_UNSAYABLE = "the secret has a line break or a NUL in it, so it cannot be given to --secret-cmd"


@LIST.add(30, "accepts nothing while it has no secret", Consequence.FORGED, Grade.OFFICIAL, needs=_NEEDS, alone=True)
def without_secret(probe: Probe) -> Script:
    """Take its secret away, and send what a check with an empty key, or none, would accept."""
    if not _sayable(probe.secret):
        return skipped(_UNSAYABLE)
    yield from run_hook(Hook.SECRET, "")
    verdict = yield from _try_without(probe)
    return (yield from _give_back(probe, verdict))


def _try_without(probe: Probe) -> Generator[Step, StepResult, RuleVerdict]:
    event = probe.event()
    forged = (
        ("a signature made with an empty secret", (_sign_with_nothing(event.body),)),
        ("a request without a signature", ()),
        ("an empty signature", ("",)),
        ("a signature made with another secret", (sign(event.body, _new_secret(probe).reveal()),)),
    )
    for what, signatures in forged:
        attempt = yield from send(probe.request(event, signatures=signatures), 401, apart=True)
        if is_accepted(attempt):
            return failed(f"without a secret, {what} was accepted with {attempt.status}", attempt)
    with_own = yield from send(probe.request(event), 401, apart=True)
    if is_accepted(with_own):
        return skipped("--secret-cmd with no secret changed nothing: the usual one was still accepted")
    return PASSED


@LIST.add(
    31,
    "accepts the old and the new secret during a rotation",
    Consequence.RETRIED,
    Grade.INFERRED,
    Severity.WARNING,
    needs=_NEEDS,
    alone=True,
)
def both_secrets(probe: Probe) -> Script:
    """Give it another secret, to see that the command works; then both, and send an event signed with each."""
    if not _sayable(probe.secret):
        return skipped(_UNSAYABLE)
    new = _new_secret(probe)
    yield from run_hook(Hook.SECRET, _text(new))
    alone = yield from _signed_with(probe, new)
    if not is_accepted(alone):
        return (yield from _give_back(probe, _judge_new(alone, alone)))
    yield from run_hook(Hook.SECRET, f"{_text(probe.secret)}\n{_text(new)}")
    old_one = yield from _signed_with(probe, probe.secret)
    new_one = yield from _signed_with(probe, new)
    return (yield from _give_back(probe, _judge_both(old_one, new_one)))


def _judge_both(old_one: Attempt, new_one: Attempt) -> RuleVerdict:
    if is_accepted(old_one) and is_accepted(new_one):
        return PASSED
    if not is_accepted(old_one) and not is_accepted(new_one):
        return skipped(
            f"with two secrets neither is accepted ({old_one.word}, {new_one.word}): see what --secret-cmd does"
        )
    which, seen = ("new", new_one) if is_accepted(old_one) else ("old", old_one)
    return failed(f"with two secrets, an event signed with the {which} one got {seen.word}", seen)


@LIST.add(
    32, "accepts only the new secret after a rotation", Consequence.FORGED, Grade.INFERRED, needs=_NEEDS, alone=True
)
def new_secret_alone(probe: Probe) -> Script:
    """Give it another secret, and send an event signed with each."""
    if not _sayable(probe.secret):
        return skipped(_UNSAYABLE)
    new = _new_secret(probe)
    yield from run_hook(Hook.SECRET, _text(new))
    new_one = yield from _signed_with(probe, new)
    old_one = yield from _signed_with(probe, probe.secret, ideal=401)
    return (yield from _give_back(probe, _judge_new(old_one, new_one)))


def _judge_new(old_one: Attempt, new_one: Attempt) -> RuleVerdict:
    if not is_accepted(new_one):
        return skipped(f"the new secret is not accepted ({new_one.word}): see what --secret-cmd does")
    if is_accepted(old_one):
        return failed(f"the old secret was still accepted with {old_one.status}", old_one)
    return PASSED


def _give_back(probe: Probe, verdict: RuleVerdict) -> Generator[Step, StepResult, RuleVerdict]:
    """Give the right secret back, and say nothing of a receiver that does not take it: the command is at fault."""
    yield from run_hook(Hook.SECRET, _text(probe.secret))
    attempt = yield from send(probe.request(probe.event()), apart=True)
    if is_accepted(attempt):
        return verdict
    return skipped(f"after --secret-cmd with the right secret a valid event got {attempt.word}: see what it does")


def _signed_with(probe: Probe, secret: Secret, ideal: int = 200) -> Generator[Step, StepResult, Attempt]:
    event = probe.event()
    return (yield from send(probe.request(event, signatures=(sign(event.body, secret),)), ideal, apart=True))


def _sign_with_nothing(body: bytes) -> str:
    """Return what a check computes that goes on without a secret."""
    return hmac.digest(b"", body, "sha256").hex()


def _new_secret(probe: Probe) -> Secret:
    return Secret(f"mhook-{probe.rng.getrandbits(128):032x}", "made for the check")


def _text(secret: Secret) -> str:
    return secret.reveal().decode("utf-8", "surrogateescape")


def _sayable(secret: Secret) -> bool:
    return not set(b"\n\0") & set(secret.reveal())
