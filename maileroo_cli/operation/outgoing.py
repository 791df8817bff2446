"""From what the user names to requests that are ready to be sent: events are signed, captured requests go as they came.

They are sent by ``send``, or again and again by ``replay``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.read_result import place_in
from maileroo_cli.delivery.attempt.requests import OutgoingRequest, RequestTemplate, build_requests
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.operation.events import MadeEvents, Note
from maileroo_cli.operation.inputs import note_stdin
from maileroo_cli.transport.file.secret import load_secret, load_secrets_if_any
from maileroo_cli.transport.file.source import describe
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper

if TYPE_CHECKING:
    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.capture.read_result import DamagedPlace, ReadResult
    from maileroo_cli.capture.transfer.resend import ResendSigning

_STDIN = "the standard input"
_NAMED = 10
"""So many of the requests that cannot be sent are named."""


class FileRequests(NamedTuple):
    """The captured requests of the file that is called ``name``, as they were found."""

    name: str
    results: "Sequence[ReadResult]"
    passed_over: int

    @property
    def source(self) -> str:
        """How messages call the file."""
        return describe(self.name)


@dataclass(frozen=True, slots=True)
class OutgoingTerms:
    """What becomes of what is sent: ``headers`` are added or replace ours, ``copies`` is how often each is sent.

    Of captured requests only those without a signature are signed, unless they are to be signed anew (``re_sign``), or
    wrongly, once with each of the ``bad_signatures``. One that cannot be sent ends it all, or with ``skip_damaged`` is
    left out.
    """

    url: str
    headers: Headers = ()
    bad_signatures: tuple[BadSignature, ...] = ()
    copies: int = 1
    re_sign: bool = False
    skip_damaged: bool = False


class Outgoing(NamedTuple):
    """Requests to be sent, how many there are, where that is known, and the secret that signed any of them."""

    requests: Iterable[OutgoingRequest]
    total: int | None
    key: Secret | None


def read_file(name: str, note: Note, *, raw: bool = False) -> MadeEvents | FileRequests:
    """Return what a file or ``-`` holds: bodies for events, or captured requests in any format that is known.

    With ``raw`` it is one body, whatever its bytes. Else what is neither, and may be no body at all, raises
    ``InputError``. ``note`` is told of bodies that name no event.
    """
    from maileroo_cli.transport.file.bodies import FoundRequests, read_content, read_raw_body

    note_stdin(name, "a body" if raw else "a body or captured requests", note)
    if raw:
        return MadeEvents([read_raw_body(name)], 1)
    found = read_content(name)
    if isinstance(found, FoundRequests):
        if number := found.other_lines:
            several = "other lines were" if number > 1 else "other line was"
            note(f"{number} {several} skipped in {describe(name)}: no signature, and no event in the body")
        return FileRequests(name, found.results, found.passed_over)
    if nameless := sum(not event.type for event in found.events):
        count = len(found.events)
        which = "" if count == 1 else f"{nameless} of the {count} bodies in "
        are = "is" if nameless == 1 else "are"
        note(f"{which}{describe(name)} {are} JSON without an event_type, which every event of Maileroo's has")
    return MadeEvents(found.events, len(found.events))


def make_outgoing(
    content: MadeEvents | FileRequests,
    terms: OutgoingTerms,
    reference: str | None,
    note: Note,
    *,
    key: Secret | None = None,
) -> Outgoing:
    """Return the requests of events, or of a file of captured requests.

    ``reference`` names the secret that signs, unless ``key`` is it. It is not needed, and refused with ``UsageError``,
    where every request has its signature already. ``note`` is told what becomes of captured requests.
    """
    if isinstance(content, MadeEvents):
        signs = key or load_secret(reference, note)
        template = RequestTemplate(terms.url, signs, terms.headers, terms.bad_signatures, terms.copies)
        total = None if content.total is None else content.total * (len(terms.bad_signatures) or 1) * terms.copies
        return Outgoing(build_requests(content.events, template), total, signs)
    at_hand = [key] if key else load_secrets_if_any([] if reference is None else [reference], note)
    captures, foreign, proven = _captures(content, at_hand, note, terms)
    bare = _count_bare(captures)
    secret = None
    if bare or terms.re_sign or terms.bad_signatures:
        secret = at_hand[0] if at_hand else load_secret(reference, note)
    elif reference is not None and key is None and not proven:
        what = f"--secret was given, but each request in {content.source} has a signature already"
        raise UsageError(what, "add --re-sign, or remove the secret")
    note(_story(content, len(captures), bare, terms))
    if foreign and not (terms.re_sign or terms.bad_signatures):
        several = f"{foreign} of their signatures do" if foreign > 1 else "one signature does"
        note(f"{several} not verify with the current secret ({at_hand[0].reference}); --re-sign makes new ones")
    total = len(captures) * len(terms.bad_signatures or (None,)) * terms.copies
    return Outgoing(_resend(captures, terms, secret), total, secret)


def _count_bare(captures: "Sequence[Capture]") -> int:
    from maileroo_cli.capture.transfer.resend import has_signature

    return sum(not has_signature(capture.headers) for capture in captures)


def _resend(captures: "Sequence[Capture]", terms: OutgoingTerms, secret: Secret | None) -> Iterator[OutgoingRequest]:
    """Yield each capture's requests; without a ``secret`` every capture has its signature."""
    from maileroo_cli.capture.transfer.resend import ResendBuilder

    builders = {
        bad: ResendBuilder(
            terms.url,
            signing=None if secret is None else make_signing(secret, bad, missing=not terms.re_sign),
            headers=terms.headers,
        )
        for bad in terms.bad_signatures or (None,)
    }
    for capture in captures:
        for bad, builder in builders.items():
            for request in builder.requests((capture,)):
                yield from repeat(OutgoingRequest(*request, bad), terms.copies)


def make_signing(secret: Secret, bad: BadSignature | None = None, *, missing: bool = False) -> "ResendSigning":
    """Return how captured requests are signed; a bad signature is made for each of them."""
    from maileroo_cli.capture.transfer.resend import ResendSigning

    if bad is not None:
        return ResendSigning(lambda body: tamper(bad, body, secret))
    sign = Signer(secret).sign
    return ResendSigning(lambda body: (sign(body),), missing)


def _captures(
    content: FileRequests, secrets: Sequence[Secret], note: Note, terms: OutgoingTerms
) -> "tuple[list[Capture], int, int]":
    """Return the requests that can be sent, how many have a foreign signature, and of how many one tells the body.

    Where others cannot be sent, and are not skipped, ``InputError`` is raised.
    """
    from maileroo_cli.capture.transfer.sendable import sort_out

    signed_anew = terms.re_sign or bool(terms.bad_signatures)
    captures, left_out, probes, foreign, proven = sort_out(content.results, secrets, signed_anew=signed_anew)
    if passed_over := content.passed_over + probes:
        several, what = ("other requests were", "webhooks") if passed_over > 1 else ("other request was", "webhook")
        note(f"{passed_over} {several} skipped in {content.source}: no {what}")
    if left_out and not (terms.skip_damaged and captures):
        raise _refusal(content, len(captures), left_out, note)
    _name(content, left_out, note)
    if not captures:
        raise InputError(
            f"there is no request to send in {content.source}", ("--raw-body sends the whole file as one body")
        )
    return captures, foreign, proven


def _refusal(content: FileRequests, good: int, left_out: "Sequence[DamagedPlace]", note: Note) -> InputError:
    hint = "--skip-damaged sends the others" if good else "nothing was sent"
    if len(left_out) == 1:
        return InputError(f"{_place(content, left_out[0])}: {left_out[0].reason}", hint)
    _name(content, left_out, note)
    return InputError(f"{len(left_out)} of {good + len(left_out)} requests in {content.source} cannot be sent", hint)


def _name(content: FileRequests, left_out: "Sequence[DamagedPlace]", note: Note) -> None:
    for place in left_out[:_NAMED]:
        note(f"not sent: {_place(content, place)}: {place.reason}")
    if len(left_out) > _NAMED:
        note(f"not sent: {len(left_out) - _NAMED} more")


def _place(content: FileRequests, place: "DamagedPlace") -> str:
    return f"{content.source}, {place.where}" if content.source == _STDIN else place_in(content.source, place.where)


def _story(content: FileRequests, count: int, bare: int, terms: OutgoingTerms) -> str:
    read = f"{count} request{'s' if count > 1 else ''} read from {content.source}"
    if terms.bad_signatures:
        return f"{read}; signed wrongly on purpose ({', '.join(terms.bad_signatures)})"
    if terms.re_sign:
        return f"{read}; signed again"
    if not bare:
        return f"{read}; sent unchanged"
    if bare == count:
        return f"{read}; signed, because {'they have' if count > 1 else 'it has'} no signature"
    return f"{read}; {count - bare} sent unchanged, {bare} newly signed"
