"""Attempts that ended so or so, judged as a plain ``send`` judges them."""

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.operation.attempts.summary import JudgedAttempt
from maileroo_cli.operation.send import SendTerms
from maileroo_cli.webhook.signing.request import Request


def judged(outcome: Outcome, phase: Phase = Phase.CONNECTING, status: int | None = None) -> JudgedAttempt:
    """Return an attempt that ended so."""
    request = OutgoingRequest(Request("POST", "http://a.test/", (), b""), "", "")
    attempt = Attempt(outcome, 0.25, status, phase=phase, place="a.test:80")
    return JudgedAttempt(request, attempt, 0.0, SendTerms().judge(attempt))
