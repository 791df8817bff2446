"""``mhook captures import``: what is there already stays out in every format, and a HAR's answers come along."""

import gzip
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.formats.pytest.writer import PytestCase, write_pytest
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.store.archive import Archive
from tests.cli.calling import Mhook
from tests.cli.commands.test_verify import record as capture_record
from tests.cli.commands.test_verify import signed
from tests.cli.store import captured, event, fill, signature

ONE, TWO = event(1), event(2, "opened")
SIGNATURE = "x-maileroo-signature"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "captures"


def captures() -> list[Capture]:
    """Return what is in the project's store."""
    with Archive(Path(".mhook/captures.db")) as archive:
        return list(archive.captures())


def entry(body: bytes, at: str = "2026-01-01T00:00:00.000Z", **more: Any) -> dict[str, Any]:
    """Return an entry of a HAR of another program."""
    headers = [{"name": SIGNATURE, "value": signature(body)}]
    request = {"method": "POST", "url": "https://a.test/hook", "headers": headers, "postData": {"text": body.decode()}}
    return {"startedDateTime": at, "request": request, **more}


def har(*entries: dict[str, Any]) -> bytes:
    """Return a HAR of another program."""
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def http(*bodies: bytes) -> bytes:
    """Return raw requests without a time or a name."""
    head = b"POST /hook HTTP/1.1\r\nHost: a.test\r\nContent-Length: %d\r\n%b: %b\r\n\r\n%b"
    name = SIGNATURE.encode()
    return b"\r\n".join(head % (len(body), name, signature(body).encode(), body) for body in bodies)


def record(body: bytes, name: str) -> bytes:
    """Return a capture record whose id is none of a store's."""
    fields = {"schema": "mhook.capture/1", "id": name, "time": "", "method": "POST", "target": "/"}
    return json.dumps({**fields, "headers": [[SIGNATURE, signature(body)]], "body": body.decode()}).encode() + b"\n"


def command(body: bytes) -> bytes:
    """Return a command of curl."""
    return b"curl https://a.test/hook -H '%b: %b' --data-raw '%b'\n" % (
        SIGNATURE.encode(),
        signature(body).encode(),
        body,
    )


def pytest_file(*bodies: bytes) -> bytes:
    """Return a file of tests that post captures without a time."""
    records = [CaptureRecord.of("any", "", "POST", "/", ((SIGNATURE, signature(body)),), body) for body in bodies]
    return "".join(write_pytest([PytestCase(one) for one in records])).encode()


def logged(body: bytes) -> bytes:
    """Return a line of a log that holds the body as parsed JSON."""
    return json.dumps({"headers": {SIGNATURE: signature(body)}, "body": json.loads(body)}).encode() + b"\n"


FOREIGN: dict[str, tuple[bytes, int]] = {
    "HAR": (har(entry(ONE), entry(TWO), entry(ONE, "2026-01-01T00:05:00.000Z"), entry(ONE)), 4),
    "HTTP": (http(ONE, TWO, ONE, ONE), 4),
    "records": (record(ONE, "r1") + record(ONE, "r2") + record(TWO, "r3"), 3),
    "commands": (command(ONE) + command(TWO) + command(ONE), 3),
    "pytest": (pytest_file(ONE, TWO, ONE), 3),
    "a log": (logged(ONE) + logged(TWO) + logged(ONE), 3),
    "compressed": (gzip.compress(http(ONE, TWO, ONE), mtime=0), 3),
    "curl": ((FIXTURES / "curl-trace.txt").read_bytes(), 4),
}


@pytest.mark.parametrize(("content", "count"), FOREIGN.values(), ids=FOREIGN.keys())
def test_the_same_file_twice(mhook: Mhook, project: Path, content: bytes, count: int) -> None:
    """Each request of a file is kept, equal ones too, since a retry may be one; the same file again adds nothing."""
    first = mhook("captures", "import", "-", stdin=content)
    assert first.text.startswith(f"{count} imported into .mhook/captures.db")
    assert mhook("captures", "import", "-", stdin=content).text == (
        f"0 imported into .mhook/captures.db; {count} already there\n"
    )
    kept = [one.entry.id for one in captures()]
    assert len(set(kept)) == count
    assert all(len(one) == 16 and int(one, 16) >= 0 for one in kept)


def test_a_later_archive_with_more_in_it(mhook: Mhook, project: Path) -> None:
    """Of an archive that was saved again with more traffic only what is new enters, wherever it stands."""
    mhook("captures", "import", "-", stdin=har(entry(ONE), entry(ONE, "2026-01-01T00:05:00.000Z")))
    later = har(entry(TWO), entry(ONE), entry(ONE, "2026-01-01T00:05:00.000Z"), entry(ONE, "2026-01-01T00:15:00.000Z"))
    ran = mhook("captures", "import", "-", stdin=later)
    assert ran.text == "2 imported into .mhook/captures.db: 2 valid; 2 already there\n"
    ran = mhook("captures", "import", "-", stdin=http(ONE) + b"\r\n" + http(TWO))
    assert ran.text.startswith("2 imported")
    assert mhook("captures", "import", "-", stdin=http(ONE, ONE)).text.endswith("1 valid; 1 already there\n")


@pytest.mark.parametrize("form", ["ndjson", "har", "http", "curl", "pytest", "fixture"])
@pytest.mark.parametrize("words", [[], ["--with-signatures"]])
def test_what_was_exported(mhook: Mhook, project: Path, form: str, words: list[str]) -> None:
    """What comes out of a store is known there again, in every format, with its signature or without."""
    fill(project / ".mhook" / "captures.db", captured(1, ONE), captured(2, ONE), captured(3, b"\xff"))
    content = mhook("captures", "export", "--as", form, *words).out
    ran = mhook("captures", "import", "-", stdin=content)
    assert (ran.code, ran.text) == (0, "0 imported into .mhook/captures.db; 3 already there\n")
    assert len(captures()) == 3


@pytest.mark.parametrize("form", ["ndjson", "har", "http", "curl", "pytest", "fixture"])
@pytest.mark.parametrize("words", [[], ["--with-signatures"]])
def test_other_bytes_under_the_same_id(mhook: Mhook, project: Path, form: str, words: list[str]) -> None:
    """A request that was altered in an exported file is another one: it enters beside the first, once, and is told."""
    fill(project / ".mhook" / "captures.db", captured(1, ONE), captured(2, TWO))
    content = mhook("captures", "export", "--as", form, *words).out
    altered = content.replace(b"opened", b"openec")
    ran = mhook("captures", "import", "-", stdin=altered)
    assert ran.code == 0
    assert ran.text.startswith("1 imported into .mhook/captures.db: ")
    assert ran.text.endswith("; 1 already there\n")
    assert "1 request has the id of another capture but different bytes: it was imported under a new id" in ran.err
    (told,) = mhook("captures", "import", "-", "--format", "json", stdin=altered).objects
    assert (told["imported"], told["renamed"], told["already_there"]) == (0, 0, 2)
    (told,) = mhook("captures", "import", "-", "--format", "json", stdin=content).objects
    assert (told["imported"], told["already_there"]) == (0, 2)
    again = mhook("captures", "export", "--as", form, *words).out
    left_out = form == "pytest" and not words  # without its signature nobody knows what a receiver should answer
    there = 2 if left_out else 3
    assert mhook("captures", "import", "-", stdin=again).text.endswith(f"; {there} already there\n")
    assert len({one.content.body for one in captures()}) == len(captures()) == 3


@pytest.mark.parametrize("change", ["method", "target", "header", "signature"])
def test_what_tells_requests_apart(mhook: Mhook, project: Path, change: str) -> None:
    """Not the body alone makes a request: another method, target, header or signature is another one as well."""
    fill(project / ".mhook" / "captures.db", captured(1, ONE))
    record = json.loads(mhook("captures", "export", "--with-signatures").out)
    if change in record:
        record[change] = {"method": "PUT", "target": "/elsewhere"}[change]
    elif change == "header":
        record["headers"].append(["X-New", "1"])
    else:
        record["headers"] = [
            [name, "0" * 64] if name == SIGNATURE else [name, value] for name, value in record["headers"]
        ]
    ran = mhook("captures", "import", "-", stdin=json.dumps(record).encode())
    assert ran.text.startswith("1 imported")
    assert "1 request has the id of another capture but different bytes: it was imported under a new id" in ran.err
    assert len({one.entry.id for one in captures()}) == 2


@pytest.mark.parametrize("form", ["ndjson", "har", "http", "curl", "pytest", "fixture"])
def test_a_signature_completes_what_came_without(mhook: Mhook, project: Path, form: str) -> None:
    """What was imported without its signature is completed by the file that has it, and only once."""
    fill(project / "other.db", captured(1, ONE), captured(2, TWO))
    bare = mhook("captures", "export", "--store", "other.db", "--as", form).out
    signed = mhook("captures", "export", "--store", "other.db", "--as", form, "--with-signatures").out
    mhook("captures", "import", "-", stdin=bare)
    ran = mhook("captures", "import", "-", stdin=signed)
    assert (ran.code, ran.text) == (
        0, "0 imported into .mhook/captures.db; 2 completed with the signature: 2 valid\n"
    )  # fmt: skip
    first = captures()
    assert [(one.entry.verdict, one.entry.anomaly) for one in first] == [("valid", "")] * 2
    (told,) = mhook("captures", "import", "-", "--format", "json", stdin=signed).objects
    assert (told["imported"], told["completed"], told["already_there"]) == (0, 0, 2)
    mhook("captures", "import", "-", stdin=bare)
    assert captures() == first


def test_a_signature_completes_in_one_run(mhook: Mhook, project: Path) -> None:
    """Both may come in one run, in two files or in one."""
    fill(project / "other.db", captured(1, ONE))
    bare = mhook("captures", "export", "--store", "other.db").out
    signed = mhook("captures", "export", "--store", "other.db", "--with-signatures").out
    Path("bare").write_bytes(bare)
    Path("signed").write_bytes(signed)
    Path("both").write_bytes(bare + signed)
    for store, names in (("one.db", ("both",)), ("two.db", ("bare", "signed"))):
        ran = mhook("captures", "import", "--store", store, *names)
        assert ran.text == (f"1 imported into {store}: 1 unverifiable; 1 completed with the signature: 1 valid\n")
        with Archive(Path(store)) as archive:
            assert [one.entry.verdict for one in archive.captures()] == ["valid"]


def test_what_came_before_a_file_was_cut(mhook: Mhook, project: Path) -> None:
    """What could be read of a file before its compressed data ends is stored, and is what the sum says."""
    lines = mhook("generate", "delivered", "--count", "3000", "--signed", "--seed", "1").out
    packed = gzip.compress(lines, mtime=0)
    Path("cut.gz").write_bytes(packed[: len(packed) * 9 // 10])
    Path("one.http").write_bytes(http(ONE))
    ran = mhook("captures", "import", "one.http", "cut.gz")
    assert ran.code == 3
    assert "the gzip data is cut off" in ran.error
    assert ran.text.startswith(f"{len(captures()):,} imported into .mhook/captures.db: {len(captures()):,} valid")
    assert 2_002 < len(captures()) < 3_001


def response(status: int = 401, **more: Any) -> dict[str, Any]:
    """Return a response as HAR has it."""
    headers = [{"name": ":status", "value": "401"}, {"name": "Content-Type", "value": "text/plain"}]
    content = {"size": 4, "mimeType": "text/plain", "text": "no\u00e9"}
    return {"status": status, "statusText": "Unauthorized", "headers": headers, "content": content, **more}


def test_the_answer_that_a_har_holds(mhook: Mhook, project: Path) -> None:
    """Status, headers, body and time of an answer are kept, shown, and written again."""
    mhook("captures", "import", "-", stdin=har(entry(ONE, response=response(), timings={"wait": 12.5}, time=40)))
    (one,) = captures()
    assert (one.entry.status, one.entry.answered, one.entry.milliseconds) == (401, "application", 12.5)
    shown = mhook("captures", "show", "last")
    assert "answered 401 by the receiver after 12.5 ms" in shown.lines
    start = shown.lines.index("the receiver's answer:")
    assert shown.lines[start + 1 :] == ["  HTTP/1.1 401 Unauthorized", "  Content-Type: text/plain", "", "  no\u00e9"]
    (found,) = mhook("captures", "show", "last", "--format", "json").objects
    answer = {
        "status": 401,
        "headers": [["Content-Type", "text/plain"]],
        "body": "no\u00e9",
        "body_base64": None,
        "truncated": False,
    }
    assert (found["status"], found["response"]) == (401, answer)
    (again,) = json.loads(mhook("captures", "export", "--as", "har").out)["log"]["entries"]
    assert (again["response"]["status"], again["response"]["statusText"]) == (401, "Unauthorized")
    assert again["response"]["headers"] == [{"name": "Content-Type", "value": "text/plain"}]
    assert (again["response"]["content"]["text"], again["timings"]["wait"]) == ("no\u00e9", 12.5)


ODD: dict[str, tuple[dict[str, Any], tuple[int | None, bytes, bytes]]] = {
    "none": ({}, (None, b"", b"")),
    "no object": ({"response": 7}, (None, b"", b"")),
    "no answer": ({"response": {"status": 0, "headers": []}}, (None, b"", b"")),
    "text as its status": ({"response": {"status": "200"}}, (None, b"", b"")),
    "true as its status": ({"response": {"status": True}}, (None, b"", b"")),
    "a status alone": ({"response": {"status": 204}}, (204, b"", b"")),
    "headers as an object": ({"response": response(headers={"A": "b"}, content=None)}, (401, b"", b"")),
    "headers that are none": (
        {"response": {"status": 200, "headers": [1, {"name": "A\r\nB", "value": ""}, {"name": "C", "value": "\n"}]}},
        (200, b"", b""),
    ),
    "a body without headers": (
        {"response": {"status": 200, "content": {"text": "ok"}}},
        (200, b"HTTP/1.1 200\r\n\r\n", b"ok"),
    ),
    "base64": (
        {"response": {"status": 200, "content": {"text": b64encode(b"\xff\0").decode(), "encoding": "base64"}}},
        (200, b"HTTP/1.1 200\r\n\r\n", b"\xff\0"),
    ),
    "broken base64": ({"response": {"status": 200, "content": {"text": "!", "encoding": "base64"}}}, (200, b"", b"")),
    "times that are none": ({"response": {"status": 200}, "time": -1, "timings": {"wait": "x"}}, (200, b"", b"")),
}


@pytest.mark.parametrize(("more", "expected"), ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("first", [True, False])
def test_odd_answers(
    mhook: Mhook, project: Path, more: dict[str, Any], expected: tuple[int | None, bytes, bytes], first: bool
) -> None:
    """Whatever stands in place of an answer, the request is imported; what is none of it is left out."""
    others = [entry(event(number)) for number in range(10, 15)]
    content = har(entry(ONE, **more), *others) if first else har(*others, entry(ONE, **more))
    ran = mhook("captures", "import", "-", stdin=content)
    assert (ran.code, ran.text) == (0, "6 imported into .mhook/captures.db: 6 valid\n")
    one = captures()[0 if first else -1]
    assert (one.entry.status, one.content.answer_head, one.content.answer_body) == expected
    assert one.entry.milliseconds is None
    assert mhook("captures", "show", one.entry.id).code == 0


def test_an_answer_that_is_too_long(mhook: Mhook, project: Path) -> None:
    """A very long body of an answer is left out where it cannot be read whole; the request is whole all the same."""
    long = response(content={"text": "x" * 3_000_000})
    ran = mhook("captures", "import", "-", stdin=har(entry(ONE, response=long), entry(TWO)))
    assert ran.text == "2 imported into .mhook/captures.db: 2 valid\n"
    one, _ = captures()
    assert (one.entry.status, one.content.answer_body) == (401, b"")
    assert one.content.answer_head.endswith(b"Content-Type: text/plain\r\n\r\n")


ANSWERS = st.tuples(
    st.integers(200, 599),
    st.lists(
        st.tuples(st.text("abcX-", min_size=1, max_size=9), st.text("a 1;=", max_size=9).map(str.strip)), max_size=4
    ),
    st.binary(max_size=100) | st.text(max_size=40).map(str.encode),
    st.floats(0.01, 1e6),
    st.sampled_from(["script", "application", "gateway", "listener"]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=ANSWERS)
def test_any_answer_comes_back(
    mhook: Mhook, project: Path, answer: tuple[int, list[tuple[str, str]], bytes, float, str]
) -> None:
    """Whatever a capture was answered, export and import as HAR give the same answer, and who gave it."""
    status, headers, body, took, source = answer
    for path in project.glob("*.db*"):
        path.unlink()
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    head = f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() if headers or body else b""
    one = captured(1, answer=(head, body), status=status, milliseconds=took, answered=source)
    fill(project / "one.db", one)
    content = mhook("captures", "export", "--as", "har", "--with-signatures", "--store", "one.db").out
    assert mhook("captures", "import", "-", "--store", "two.db", stdin=content).code == 0
    with Archive(project / "two.db") as archive:
        (after,) = archive.captures()
    assert after.entry[-3:] == (status, source, took)
    assert after.content.answer_head.split(b"\r\n")[1:] == head.split(b"\r\n")[1:]
    assert after.content.answer_body == body


def test_the_owner_of_a_signature_may_come_later_in_the_file(mhook: Mhook, tmp_path: Path) -> None:
    """The stored cause of signatures that were exchanged is the one that is told of the store."""
    bodies = [b'{"event_id":"e-1","event_type":"opened"}', b'{"event_id":"e-2","event_type":"opened"}']
    content = b"".join(capture_record(body, signed(other)) for body, other in zip(bodies, bodies[::-1], strict=True))
    (tmp_path / "swapped.ndjson").write_bytes(content)
    store = ("--store", tmp_path / "a.db")
    mhook("captures", "import", tmp_path / "swapped.ndjson", *store)
    stored = mhook("captures", "list", *store, "--format", "json").objects
    assert [one["cause"] for one in stored] == ["signature-of-another"] * 2
    told = mhook("verify", *store, "--format", "json").objects[:-1]
    assert [one["cause"] for one in told] == ["signature-of-another"] * 2
