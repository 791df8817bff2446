"""What enters the store from files: requests that a reader found become captures, verified on the way.

A capture that was exported from a store keeps its id, so that it enters only once; any other request gets one. They are
stored by ``store.writer``.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.check.readings import likely_body
from maileroo_cli.capture.entry import ID_LENGTH, Capture, CaptureContent, CaptureEntry, draw_ids
from maileroo_cli.capture.event_names import peek_names
from maileroo_cli.capture.head import make_head, make_storable_head
from maileroo_cli.capture.probe import is_probe
from maileroo_cli.capture.read_result import DamagedPlace, ReadResult
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import INCOMPLETE, SIGNATURE_LEFT_OUT
from maileroo_cli.capture.verdict import RequestVerdict, StoredVerdict
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.request import TOKEN
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Verifier
from maileroo_cli.webhook.text.instant import parse_instant
from maileroo_cli.webhook.text.shown import visible

_OURS = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")
_MOST_NAMES = 1_000
_WRITTEN = re.compile(r"(?:19[7-9]|[2-9]\d\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)

# Plain text, since SQLite takes a member of an enum only after it has asked around what that may be.
_VALID, _UNVERIFIABLE, _UNCHECKED, _PROBE = (
    StoredVerdict.VALID.value,
    StoredVerdict.UNVERIFIABLE.value,
    StoredVerdict.UNCHECKED.value,
    StoredVerdict.PROBE.value,
)
_LOST = (INCOMPLETE, SIGNATURE_LEFT_OUT)
"""What cannot be verified as it is, whatever the secret may be."""


class CaptureImporter:
    """Turns what readers found into captures and counts what became of them.

    ``known_ids`` is asked once, when the first id comes that may be there already. ``now`` (Unix seconds) is the time
    of arrival where a request has none. ``verdicts`` counts what was let in, ``present`` what was there already,
    ``damaged`` what could not be read.
    """

    def __init__(self, known_ids: Callable[[], Iterable[str]], secrets: Sequence[Secret], now: float) -> None:
        self._ask_ids = known_ids
        self._ids: set[str] | None = None
        self._verify = Verifier(secrets).verify if secrets else None
        self._checker = Checker(secrets) if secrets else None
        self._now = now
        self._new_ids = draw_ids()
        self._names: set[str] = set()
        self.verdicts: Counter[str] = Counter()
        self.present = self.damaged = 0

    def admit(self, results: Iterable[ReadResult]) -> Iterator[Capture | DamagedPlace]:
        """Yield a capture for each request that is new, and what is damaged as it is."""
        for result in results:
            if isinstance(result, DamagedPlace):
                self.damaged += 1
                yield result
                continue
            identity = self._identify(result.record.id)
            if identity is None:
                self.present += 1
                continue
            capture = self._capture(identity, result.reserved, result.alternatives)
            self.verdicts[capture.entry.verdict] += 1
            yield capture

    def _identify(self, name: str) -> str | None:
        """Return the id of a new capture, ``None`` where it is there already."""
        if not _OURS.fullmatch(name):
            return next(self._new_ids)
        if self._ids is None:
            self._ids = set(self._ask_ids())
        if name in self._ids:
            return None
        self._ids.add(name)
        return name

    def _capture(self, identity: str, record: CaptureRecord, alternatives: Iterable[bytes]) -> Capture:
        head = self._head(record)
        verdict, cause, secret, body = self._judge(record, record.content, alternatives)
        reservation = None if verdict == _VALID else record.reservation
        entry = CaptureEntry(
            identity,
            self._arrival(record.time),
            "",
            record.method if record.method.isascii() else visible(record.method),
            record.target if record.target.isascii() else visible(record.target),
            *(peek_names(body) if reservation is None else peek_names(likely_body(body))),
            verdict,
            cause,
            secret,
            reservation.text if reservation is not None else "",
            len(body),
        )
        return Capture(entry, CaptureContent(head, body))

    def _head(self, record: CaptureRecord) -> bytes:
        """Return the head of a record; what HTTP could not carry in one is written as what it can."""
        headers, names = record.headers, self._names
        unknown = [name for name, _ in headers if name not in names]
        if record.method not in names:
            unknown.append(record.method)
        if not unknown or all(map(self._is_token, unknown)):
            head = make_head(record.method, record.target, headers)
            lines = len(headers) + 2
            sound = head.count(b"\n") == lines == head.count(b"\r") and b"\0" not in head
            if sound and record.target and " " not in record.target:
                return head
        return make_storable_head(record.method, record.target, headers)

    def _is_token(self, text: str) -> bool:
        if not TOKEN.fullmatch(text):
            return False
        if len(self._names) < _MOST_NAMES:
            self._names.add(text)
        return True

    def _arrival(self, time: str) -> float:
        if _WRITTEN.fullmatch(time):  # as records have it, in a fifth of the time
            try:
                return datetime.fromisoformat(time).timestamp()
            except ValueError:
                return self._now
        try:
            return parse_instant(time, self._now) if time else self._now
        except UsageError:
            return self._now

    def _judge(self, record: CaptureRecord, body: bytes, alternatives: Iterable[bytes]) -> tuple[str, str, str, bytes]:
        """Return verdict, codes of the causes, reference of the secret, and the body that was signed."""
        signature = record.header(SIGNATURE_HEADER)
        if record.anomaly not in _LOST and is_probe(record.method, body, signature):
            return _PROBE, "", "", body
        if self._verify is None or self._checker is None:
            return _UNVERIFIABLE if record.anomaly in _LOST else _UNCHECKED, "", "", body
        secret = self._verify(body, signature).secret
        if secret is not None:
            return _VALID, "", secret, body
        checked = self._checker.check(record, "", alternatives)
        if checked.verdict is RequestVerdict.VALID:
            return _VALID, "", checked.secret or "", body if checked.proven is None else checked.proven
        return checked.verdict.value, "+".join(cause.code for cause in checked.causes), "", body
