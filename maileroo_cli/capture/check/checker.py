"""Checking captured requests against secrets: valid, invalid with its causes, or unverifiable.

Which verdicts there are stands in ``capture.verdict``. Nothing is printed.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.event_names import peek_event
from maileroo_cli.capture.record import CaptureRecord, decode_block, decode_record
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import METHOD, header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Verifier, is_well_formed, sign

if TYPE_CHECKING:
    from maileroo_cli.capture.check.other_requests import Owner
    from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest

_THOROUGH = 3
"""After so many unexplained requests in a block of records, mistakes are no longer combined with one another: a search
without result is the slowest, and a million of them would take hours."""

_FOREIGN = ("unexplained", "signature-of-another")
"""What a body may be blamed for that is not as it was signed: nothing, where a file may not hold its bytes."""

_METHODS_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")


class CheckedRequest(msgspec.Struct, frozen=True, gc=False):
    """One request and what is known of its signature.

    ``where`` is its place in the input. ``secret`` is the reference of the secret that matched. ``causes`` say why it
    is invalid (``Cause`` objects), the most fundamental first; ``detail`` adds a short fact, or the reason of what
    cannot be verified.
    """

    where: str
    verdict: RequestVerdict
    id: str = ""
    event_type: str = ""
    event_id: str = ""
    secret: str | None = None
    causes: tuple[Any, ...] = ()
    detail: str = ""


def no_webhook(method: str, body: bytes, signature: str | None) -> str:
    """Return in a few words why a request is no webhook at all, which says nothing of a signature; empty for others."""
    if body or signature is not None or method not in _METHODS_WITHOUT_BODY:
        return ""
    return f"{method} without body and signature"


class Checker:
    """Verifies requests with ``secrets``; ``known`` are other secrets that only explain a mismatch.

    ``others`` are the requests of the same input, of which one may own a signature that verifies nothing here.
    """

    def __init__(
        self, secrets: Sequence[Secret], known: Sequence[Secret] = (), others: OtherRequests | None = None
    ) -> None:
        self._others = others or OtherRequests()
        self._secrets = tuple(secrets)
        self._known = tuple(known)
        self._verify = Verifier(secrets).verify
        self._unexplained = 0

    def check_lines(
        self, block: bytes, first: int, source: str, counted: dict[str, int] | None = None
    ) -> Iterator[CheckedRequest]:
        """Check each line of a block of NDJSON records; ``first`` is the number of its first line.

        A damaged line is yielded as such; an empty line is passed over. With ``counted`` a valid request is not
        yielded but only counted there, under the reference of its secret, which takes half the time.
        """
        if self._others.search is not None:
            self._others.search.pass_block(block, first, source)
        records = decode_block(block)
        if records is None:
            yield from self._check_each_line(block, first, source)
            return
        verify, number = self._verify, first - 1
        self._unexplained = 0
        for record in records:
            number += 1
            body = (record.body or "").encode()
            verdict = verify(body, record.header(SIGNATURE_HEADER))
            secret = verdict.secret
            if secret is None:
                yield self._explain(record, body, f"{source}:{number}")
            elif counted is not None:
                counted[secret] = counted.get(secret, 0) + 1
            else:
                event_type, event_id = peek_event(body)
                yield CheckedRequest(
                    f"{source}:{number}", RequestVerdict.VALID, record.id, event_type, event_id, secret
                )

    def _check_each_line(self, block: bytes, first: int, source: str) -> Iterator[CheckedRequest]:
        for number, line in enumerate(block.split(b"\n"), first):
            if not line or line.isspace():
                continue
            where = f"{source}:{number}"
            try:
                record = decode_record(line)
            except InputError as error:
                yield CheckedRequest(where, RequestVerdict.DAMAGED, detail=str(error))
            else:
                yield self.check(record, where)

    def check_results(self, results: "Iterable[ReadRequest | DamagedPlace]", source: str) -> Iterator[CheckedRequest]:
        """Check each request that a reader found; ``source`` names the file."""
        from maileroo_cli.capture.read_result import DamagedPlace

        for result in results:
            where = f"{source}: {result.where}"
            if isinstance(result, DamagedPlace):
                yield CheckedRequest(where, RequestVerdict.DAMAGED, detail=result.reason)
            elif result.whole:
                checked = self._check_unframed(result.record, where)
                if result.doubt and checked.causes and checked.causes[0].code in _FOREIGN:
                    checked = CheckedRequest(where, RequestVerdict.UNVERIFIABLE, result.record.id, detail=result.doubt)
                remarks = "; ".join(filter(None, (checked.detail, *result.notes)))
                yield msgspec.structs.replace(checked, detail=remarks) if result.notes else checked
            else:
                reason = "; ".join(result.notes) or "bytes of the body are missing"
                yield CheckedRequest(where, RequestVerdict.UNVERIFIABLE, result.record.id, detail=reason)

    def _check_unframed(self, record: CaptureRecord, where: str) -> CheckedRequest:
        """Check a request out of a text file: where nothing says how long its body is, an editor may have ended it."""
        checked = self.check(record, where)
        body = record.content
        if (
            checked.verdict is RequestVerdict.VALID
            or not body.endswith(b"\n")
            or header_values(record.headers, "content-length")
        ):
            return checked
        text = body[:-1].removesuffix(b"\r").decode("utf-8", "replace")
        shorter = self.check(msgspec.structs.replace(record, body=text, body_base64=None), where)
        if shorter.verdict is not RequestVerdict.VALID:
            return checked
        return msgspec.structs.replace(shorter, detail="without the newline at the file's end")

    def check(self, record: CaptureRecord, where: str) -> CheckedRequest:
        """Check one request."""
        body, header = record.content, record.header(SIGNATURE_HEADER)
        verdict = self._verify(body, header)
        if not verdict.valid:
            return self._explain(record, body, where)
        event_type, event_id = peek_event(body)
        self._others.remember(header or "", where, event_id)
        return CheckedRequest(where, RequestVerdict.VALID, record.id, event_type, event_id, verdict.secret)

    def check_body(self, body: bytes, header: str, where: str) -> CheckedRequest:
        """Check a bare body with the value of its signature header."""
        record = CaptureRecord.of(
            id="", time="", method=METHOD, target="", headers=((SIGNATURE_HEADER, header),), body=body
        )
        return self.check(record, where)

    def _explain(self, record: CaptureRecord, body: bytes, where: str) -> CheckedRequest:
        from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
        from maileroo_cli.webhook.diagnosis.explain import diagnose

        values = header_values(record.headers, SIGNATURE_HEADER)
        if why := no_webhook(record.method, body, values[0] if values else None):
            return CheckedRequest(where, RequestVerdict.UNVERIFIABLE, record.id, detail=why)
        event_type, event_id = peek_event(body)
        if len(values) > 1 and any(self._verify(body, value).valid for value in values):
            causes = (CAUSES["header-duplicated"],)
            return CheckedRequest(where, RequestVerdict.INVALID, record.id, event_type, event_id, None, causes)
        signature = values[0] if len(values) == 1 and is_well_formed(values[0]) else ""
        if signature and (owner := self._find_owner(signature, body, where, event_id)):
            causes = (CAUSES["signature-of-another"],)
            told = owner.describe(event_id)
            return CheckedRequest(where, RequestVerdict.INVALID, record.id, event_type, event_id, None, causes, told)
        found = diagnose(
            body,
            values[0] if values else None,
            self._secrets,
            known_secrets=self._known,
            headers=record.headers,
            thorough=self._unexplained < _THOROUGH,
        )
        self._unexplained += found.causes[0].code == "unexplained"
        return CheckedRequest(
            where, RequestVerdict.INVALID, record.id, event_type, event_id, None, found.causes, found.detail
        )

    def _find_owner(self, signature: str, body: bytes, where: str, event_id: str) -> "Owner | None":
        """Return another request of the input that ``signature`` belongs to; the one at hand may own another's."""
        owner = self._others.find_owner(signature, self._verify)
        for secret in self._secrets:
            expected = sign(body, secret)
            self._others.remember(expected, where, event_id)
            owner = owner or self._others.find_swapped(signature, expected, self._verify)
        return owner
