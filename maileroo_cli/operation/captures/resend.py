"""Sending captures again: the same bytes and signature, or signed anew."""

from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.transfer.resend import ResendBuilder
from maileroo_cli.capture.transfer.selection import CaptureSelection, refuse_types_without_store
from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.attempts.summary import JudgedAttempt, SendSummary
from maileroo_cli.operation.send import Endpoint, SendPace, SendRun, SendTerms, send
from maileroo_cli.webhook.signing.secret import Secret


class ResendRun(SendRun):
    """The attempts of one ``resend``; ``malformed`` counts what was left out so far, since it is no whole request."""

    def __init__(
        self, attempts: Generator[JudgedAttempt, None, None], summary: SendSummary, builder: ResendBuilder
    ) -> None:
        super().__init__(attempts, summary)
        self._builder = builder

    @property
    def malformed(self) -> int:
        """How many captures were left out so far."""
        return self._builder.malformed

    @property
    def exit_code(self) -> ExitCode:
        """That of the attempts; ``INPUT`` where there were none, since every capture was left out."""
        return self.summary.exit_code if self.summary.sent or not self.malformed else ExitCode.INPUT


def resend(
    path: Path,
    selection: CaptureSelection,
    endpoint: Endpoint,
    terms: SendTerms | None = None,
    pace: SendPace | None = None,
    *,
    sign: Callable[[bytes], str] | None = None,
    hidden: Secret | None = None,
) -> ResendRun:
    """Send the captures of a store that are selected, each once; without a selection ``UsageError`` is raised.

    ``sign`` makes the new signature of a body; without it the old one is sent. ``hidden`` is
    a secret that is masked in what an answer says.
    """
    if not selection:
        raise UsageError("say which captures to send", "with ids, last, or a filter such as --since 1h")
    refuse_types_without_store(path, selection.wanted)
    builder, summary = ResendBuilder(endpoint.target.url, sign), SendSummary()

    def attempts() -> Generator[JudgedAttempt, None, None]:
        with Archive(path) as archive:
            requests = (OutgoingRequest(*one) for one in builder.requests(selection.of(archive)))
            with closing(send(requests, endpoint, terms, pace, hidden=hidden, summary=summary)) as run:
                yield from run

    return ResendRun(attempts(), summary, builder)
