"""Checking captures: valid, invalid with its cause, unverifiable or damaged, each with its place."""

import pytest

from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import CaptureRecord, encode_record
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, sign

SECRET = Secret("s3cret-canary", "env:A")
OTHER = Secret("another", "env:B")
BODY = b'{"event_id":"e1","event_type":"opened"}'


def make(body: bytes = BODY, signature: str | None = None) -> CaptureRecord:
    """Return a record signed with ``SECRET``, or with another header."""
    value = sign(body, SECRET) if signature is None else signature
    return CaptureRecord.of(
        id="r1", time="", method="POST", target="/", headers=(("X-Maileroo-Signature", value),), body=body
    )


def without_header() -> CaptureRecord:
    """Return a record that was never signed."""
    return CaptureRecord.of(id="r1", time="", method="POST", target="/", headers=(), body=BODY)


GOOD = encode_record(make())


def test_a_valid_record_tells_its_event_and_secret() -> None:
    """The report can name the event and which of several secrets matched."""
    (checked,) = Checker([OTHER, SECRET]).check_lines(GOOD, 5, "f.ndjson")
    assert checked.where == "f.ndjson:5"
    assert checked.verdict is RequestVerdict.VALID
    assert (checked.id, checked.event_type, checked.event_id, checked.secret) == ("r1", "opened", "e1", "env:A")


def test_valid_requests_can_be_counted_alone() -> None:
    """Where they are only counted, valid requests are not yielded, and the others are as ever."""
    counted: dict[str, int] = {}
    bad = encode_record(make(signature="0" * 64))
    (checked,) = Checker([OTHER, SECRET]).check_lines(b"\n".join((GOOD, bad, GOOD)), 1, "f", counted)
    assert (checked.verdict, checked.where) == (RequestVerdict.INVALID, "f:2")
    assert counted == {"env:A": 2}


BLOCKS = {
    "plain lines": ([GOOD, encode_record(make(signature="0" * 64)), GOOD], "viv"),
    "a damaged line": ([GOOD, b"rubbish", GOOD], "vdv"),
    "an empty line": ([GOOD, b"", b" ", GOOD], "vv"),
    "a body in base64": ([encode_record(make(b"\xff")), GOOD], "vv"),
    "no signature": ([encode_record(without_header())], "i"),
    "crlf": ([GOOD + b"\r", GOOD + b"\r"], "vv"),
    "a later version": ([GOOD, GOOD.replace(b"capture/1", b"capture/2")], "vd"),
}


@pytest.mark.parametrize(("lines", "verdicts"), BLOCKS.values(), ids=BLOCKS.keys())
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_each_line_has_its_verdict_and_number(lines: list[bytes], verdicts: str, end: bytes) -> None:
    """A damaged line is told with its number, and the rest goes on."""
    checked = list(Checker([SECRET]).check_lines(b"\n".join(lines) + end, 10, "f"))
    assert "".join(one.verdict[0] for one in checked) == verdicts
    numbers = [f"f:{number}" for number, line in enumerate(lines, 10) if line.strip()]
    assert [one.where for one in checked] == numbers


def test_an_invalid_record_has_a_cause() -> None:
    """Why is said by a code of the catalogue, and neither the secret nor the right signature is shown."""
    (checked,) = Checker([SECRET], [OTHER]).check_lines(encode_record(make(signature=sign(BODY, OTHER))), 1, "f")
    assert checked.verdict is RequestVerdict.INVALID
    assert checked.causes
    assert checked.secret is None
    assert sign(BODY, SECRET) not in repr(checked)
    assert "canary" not in repr(checked)


def test_what_a_reader_found() -> None:
    """Whole requests are verified, a cut-off one only where its signature proves what is there, damage is told."""
    results: list[ReadResult] = [
        ReadRequest(make(), "line 1"),
        ReadRequest(make(signature="0" * 64), "line 9", ("the body is cut off", "and more"), whole=False),
        ReadRequest(make(signature="0" * 64), "line 20", whole=False),
        DamagedPlace("line 30", "not an HTTP request"),
        ReadRequest(make(), "line 40", ("the body is cut off",), whole=False),
    ]
    checked = list(Checker([SECRET]).check_results(results, "f.http"))
    assert [one.verdict[0] for one in checked] == ["v", "u", "u", "d", "v"]
    assert [one.where for one in checked][:2] == ["f.http:1", "f.http:9"]
    assert checked[1].detail == "the body is cut off; and more"
    assert checked[2].detail
    assert checked[3].detail == "not an HTTP request"
    assert checked[4].detail == "the body is cut off; the part that is there is all that was signed"


def test_a_bare_body() -> None:
    """A body is checked with the value of its header alone."""
    checker = Checker([SECRET])
    assert checker.check_body(BODY, sign(BODY, SECRET), "body.json").verdict is RequestVerdict.VALID
    assert checker.check_body(BODY, "rubbish \udcff", "body.json").verdict is RequestVerdict.INVALID
    assert SIGNATURE_HEADER == "x-maileroo-signature"


@pytest.mark.parametrize("values", [("good", "good"), ("good", "0" * 64), ("", "good"), ("0" * 64, "good")])
def test_a_header_that_came_twice_is_its_own_cause(values: tuple[str, str]) -> None:
    """Where one of several signature headers is good, the cause is that there are several."""
    good = sign(b"{}", SECRET)
    headers = tuple((SIGNATURE_HEADER, good if value == "good" else value) for value in values)
    record = CaptureRecord.of("r", "", "POST", "/", headers, b"{}")
    checked = Checker([SECRET]).check(record, "f:1")
    assert (checked.verdict, [cause.code for cause in checked.causes]) == (
        RequestVerdict.INVALID,
        ["header-duplicated"],
    )


@pytest.mark.parametrize(("end", "framing", "verdict"), [
    (b"\n", (), RequestVerdict.VALID),
    (b"\r\n", (), RequestVerdict.VALID),
    (b"\n", (("Content-Length", "3"),), RequestVerdict.INVALID),
    (b"\n\n", (), RequestVerdict.VALID),
    (b"\n> {% ", (), RequestVerdict.VALID),
    (b"}", (("Content-Length", "3"),), RequestVerdict.INVALID),
])  # fmt: skip
def test_a_newline_that_an_editor_put_at_the_end(
    end: bytes, framing: tuple[tuple[str, str], ...], verdict: RequestVerdict
) -> None:
    """It is left out, and what else follows the JSON, where nothing says how long the body is, and that is said."""
    headers = ((SIGNATURE_HEADER, sign(b"{}", SECRET)), *framing)
    record = CaptureRecord.of("r", "", "POST", "/", headers, b"{}" + end)
    captured = ReadRequest(record, "line 1", open_end=not framing)
    (checked,) = Checker([SECRET]).check_results([captured], "f.http")
    assert checked.verdict is verdict
    assert ("without" in checked.detail) is (verdict is RequestVerdict.VALID)
