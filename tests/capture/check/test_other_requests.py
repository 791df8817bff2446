"""The owner of a signature among the other requests of the same input."""

import pytest

from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.check.recent_records import RecentRecords
from maileroo_cli.capture.record import CaptureRecord, encode_record
from maileroo_cli.capture.reservation import DOUBTFUL, OPEN_END, Reservation
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign

SECRET = Secret("s3cret-canary", "env:A")
FIRST, CHANGED = b'{"event_id":"e1","inserted_at":1}', b'{"event_id":"e1","inserted_at":2}'
OTHER = b'{"event_id":"e2","inserted_at":1}'


def record(body: bytes, signed: bytes | None = None, method: str = "POST") -> CaptureRecord:
    """Return a record with the signature of ``signed``, or of its own body."""
    value = sign(body if signed is None else signed, SECRET)
    return CaptureRecord.of(
        id="r", time="", method=method, target="/", headers=(("X-Maileroo-Signature", value),), body=body
    )


def told(records: list[CaptureRecord], *, block: bool) -> list[tuple[str, str]]:
    """Return causes and detail of each record, verified in a block as of a file, or one by one as of an archive."""
    checker = Checker([SECRET], others=OtherRequests(RecentRecords()))
    if block:
        found = list(checker.check_lines(b"\n".join(map(encode_record, records)), 1, "f"))
    else:
        found = [checker.check(one, f"f:{number}") for number, one in enumerate(records, 1)]
    return [("+".join(cause.code for cause in one.causes), one.detail) for one in found]


SAME_EVENT = "which has the same event: the body was changed after it was signed"


@pytest.mark.parametrize("block", [True, False])
def test_a_retry_with_a_changed_body_is_named(block: bool) -> None:
    """The request that the signature belongs to is named by its place, and that the event is the same is told."""
    assert told([record(FIRST), record(OTHER), record(CHANGED, FIRST)], block=block) == [
        ("", ""),
        ("", ""),
        ("signature-of-another", f"it belongs to f:1, {SAME_EVENT}"),
    ]


def test_the_owner_may_come_later() -> None:
    """Within what can be searched the order does not matter."""
    assert told([record(CHANGED, FIRST), record(FIRST)], block=True)[0] == (
        "signature-of-another",
        f"it belongs to f:2, {SAME_EVENT}",
    )


def test_two_that_were_exchanged_are_both_named() -> None:
    """Where two bodies carry each other's signatures neither is valid, and each is said to own the other's."""
    assert told([record(FIRST, OTHER), record(OTHER, FIRST)], block=True) == [
        ("signature-of-another", "it belongs to f:2"),
        ("signature-of-another", "it belongs to f:1"),
    ]


@pytest.mark.parametrize("block", [True, False])
def test_a_signature_of_nobody_stays_unexplained(block: bool) -> None:
    """The same wrong signature on several requests makes none of them its owner."""
    causes = {codes for codes, _ in told([record(FIRST, b"x"), record(OTHER, b"x"), record(OTHER)], block=block)}
    assert causes == {"unexplained", ""}


def test_another_mistake_keeps_its_name() -> None:
    """A signature that can be computed from the body at hand belongs to no other request."""
    assert told([record(FIRST), record(OTHER, OTHER + b"\n")], block=True)[1] == ("body-newline-added", "LF")


@pytest.mark.parametrize("block", [True, False])
def test_what_was_done_to_the_same_event_is_named_first(block: bool) -> None:
    """Where the body was made from that of the owner by a known mistake, the mistake is the cause, as without it."""
    records = [record(FIRST), record(FIRST + b"\n", FIRST), record(CHANGED + b"\n", FIRST)]
    assert [codes for codes, _ in told(records, block=block)] == ["", "body-newline-removed", "signature-of-another"]


@pytest.mark.parametrize("block", [True, False])
def test_an_empty_body_owns_nothing_and_is_told_as_such(block: bool) -> None:
    """Every empty body has the same signature, so none is the owner of it; one that arrived empty is said to."""
    records = [record(b""), record(OTHER, b""), record(FIRST), record(b"", FIRST)]
    assert [codes for codes, _ in told(records, block=block)] == ["", "body-unread", "", "body-arrived-empty"]


@pytest.mark.parametrize("block", [True, False])
@pytest.mark.parametrize("signed", [FIRST, OTHER], ids=["valid", "of another"])
def test_a_probe_owns_nothing(block: bool, signed: bytes) -> None:
    """A request by another method is a probe with whatever signature, and no other request's is said to be its own."""
    records = [record(FIRST, signed, method="PUT"), record(CHANGED, FIRST)]
    assert [codes for codes, _ in told(records, block=block)] == ["", "unexplained"]


@pytest.mark.parametrize("block", [True, False])
def test_what_is_in_doubt_is_blamed_for_no_signature(block: bool) -> None:
    """A body that may be another than was sent is unverifiable, also where the signature belongs to another request."""
    doubtful = record(CHANGED, FIRST).reserved(Reservation(DOUBTFUL, "a reason"))
    assert told([record(FIRST), doubtful], block=block) == [("", ""), ("", "a reason")]


def test_a_body_that_was_proven_owns_its_signature() -> None:
    """What verifies as another reading of the file is remembered like what verifies at first sight."""
    read = record(FIRST + b"\n", FIRST).reserved(Reservation(OPEN_END))
    assert told([read, record(CHANGED, FIRST)], block=False)[1][0] == "signature-of-another"


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many requests pass by, only the last are known, and records only as far as they are kept."""
    monkeypatch.setattr("maileroo_cli.capture.check.other_requests._MOST_REMEMBERED", 2)
    numbered = [b'{"event_id":"n%d"}' % number for number in range(4)]
    found = told([*map(record, numbered), record(FIRST, numbered[0]), record(CHANGED, numbered[3])], block=False)
    assert [codes for codes, _ in found[4:]] == ["unexplained", "signature-of-another"]


def test_records_pass_out_of_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a pipe a bounded number of bytes can be searched, and a place is told by its own line."""
    size = len(encode_record(record(FIRST)))
    monkeypatch.setattr("maileroo_cli.capture.check.recent_records._SIZE", size * 3 + 9)
    checker = Checker([SECRET], others=OtherRequests(RecentRecords()))
    for number, body in enumerate([FIRST, b"{}", b"[]", OTHER], 1):
        assert [one.causes for one in checker.check_lines(encode_record(record(body)), number, "f")] == [()]
    lines = b"\n".join(encode_record(record(CHANGED, signed)) for signed in (FIRST, OTHER))
    gone, kept = checker.check_lines(lines, 5, "f")
    assert gone.causes[0].code == "unexplained"
    assert (kept.causes[0].code, kept.detail) == ("signature-of-another", "it belongs to f:4")
