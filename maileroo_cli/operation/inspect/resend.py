"""Resending captures from the inspector: each once, in order, as it came or edited, and how it was signed.

The target is the one of the command line. What may be asked for is decided in ``inspector.api.resend``.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.transfer.edit import RequestEdit, edited, with_kept_signature
from maileroo_cli.capture.transfer.resend import ResendBuilder, ResendSigning, has_signature
from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.attempts.summary import JudgedAttempt, SendSummary
from maileroo_cli.operation.attempts.under_way import UnderWay
from maileroo_cli.operation.send import Endpoint, mask_answer, send
from maileroo_cli.webhook.signing.request import Request, header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Signer, verify
from maileroo_cli.webhook.signing.tamper import BadSignature

_POLL = 0.1
_SHORTEST = 16
"""A signature that is shorter may stand in an answer by chance."""


class SignatureChoice(StrEnum):
    """What becomes of the signature."""

    KEPT = "kept"
    NEW = "new"
    NONE = "none"


class SentSignature(StrEnum):
    """What the signature of a request was, as it went out."""

    CAPTURED = "captured"
    OF_CAPTURED_BODY = "of-captured-body"
    TYPED = "typed"
    ABSENT = "absent"
    NEW = "new"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ResendOrder:
    """What is sent: captures by their whole ids, what becomes of the signature, and an ``edit`` of a single one.

    With ``secrets`` the first signs anew; all of them are masked in what an answer says.
    """

    ids: Sequence[str]
    choice: SignatureChoice = SignatureChoice.KEPT
    edit: RequestEdit | None = None
    secrets: tuple[Secret, ...] = ()


class ResentCapture(NamedTuple):
    """One capture: its attempt and what its signature was, or else the ``reason`` for which it was not sent."""

    id: str
    attempt: JudgedAttempt | None = None
    signature: SentSignature | None = None
    reason: str = ""


def resend_captures(
    path: Path, order: ResendOrder, endpoint: Endpoint, gone: Callable[[], bool] = lambda: False
) -> Generator[ResentCapture, None, None]:
    """Send captures of a store, one after the other; it ends, also within an attempt, when ``gone`` is true."""
    signing = _signing(order)
    summary = SendSummary()
    with Archive(path) as archive:
        plan = _Plan(archive, order, ResendBuilder(endpoint.target.url, signing=signing), gone)
        run = send(plan.requests(), endpoint, hidden=order.secrets, summary=summary)
        with closing(run), _broken_off(summary.under_way, gone):
            for judged in run:
                yield from plan.left_out()
                if gone():
                    return
                yield plan.result(judged)
        yield from plan.left_out()


class _Plan:
    """Makes the requests, and knows which capture each of them was, since attempts come in their order."""

    def __init__(self, archive: Archive, order: ResendOrder, builder: ResendBuilder, gone: Callable[[], bool]) -> None:
        self._archive, self._order, self._builder, self._gone = archive, order, builder, gone
        self._left_out: list[ResentCapture] = []
        self._sent: list[ResentCapture] = []

    def requests(self) -> Iterator[OutgoingRequest]:
        """Yield the requests, each when the one before was sent."""
        for identity in self._order.ids:
            if self._gone():
                return
            try:
                capture = self._archive.find(identity)
            except UsageError:
                self._left_out.append(ResentCapture(identity, reason="It was deleted in the meantime."))
                continue
            request = self._builder.request(self._changed(capture))
            if request is None:
                self._left_out.append(ResentCapture(identity, reason="It is not a whole request that HTTP can carry."))
                continue
            signature = self._signature(capture, request)
            self._sent.append(ResentCapture(identity, signature=signature))
            bad = _bad_signature(signature, request, self._order.secrets)
            yield OutgoingRequest(request, capture.entry.event_type, capture.entry.event_id, bad)

    def result(self, judged: JudgedAttempt) -> ResentCapture:
        """Return whose attempt the next one is; what its answer repeats of the signature is masked."""
        values = header_values(judged.request.request.headers, SIGNATURE_HEADER)
        repeated = [Secret(_sent_bytes(value)) for value in values if len(value) >= _SHORTEST]
        return self._sent.pop(0)._replace(attempt=judged._replace(attempt=mask_answer(judged.attempt, repeated)))

    def left_out(self) -> Iterator[ResentCapture]:
        """Yield what was left out before the latest request."""
        while self._left_out:
            yield self._left_out.pop(0)

    def _changed(self, capture: Capture) -> Capture:
        edit = self._order.edit
        if edit is None:
            return capture
        if self._order.choice is SignatureChoice.KEPT:
            edit = edit._replace(headers=with_kept_signature(edit.headers, capture.headers))
        return edited(capture, edit)

    def _signature(self, capture: Capture, request: Request) -> SentSignature:
        if self._order.choice is SignatureChoice.NEW:
            return SentSignature.NEW
        if self._order.choice is SignatureChoice.NONE:
            return SentSignature.REMOVED
        if not has_signature(request.headers):
            return SentSignature.ABSENT
        kept = [_sent_bytes(value) for value in header_values(request.headers, SIGNATURE_HEADER)]
        if kept != [value.encode("latin-1") for value in header_values(capture.headers, SIGNATURE_HEADER)]:
            return SentSignature.TYPED
        return SentSignature.CAPTURED if request.body == capture.content.body else SentSignature.OF_CAPTURED_BODY


def _sent_bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")


def _signing(order: ResendOrder) -> ResendSigning | None:
    match order.choice:
        case SignatureChoice.NEW:
            if not order.secrets:
                raise UsageError(
                    "there is no secret to sign with", "start mhook inspect with --secret, or set its variable"
                )
            sign = Signer(order.secrets[0]).sign
            return ResendSigning(lambda body: (sign(body),))
        case SignatureChoice.NONE:
            return ResendSigning(lambda _: ())
        case _:
            return None


def _bad_signature(signature: SentSignature, request: Request, secrets: Sequence[Secret]) -> BadSignature | None:
    """Return what is wrong with a signature, so that an attempt is judged by whether the receiver refuses it."""
    if signature in {SentSignature.ABSENT, SentSignature.REMOVED}:
        return BadSignature.MISSING
    if signature is not SentSignature.OF_CAPTURED_BODY:
        return None
    values = header_values(request.headers, SIGNATURE_HEADER)
    is_right = bool(secrets) and any(verify(request.body, value, secrets) for value in values)
    return None if is_right else BadSignature.OTHER_BODY


@contextmanager
def _broken_off(under_way: UnderWay | None, gone: Callable[[], bool]) -> Iterator[None]:
    """Break off the attempt that is under way as soon as nobody wants its answer any more."""
    from threading import Event, Thread

    over = Event()

    def watch() -> None:
        while not over.wait(_POLL):
            if gone() and under_way is not None:
                under_way.interrupt()

    thread = Thread(target=watch, name="mhook-resend", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
