"""Checking captured requests against secrets: valid, invalid with its causes, unverifiable, or no webhook at all.

Which verdicts there are stands in ``capture.verdict``. Nothing is printed.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from maileroo_cli.capture.check.explanation import Explainer, MakeHistory, doubt
from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.check.unverifiable import why_unverifiable
from maileroo_cli.capture.event_names import peek_event
from maileroo_cli.capture.head import as_received
from maileroo_cli.capture.probe import explain_probe, is_other_method
from maileroo_cli.capture.read_result import place_in
from maileroo_cli.capture.record import CaptureRecord, decode_block, decode_record
from maileroo_cli.capture.reservation import DOUBTFUL, INCOMPLETE, OPEN_END, SIGNATURE_LEFT_OUT
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import METHOD, Headers, header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Verifier

if TYPE_CHECKING:
    from maileroo_cli.capture.check.readings import BodyReading
    from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest

_OTHER_FORM = "the file does not show the body in the form in which it was sent"
_PADDED = "white space around a header's value is not part of it"


class CheckedRequest(msgspec.Struct, frozen=True, gc=False):
    """One request and what is known of its signature.

    ``where`` is its place in the input. ``secret`` is the reference of the secret that matched. ``causes`` say why it
    is invalid (``Cause`` objects), the most fundamental first; ``detail`` adds a short fact, or the reason of what
    cannot be verified. ``proven`` is the body that the signature proves, where it is another than the record's.
    ``brief`` tells that the causes were not searched for in full.
    """

    where: str
    verdict: RequestVerdict
    id: str = ""
    event_type: str = ""
    event_id: str = ""
    secret: str | None = None
    causes: tuple[Any, ...] = ()
    detail: str = ""
    proven: bytes | None = None
    brief: bool = False


class Checker:
    """Verifies requests with ``secrets``; ``known`` are other secrets that only explain a mismatch.

    ``others`` are the requests of the same input, of which one may own a signature that verifies nothing here;
    ``history`` returns what came so far of searching for mistakes in it.
    """

    def __init__(
        self,
        secrets: Sequence[Secret],
        known: Sequence[Secret] = (),
        others: OtherRequests | None = None,
        history: "MakeHistory | None" = None,
    ) -> None:
        self._others = others or OtherRequests()
        self._verify = Verifier(secrets).verify
        self._explainer = Explainer(secrets, known, self._others, self._verify, history)

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
        verify, number, refused = self._verify, first - 1, 0
        for record in records:
            number += 1
            body = (record.body or "").encode()
            verdict = verify(body, record.header(SIGNATURE_HEADER))
            secret = verdict.secret
            if secret is None or (record.method != METHOD and is_other_method(record.method)):
                self._explainer.verified |= number - first > refused
                refused += 1
                yield self._check_closely(record, body, f"{source}:{number}")
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
        from maileroo_cli.capture.check.lookahead import read_ahead
        from maileroo_cli.capture.read_result import DamagedPlace

        for result in read_ahead(results, self._others, source):
            where = place_in(source, result.where)
            if isinstance(result, DamagedPlace):
                yield CheckedRequest(where, RequestVerdict.DAMAGED, detail=result.reason)
                continue
            checked = self.check(result.reserved, where, result.alternatives)
            whole = result.whole or checked.verdict is RequestVerdict.VALID
            remarks = [checked.detail, *result.notes] if whole else [checked.detail]
            if whole and not result.whole:
                remarks.append("the part that is there is all that was signed")
            detail = "; ".join(dict.fromkeys(filter(None, remarks)))
            yield checked if detail == checked.detail else msgspec.structs.replace(checked, detail=detail)

    def check(
        self, record: CaptureRecord, where: str, alternatives: Iterable[bytes] = (), *, exact: bool = False
    ) -> CheckedRequest:
        """Check one request: every command's answer on a request is this one.

        What a record leaves open is taken into account: the body that verifies proves itself, and is ``proven``, be it
        one of the ``alternatives``. With ``exact`` the header's value is what a program saw, not what a connection
        brought.
        """
        body, header = record.content, record.header(SIGNATURE_HEADER)
        verdict = self._verify(body, header)
        if not verdict.valid or (record.method != METHOD and is_other_method(record.method)):
            return self._check_closely(record, body, where, alternatives, exact=exact)
        event_type, event_id = peek_event(body)
        self._explainer.verified = True
        if body:
            self._others.remember(header or "", where, event_id)
        return CheckedRequest(where, RequestVerdict.VALID, record.id, event_type, event_id, verdict.secret)

    def check_body(self, body: bytes, header: str, where: str) -> CheckedRequest:
        """Check a bare body with the value of its signature header."""
        headers = ((SIGNATURE_HEADER, header),)
        record = CaptureRecord.of(id="", time="", method=METHOD, target="", headers=headers, body=body)
        return self.check(record, where, exact=True)

    def _check_closely(
        self,
        record: CaptureRecord,
        body: bytes,
        where: str,
        alternatives: Iterable[bytes] = (),
        *,
        exact: bool = False,
    ) -> CheckedRequest:
        """Check what does not verify at first sight, with its headers as a connection would hand them on."""
        headers = record.headers if exact else as_received(record.headers)
        values = header_values(headers, SIGNATURE_HEADER)
        signature = ", ".join(values) if values else None
        left_open = _why_open(record, values)
        if not left_open and (probe := explain_probe(record.method, body, signature)):
            detail = probe + self._signed(record, values, body, alternatives)
            return CheckedRequest(where, RequestVerdict.PROBE, record.id, detail=detail)
        padded = headers is not record.headers
        if len(values) == 1 and (padded or record.anomaly or alternatives):
            for reading in _readings(record, headers, body, alternatives):
                verdict = self._verify(reading.body, values[0])
                if verdict.valid:
                    names = peek_event(reading.body)
                    if reading.body:
                        self._others.remember(values[0], where, names[1])
                    changed, remark = (reading.body, reading.remark) if reading.body != body else (None, _PADDED)
                    return CheckedRequest(
                        where, RequestVerdict.VALID, record.id, *names, verdict.secret, (), remark, changed
                    )
        if why := left_open or why_unverifiable(signature):
            return CheckedRequest(where, RequestVerdict.UNVERIFIABLE, record.id, detail=why)
        if record.anomaly == OPEN_END:
            from maileroo_cli.capture.check.readings import likely_body

            body = likely_body(body)
        if padded:
            record = msgspec.structs.replace(record, headers=headers)
        return self._explain(record, values, body, where)

    def _signed(self, record: CaptureRecord, values: Sequence[str], body: bytes, alternatives: Iterable[bytes]) -> str:
        """Return what is to be said of a probe's signature, where it has one."""
        if not values:
            return ""
        if len(values) == 1:
            for reading in _readings(record, record.headers, body, alternatives):
                if self._verify(reading.body, values[0]).valid:
                    return "; its signature is valid" + (f" {reading.remark}" if reading.remark else "")
        if record.anomaly == OPEN_END:
            from maileroo_cli.capture.check.readings import likely_body

            body = likely_body(body)
        causes = self._explainer.explain(record, values, body, "", "").causes
        return f"; its signature is invalid: {' + '.join(cause.code for cause in causes)}" if causes else ""

    def _explain(self, record: CaptureRecord, values: Sequence[str], body: bytes, where: str) -> CheckedRequest:
        event_type, event_id = peek_event(body)
        causes, detail, brief = self._explainer.explain(record, values, body, event_id, where)
        if not causes:
            return CheckedRequest(where, RequestVerdict.UNVERIFIABLE, record.id, detail=detail)
        return CheckedRequest(
            where, RequestVerdict.INVALID, record.id, event_type, event_id, None, causes, detail, brief=brief
        )


def _readings(
    record: CaptureRecord, headers: Headers, body: bytes, alternatives: Iterable[bytes]
) -> "Iterator[BodyReading]":
    """Yield the body, and what else it may have been."""
    from maileroo_cli.capture.check.readings import BodyReading, other_readings

    yield BodyReading(body, "")
    yield from (BodyReading(one, _OTHER_FORM) for one in alternatives)
    if record.anomaly:
        yield from other_readings(body, headers, rewritten=record.anomaly in (DOUBTFUL, INCOMPLETE))


def _why_open(record: CaptureRecord, values: Sequence[str]) -> str:
    """Return why what a record leaves open keeps it from being verified; empty where a signature may still tell."""
    if not record.anomaly or record.anomaly in (DOUBTFUL, OPEN_END):
        return ""
    return "" if record.anomaly == SIGNATURE_LEFT_OUT and values else doubt(record).detail
