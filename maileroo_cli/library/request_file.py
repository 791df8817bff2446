"""Captured requests out of a file that ``mhook captures export`` wrote for tests, ready for any test client."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from maileroo_cli.capture.formats.case_name import CaseNames
from maileroo_cli.capture.formats.fixture.reader import ReadEntry, read_entries
from maileroo_cli.capture.read_result import DamagedPlace
from maileroo_cli.capture.reservation import SIGNATURE_LEFT_OUT
from maileroo_cli.capture.transfer.resend import sent_headers, signed_anew
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.library.argument.checking import as_path
from maileroo_cli.library.headers import held
from maileroo_cli.library.request import WebhookRequest
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.signature import SecretLike, sign

_ORIGIN = "http://localhost"


@dataclass(frozen=True, slots=True, repr=False)
class RecordedRequest(WebhookRequest):
    """A request that was captured, and what was known of it then.

    ``verdict`` is ``valid``, ``invalid``, ``unverifiable`` or ``unchecked``; ``causes`` are the codes of what is wrong
    with an invalid one. ``name`` is short and readable, for the id of a test. ``id`` is that of the capture.
    """

    event_type: str = ""
    event_id: str = ""
    verdict: str = ""
    causes: tuple[str, ...] = ()
    id: str = ""
    name: str = ""


def read_request_file(path: str | os.PathLike[str], *, secret: SecretLike | None = None) -> list[RecordedRequest]:
    """Return the requests of a file that ``mhook captures export`` wrote as a fixture, in their order.

    >>> first, *others = read_request_file("fixture-1.json", secret="the secret of a test")
    >>> first.name, first.verdict, first.path
    ('delivered-aa59c1698d24', 'valid', '/webhook')
    >>> from maileroo_cli import verify
    >>> verify(first.body, first.headers["X-Maileroo-Signature"], "the secret of a test").valid
    True

    Their bodies are exact to the byte. Headers that belong to one connection are left out: a test client sets its own.

    With a ``secret``, each request is signed anew with it, so that a test needs no real one; an invalid one never is,
    and stays as it was captured. Without, each keeps its own signature; ``UsageError`` where that was left out of the
    file. A file that cannot be read, or holds something else, raises ``InputError``.
    """
    __tracebackhide__ = True
    secret = held(secret)
    name, names = as_path("path", path), CaseNames()
    try:
        with open(name, "rb") as file:
            return [_request(_whole(found, name), names, secret, name) for found in read_entries(file)]
    except OSError as error:
        raise InputError(f"cannot read {name!r} ({error.strerror or error})", "check the path") from None


def _whole(found: ReadEntry | DamagedPlace, name: str) -> ReadEntry:
    if isinstance(found, ReadEntry):
        return found
    place = f"{name!r}, {found.where}" if found.where else repr(name)
    raise InputError(f"cannot read {place}: {found.reason}", "mhook captures export writes such a file")


def _request(found: ReadEntry, names: CaseNames, secret: SecretLike | None, file: str) -> RecordedRequest:
    entry, record = found.entry, found.record
    headers = sent_headers(record.headers)
    if secret is not None and entry.verdict != StoredVerdict.INVALID:
        headers = signed_anew(headers, (sign(record.content, secret),))
    elif secret is None and record.anomaly == SIGNATURE_LEFT_OUT:
        raise UsageError(
            f"{found.where} of {file!r} has no signature", "give the secret to sign it with, such as secret='test'"
        )
    return RecordedRequest(
        Request(record.method, _url(record.target), headers, record.content),
        entry.event_type,
        entry.event_id,
        entry.verdict,
        entry.causes,
        record.id,
        names.draw(entry.event_type, entry.event_id, record.id, entry.causes),
    )


def _url(target: str) -> str:
    try:
        parts = urlsplit(target)
        is_url = parts.scheme in ("http", "https") and bool(parts.netloc)
    except ValueError:
        is_url = False
    if is_url:
        return target
    return _ORIGIN + (target if target.startswith("/") else f"/{target}")
