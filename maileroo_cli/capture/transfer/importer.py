"""What enters the store from files: requests that a reader found become captures, verified on the way.

A capture that was exported from a store keeps its id; that of any other request follows from its time and its bytes. So
whatever is imported again enters only once. They are stored by ``store.writer``.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import chain

from maileroo_cli.capture.check.assessment import INCOMPLETE
from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.entry import ID_LENGTH, Capture, CaptureContent, CaptureEntry
from maileroo_cli.capture.event_names import peek_names
from maileroo_cli.capture.head import make_head
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.verdict import RequestVerdict, StoredVerdict
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.webhook.signing.request import TOKEN
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Verifier
from maileroo_cli.webhook.text.instant import parse_instant

_OURS = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")
_MOST_NAMES = 1_000
_WRITTEN = re.compile(r"(?:19[7-9]|[2-9]\d\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)

# Plain text, since SQLite takes a member of an enum only after it has asked around what that may be.
_VALID, _UNVERIFIABLE, _UNCHECKED = (
    StoredVerdict.VALID.value,
    StoredVerdict.UNVERIFIABLE.value,
    StoredVerdict.UNCHECKED.value,
)


class CaptureImporter:
    """Turns what readers found into captures and counts what became of them.

    ``known_ids`` is asked once, for what is in the store. ``now`` (Unix seconds) is the time
    of arrival where a request has none. ``verdicts`` counts what was let in, ``present`` what was there already,
    ``damaged`` what cannot be kept.
    """

    def __init__(self, known_ids: Callable[[], Iterable[str]], secrets: Sequence[Secret], now: float) -> None:
        self._ask_ids = known_ids
        self._file = 0
        self._verify = Verifier(secrets).verify if secrets else None
        self._checker = Checker(secrets) if secrets else None
        self._now = now
        self._names: set[str] = set()
        self.verdicts: Counter[str] = Counter()
        self.present = self.damaged = 0

    def admit(self, results: Iterable[ReadResult]) -> Iterator[Capture | DamagedPlace]:
        """Yield a capture for each request of one file that is new, and what is damaged as it is.

        Equal requests of one file, such as a retry that was captured twice without a time, are told apart by their
        order in it.
        """
        self._file += 1
        repeats: dict[str, int] = {}
        for result in results:
            if isinstance(result, DamagedPlace):
                self.damaged += 1
                yield result
                continue
            identity = self._identify(result.record, repeats)
            if identity in self._known:
                self._known[identity] = self._file
                self.present += 1
                continue
            try:
                capture = self.capture_of(identity, result)
            except InputError as error:
                self.damaged += 1
                yield DamagedPlace(result.where, str(error))
                continue
            self._known[identity] = self._file
            self.verdicts[capture.entry.verdict] += 1
            yield capture

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
        """Return a request as a capture, verified where there is a secret; ``InputError`` where it can be none."""
        record = found.record
        head = self._head(record)
        verdict, cause, secret, body = self._judge(found, record.content)
        anomaly = "" if found.whole else INCOMPLETE
        entry = CaptureEntry(
            identity,
            self._arrival(record.time),
            "",
            record.method,
            record.target,
            *peek_names(body),
            verdict,
            cause,
            secret,
            anomaly,
            len(body),
        )
        answer = found.answer
        if answer is None:
            return Capture(entry, CaptureContent(head, body))
        entry = entry._replace(status=answer.status, answered=answer.source, milliseconds=answer.milliseconds)
        return Capture(entry, CaptureContent(head, body, b"", answer.head, answer.body))

    def _head(self, record: CaptureRecord) -> bytes:
        """Return the head of a record; what no head can hold, or would be another in one, raises ``InputError``."""
        headers = record.headers
        for name, _ in headers:
            if name not in self._names:
                self._check_token(name, "the name of a header")
        if record.method not in self._names:
            self._check_token(record.method, "its method")
        head = make_head(record.method, record.target, headers)
        lines = len(headers) + 2
        if head.count(b"\n") != lines or head.count(b"\r") != lines or b"\0" in head:
            raise InputError("its head holds a line break or a NUL, which HTTP cannot carry")
        if not record.target or " " in record.target:
            raise InputError("its target is none that HTTP can carry")
        return head

    def _check_token(self, text: str, what: str) -> None:
        if not TOKEN.fullmatch(text):
            raise InputError(f"{what} is none that HTTP can carry")
        if len(self._names) < _MOST_NAMES:
            self._names.add(text)

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

    def _judge(self, found: ReadRequest, body: bytes) -> tuple[str, str, str, bytes]:
        """Return verdict, codes of the causes, reference of the secret, and the body that was signed."""
        if not found.whole:
            return _UNVERIFIABLE, "", "", body
        if self._verify is None or self._checker is None:
            return _UNCHECKED, "", "", body
        secret = self._verify(body, found.record.header(SIGNATURE_HEADER)).secret
        if secret is not None:
            return _VALID, "", secret, body
        (checked,) = self._checker.check_results((found,), "")
        if checked.verdict is RequestVerdict.VALID:  # where nothing says its length, an editor may have ended the body
            return _VALID, "", checked.secret or "", body[:-1].removesuffix(b"\r")
        return checked.verdict.value, "+".join(cause.code for cause in checked.causes), "", body


def _digest(record: CaptureRecord) -> bytes:
    """Return what tells a request from any other: its time, method, target, headers and body."""
    parts = "\0".join([record.time, record.method, record.target, *chain.from_iterable(record.headers)])
    head = parts.encode("utf-8", "surrogatepass")
    return sha256(b"%d\0%b%b" % (len(head), head, record.content)).digest()
