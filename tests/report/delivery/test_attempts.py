"""Attempts as they are shown: a line each, and the sum."""

import sys

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome, Phase
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.attempts.summary import SendSummary
from maileroo_cli.report.delivery.attempts import AttemptReport
from maileroo_cli.report.terminal.console import Console
from tests.cli.calling import Stream
from tests.operation.judging import judged


def redirect(patch: pytest.MonkeyPatch) -> Stream:
    """Put a stream in memory in place of stdout."""
    stream = Stream()
    patch.setattr(sys, "stdout", stream)
    return stream


def test_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any attempt the sum says so, and nothing failed."""
    out = redirect(monkeypatch)
    AttemptReport(Console()).finish(summary := SendSummary())
    assert (out.content, summary.exit_code) == (b"nothing was sent\n", ExitCode.OK)


def test_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event without type and id has its line all the same."""
    out = redirect(monkeypatch)
    AttemptReport(Console()).add(judged(Outcome.ANSWERED, Phase.READING, 200))
    fields = out.content.decode().split()
    assert fields[1:] == ["-", "-", "200", "250.0", "ms", "accepted", "with", "200"]
