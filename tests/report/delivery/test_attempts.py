"""The sum of attempts: what counts as reached, and what is said of none."""

import sys

import pytest

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.delivery.attempt.sender import SendResult
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.delivery.attempts import DeliveryReport, SendTerms
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.webhook.signing.request import Request
from tests.cli.calling import Stream


def redirect(patch: pytest.MonkeyPatch) -> Stream:
    """Put a stream in memory in place of stdout."""
    stream = Stream()
    patch.setattr(sys, "stdout", stream)
    return stream


def result(outcome: Outcome, phase: Phase = Phase.CONNECTING, status: int | None = None) -> SendResult[OutgoingRequest]:
    """Return an attempt that ended so."""
    item = OutgoingRequest(Request("POST", "http://a.test/", (), b""), "", "")
    return SendResult(item, Attempt(outcome, 0.25, status, phase=phase, place="a.test:80"), 0.0)


def test_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any attempt the sum says so, and nothing failed."""
    out = redirect(monkeypatch)
    report = DeliveryReport(Console(), SendTerms(Success.STRICT))
    report.summary()
    assert (out.content, report.exit_code) == (b"nothing was sent\n", ExitCode.OK)


REACHED: list[tuple[Outcome, Phase, int | None, ExitCode]] = [
    (Outcome.ANSWERED, Phase.READING, 200, ExitCode.OK),
    (Outcome.ANSWERED, Phase.READING, 500, ExitCode.FAILED),
    (Outcome.RESET, Phase.WAITING, None, ExitCode.FAILED),
    (Outcome.GARBAGE, Phase.READING, None, ExitCode.FAILED),
    (Outcome.TIMEOUT, Phase.WAITING, None, ExitCode.FAILED),
    (Outcome.TIMEOUT, Phase.CONNECTING, None, ExitCode.UNREACHABLE),
    (Outcome.TIMEOUT, Phase.SECURING, None, ExitCode.UNREACHABLE),
    (Outcome.REFUSED, Phase.CONNECTING, None, ExitCode.UNREACHABLE),
    (Outcome.DNS, Phase.CONNECTING, None, ExitCode.UNREACHABLE),
    (Outcome.TLS, Phase.SECURING, None, ExitCode.UNREACHABLE),
    (Outcome.UNREACHABLE, Phase.CONNECTING, None, ExitCode.UNREACHABLE),
]


@pytest.mark.parametrize(("outcome", "phase", "status", "code"), REACHED)
def test_exit_code(
    monkeypatch: pytest.MonkeyPatch, outcome: Outcome, phase: Phase, status: int | None, code: ExitCode
) -> None:
    """A receiver that was never reached has its own exit code; one that failed once it was reached has failed."""
    redirect(monkeypatch)
    report = DeliveryReport(Console(), SendTerms(Success.STRICT))
    report.add(result(outcome, phase, status))
    assert report.exit_code is code
    report.add(result(Outcome.REFUSED))
    expected = ExitCode.UNREACHABLE if code is ExitCode.UNREACHABLE else ExitCode.FAILED
    assert report.exit_code is expected


def test_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event without type and id has its line all the same."""
    out = redirect(monkeypatch)
    DeliveryReport(Console(), SendTerms(Success.STRICT)).add(result(Outcome.ANSWERED, Phase.READING, 200))
    fields = out.content.decode().split()
    assert fields[1:] == ["-", "-", "200", "250.0", "ms", "accepted", "with", "200"]
