"""What enters the store from files: requests that a reader found become captures, verified on the way.

A capture that was exported from a store keeps its id; that of any other request follows from its time and its bytes. So
whatever is imported again enters only once. One that has the id of another, since its bytes were altered in the file,
enters under an id of its own. They are stored by ``store.writer``.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import chain

from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.check.lookahead import read_ahead
from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.check.readings import likely_body
from maileroo_cli.capture.entry import ID_LENGTH, Capture, CaptureContent, CaptureEntry
from maileroo_cli.capture.event_names import peek_names
from maileroo_cli.capture.head import make_head, make_storable_head
from maileroo_cli.capture.probe import is_probe
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import INCOMPLETE, SIGNATURE_LEFT_OUT
from maileroo_cli.capture.transfer.likeness import is_alike, is_unsigned_copy, other_id
from maileroo_cli.capture.verdict import RequestVerdict, StoredVerdict
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.request import TOKEN, header_values
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

    ``known_ids`` is asked once, for what is in the store; ``find`` returns the capture with an id that is there, if it
    still is. ``now`` (Unix seconds) is the time of arrival where a request has none. ``verdicts`` counts what was let
    in, of that ``renamed`` what had the id of another request; ``completed`` counts, by verdict, what takes the place
    of the same without its signature; ``present`` what was there already, ``damaged`` what could not be read.
    """

    def __init__(
        self,
        known_ids: Callable[[], Iterable[str]],
        secrets: Sequence[Secret],
        now: float,
        find: Callable[[str], Capture | None] = lambda _: None,
    ) -> None:
        self._ask_ids = known_ids
        self._find = find
        self._file = 0
        self._verify = Verifier(secrets).verify if secrets else None
        self._others = OtherRequests()
        self._checker = Checker(secrets, others=self._others) if secrets else None
        self._now = now
        self._names: set[str] = set()
        self.verdicts: Counter[str] = Counter()
        self.completed: Counter[str] = Counter()
        self.present = self.damaged = self.renamed = 0

    def admit(self, results: Iterable[ReadResult]) -> Iterator[Capture | DamagedPlace]:
        """Yield a capture for each request of one file that is new or completes one, and what is damaged as it is.

        Equal requests of one file, such as a retry that was captured twice without a time, are told apart by their
        order in it. One that completes another has its id.
        """
        self._file += 1
        repeats: dict[str, int] = {}
        for result in self.look_ahead(results):
            if isinstance(result, DamagedPlace):
                self.damaged += 1
                yield result
                continue
            identity = self._identify(result.record, repeats)
            is_there = identity in self._known
            self._known[identity] = self._file
            if is_there:
                stored = self._find(identity) if identity == result.record.id else None
                capture = None if stored is None else self._other(identity, result, stored)
                if capture is None:
                    self.present += 1
                else:
                    yield capture
                continue
            capture = self.capture_of(identity, result)
            self.verdicts[capture.entry.verdict] += 1
            yield capture

    def look_ahead(self, results: Iterable[ReadResult]) -> Iterable[ReadResult]:
        """Return what a reader found, of which some is looked at before its turn: it may own another's signature."""
        return results if self._checker is None else read_ahead(results, self._others)

    def _other(self, identity: str, found: ReadRequest, stored: Capture) -> Capture | None:
        """Return a request whose id is there as what it is beyond the ``stored`` one; ``None`` where it is the same."""
        record = found.reserved
        target = not found.elsewhere
        anomaly = record.reservation.text if record.reservation is not None else ""
        entry = CaptureEntry(identity, 0.0, "", _shown(record.method), _shown(record.target), anomaly=anomaly)
        bare = Capture(entry, CaptureContent(self._head(record), record.content))
        completes = is_unsigned_copy(stored) and not is_unsigned_copy(bare) and _is_signed(bare)
        if is_alike(bare, stored, target=target) and not completes:
            return None
        capture = self.capture_of(identity, found)  # its body may be another one, which the signature proves
        if is_alike(capture, stored, target=target):
            if not completes:
                return None
            self.completed[capture.entry.verdict] += 1
            return _completed(stored, capture, timed=bool(record.time))
        identity = other_id(capture)
        if identity in self._known:
            return None
        self._known[identity] = self._file
        self.renamed += 1
        self.verdicts[capture.entry.verdict] += 1
        return capture._replace(entry=capture.entry._replace(id=identity))

    def _identify(self, record: CaptureRecord, repeats: dict[str, int]) -> str:
        """Return the id of a request: its own where a store gave it, else one that the same request always has.

        ``repeats`` counts the requests of this file that are equal to an earlier one.
        """
        if _OURS.fullmatch(record.id):
            return record.id
        digest = _digest(record)
        identity = digest[: ID_LENGTH // 2].hex()
        if self._known.get(identity) != self._file:
            return identity
        count = repeats[identity] = repeats.get(identity, 0) + 1
        return sha256(b"%b%d" % (digest, count)).digest()[: ID_LENGTH // 2].hex()

    @cached_property
    def _known(self) -> dict[str, int]:
        """The ids that are there, each with the number of the file in which it came last; 0 is the store."""
        return dict.fromkeys(self._ask_ids(), 0)

    def capture_of(self, identity: str, found: ReadRequest) -> Capture:
        """Return a request as a capture, verified where there is a secret."""
        record = found.reserved
        head = self._head(record)
        verdict, cause, secret, body = self._judge(record, record.content, found)
        reservation = None if verdict == _VALID else record.reservation
        entry = CaptureEntry(
            identity,
            self._arrival(record.time),
            "",
            _shown(record.method),
            _shown(record.target),
            *(peek_names(body) if reservation is None else peek_names(likely_body(body))),
            verdict,
            cause,
            secret,
            reservation.text if reservation is not None else "",
            len(body),
        )
        if body and verdict == _VALID:
            self._others.remember(record.header(SIGNATURE_HEADER) or "", found.where, entry.event_id)
        answer = found.answer
        if answer is None:
            return Capture(entry, CaptureContent(head, body))
        entry = entry._replace(status=answer.status, answered=answer.source, milliseconds=answer.milliseconds)
        return Capture(entry, CaptureContent(head, body, b"", answer.head, answer.body))

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
        try:
            if _WRITTEN.fullmatch(time):  # as records have it, in a fifth of the time
                return datetime.fromisoformat(time).timestamp()
            return parse_instant(time, self._now) if time else self._now
        except (ValueError, UsageError):
            return self._now

    def _judge(self, record: CaptureRecord, body: bytes, found: ReadRequest) -> tuple[str, str, str, bytes]:
        """Return verdict, codes of the causes, reference of the secret, and the body that was signed."""
        signature = record.header(SIGNATURE_HEADER)
        if record.anomaly not in _LOST and is_probe(record.method, body, signature):
            return _PROBE, "", "", body
        if self._verify is None or self._checker is None:
            return _UNVERIFIABLE if record.anomaly in _LOST else _UNCHECKED, "", "", body
        secret = self._verify(body, signature).secret
        if secret is not None:
            return _VALID, "", secret, body
        checked = self._checker.check(record, found.where, found.alternatives)
        if checked.verdict is RequestVerdict.VALID:
            return _VALID, "", checked.secret or "", body if checked.proven is None else checked.proven
        return checked.verdict.value, "+".join(cause.code for cause in checked.causes), "", body


def _shown(text: str) -> str:
    return text if text.isascii() else visible(text)


def _is_signed(capture: Capture) -> bool:
    return bool(header_values(capture.headers, SIGNATURE_HEADER))


def _completed(stored: Capture, capture: Capture, *, timed: bool) -> Capture:
    """Return a capture that takes the place of the ``stored`` one: what only that knows of arrival and answer stays."""
    old, new = stored.entry, capture.entry
    entry = new._replace(at=new.at if timed else old.at, peer=old.peer, target=old.target)
    if new.status is not None or old.status is None:
        return capture._replace(entry=entry)
    entry = entry._replace(status=old.status, answered=old.answered, milliseconds=old.milliseconds)
    kept = stored.content
    return Capture(entry, capture.content._replace(answer_head=kept.answer_head, answer_body=kept.answer_body))


def _digest(record: CaptureRecord) -> bytes:
    """Return what tells a request from any other: its time, method, target, headers and body."""
    parts = "\0".join([record.time, record.method, record.target, *chain.from_iterable(record.headers)])
    head = parts.encode("utf-8", "surrogatepass")
    return sha256(b"%d\0%b%b" % (len(head), head, record.content)).digest()
