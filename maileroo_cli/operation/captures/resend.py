"""Sending captures again: the same bytes and signature, or signed anew."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.transfer.repeat import ResendBuilder
from maileroo_cli.capture.transfer.selection import CaptureSelection
from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.delivery.attempt.sending import SendResult, deliver
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT, Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust


@dataclass(frozen=True, slots=True)
class ResendConnection:
    """Where captures are sent to, and how: ``timeout`` is in seconds, for each request in all."""

    url: str
    timeout: float = DEFAULT_TIMEOUT
    trust: Trust | None = None
    concurrency: int = 1


class CaptureResend:
    """Sends captures of a store again; ``malformed`` counts those left out so far, since they are no whole requests."""

    def __init__(self, path: Path, selection: CaptureSelection, connection: ResendConnection) -> None:
        """Raise ``UsageError`` where nothing is selected, or where the URL is none."""
        if not selection:
            raise UsageError(
                "nothing says which captures are to be sent", "give ids, last, or a filter such as --since -1h"
            )
        self._path, self._selection, self._connection = path, selection, connection
        self._target = parse_target(connection.url)
        self.malformed = 0

    def attempts(
        self, sign: Callable[[bytes], str] | None = None
    ) -> Generator[SendResult[OutgoingRequest], None, None]:
        """Send the captures and yield the attempts as they end.

        ``sign`` makes the new signature of a body; without it the old one is sent. Close the iterator, or let it go,
        where the loop over it ends early.
        """
        builder = ResendBuilder(self._connection.url, sign)
        with Archive(self._path) as archive:
            requests = builder.requests(self._selection.of(archive))
            with closing(self._deliver(OutgoingRequest(*one) for one in requests)) as results:
                for result in results:
                    self.malformed = builder.malformed
                    yield result
        self.malformed = builder.malformed

    def exit_code(self, sent: int, code: ExitCode) -> ExitCode:
        """Return the exit code where ``sent`` attempts came to ``code``: ``INPUT`` if all captures were left out."""
        return code if sent or not self.malformed else ExitCode.INPUT

    def _deliver(self, requests: Iterable[OutgoingRequest]) -> Generator[SendResult[OutgoingRequest], None, None]:
        target, timeout, trust = self._target, self._connection.timeout, self._connection.trust
        return deliver(
            requests,
            lambda: Sender(target, timeout=timeout, trust=trust),
            concurrency=self._connection.concurrency,
        )
