"""Captured requests out of files: every format, damage, and the way from a listener into a file and back."""

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli import (
    CapturedRequest,
    CaptureRecord,
    Listener,
    MhookError,
    encode_record,
    make_event,
    make_lifecycle,
    read_captures,
    sign,
)
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.capture.transfer.selection import CaptureSelection
from maileroo_cli.errors import EmptySecretError, InputError, UsageError
from maileroo_cli.operation.captures.export import Export, ExportFormat, export_captures
from tests.capture.stored import capture as stored
from tests.library.captures.sending import SECRET, post, send

FIXTURES = Path(__file__).parents[3] / "fixtures"
SIGNED = "x-maileroo-signature"


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """A listener for all tests of this module."""
    with Listener(SECRET) as running:
        yield running


def exported(folder: Path, captures: Sequence[CapturedRequest], form: str) -> Path:
    """Write captures in a format of ``mhook captures export``, or as a store."""
    store = folder / "captures.db"
    with Store(store) as opened:
        opened.add([one.raw for one in captures])
    if form == "store":
        return store
    path = folder / f"captures.{form}"
    export = Export(ExportFormat(form), str(path), signatures=True)
    list(export_captures(store, CaptureSelection(), export))
    return path


@pytest.mark.parametrize("form", ["store", *ExportFormat])
def test_round_trip(listener: Listener, tmp_path: Path, form: str) -> None:
    """What a listener caught comes back out of every format, with its event and its bytes, and verifies."""
    listener.clear()
    events = make_lifecycle("engaged", seed=1)
    for event in events:
        send(event.request(SECRET, listener.url))
    path = exported(tmp_path, listener.captures, form)
    found = list(read_captures(path, SECRET))
    assert [one.body for one in found] == [event.body for event in events]
    assert [(one.event_type, one.event_id) for one in found] == [(event.type, event.id) for event in events]
    assert [one.verdict for one in found] == ["valid"] * len(events)
    assert all(one.where.startswith(str(path)) for one in found)
    assert all(one.request.headers[SIGNED] == sign(one.body, SECRET) for one in found)
    without = list(read_captures(str(path)))
    assert [one.valid for one in without] == [True if form == "store" else None] * len(events)
    assert [bool(one.verify(SECRET)) for one in without] == [True] * len(events)


bodies = st.one_of(
    st.binary(min_size=1, max_size=100),
    st.text(min_size=1, max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(["opened", "failed"]).map(lambda kind: make_event(kind, seed=1).body),
)


@given(
    sent=st.lists(st.tuples(bodies, st.booleans()), min_size=1, max_size=3),
    form=st.sampled_from(["store", "ndjson", "har", "http"]),
)
def test_any_bytes_come_back(
    listener: Listener, tmp_path_factory: pytest.TempPathFactory, sent: list[tuple[bytes, bool]], form: str
) -> None:
    """Whatever the bodies are and whether they were signed, what comes back verifies as it did when it came."""
    listener.clear()
    for body, signed in sent:
        post(listener.url, body, {SIGNED: sign(body, SECRET if signed else "other"), "X-A": "b"})
    path = exported(tmp_path_factory.mktemp("export"), listener.captures, form)
    found = list(read_captures(path, SECRET, damaged="skip"))
    assert [one.valid is True for one in found] == [signed for _, signed in sent]
    assert [one.body for one in found if one.valid] == [body for body, signed in sent if signed]
    if form in ("store", "ndjson"):
        assert [one.record for one in found] == [one.record for one in listener.captures]


@pytest.mark.parametrize("path", ["chrome-har.har", "curl-trace.txt", "command/chrome.sh", "gateway/cloudwatch.json"])
def test_other_tools(path: str) -> None:
    """What other tools write is read as well."""
    found = list(read_captures(FIXTURES / "captures" / path, damaged="skip"))
    assert found
    assert {one.method for one in found} <= {"POST", "GET"}


def record(number: int, body: bytes = b"{}", **headers: str) -> bytes:
    """Return the line of a capture record."""
    return encode_record(CaptureRecord.of(f"{number:016x}", "", "POST", "/webhook", tuple(headers.items()), body))


def test_damage_is_raised_or_skipped(tmp_path: Path) -> None:
    """A damaged place is an error that says where it is, or is passed over."""
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\n".join([record(1), b'{"schema":"mhook.capture/1"', record(3)]) + b"\n")
    with pytest.raises(InputError, match=r"a\.ndjson:2: .*: damaged=\"skip\" passes over what cannot be read"):
        list(read_captures(path))
    first = next(read_captures(path))
    assert (first.id, first.where, first.time) == (f"{1:016x}", f"{path}:1", None)
    assert [one.id[-1] for one in read_captures(path, damaged="skip")] == ["1", "3"]


def test_damage_in_a_store(tmp_path: Path) -> None:
    """A capture that arrived malformed is damaged in a store as well."""
    path = tmp_path / "a.db"
    with Store(path) as store:
        store.add([stored(1), stored(2, verdict="damaged", anomaly="bare-lf"), stored(3)])
    with pytest.raises(InputError, match=r"a\.db:0000000000000002: "):
        list(read_captures(path))
    assert len(list(read_captures(path, SECRET, damaged="skip"))) == 2


def test_a_store_is_judged_anew(tmp_path: Path) -> None:
    """With a secret, what is in a store has the verdict of that, with its causes."""
    path, body = tmp_path / "a.db", make_event("opened", seed=1).body
    head = f"POST / HTTP/1.1\r\n{SIGNED}: {sign(body, 'new')}\r\n\r\n".encode()
    with Store(path) as store:
        store.add([stored(1, body=body, head=head, verdict="invalid", cause="unexplained")])
    [before], [after], [wrong] = (list(read_captures(path, secret)) for secret in (None, "new", "new\n"))
    assert (before.verdict, after.verdict, wrong.verdict) == ("invalid", "valid", "invalid")
    assert [cause.code for cause in wrong.verify().causes] == ["secret-newline"]
    assert before.verify("new")


def test_a_folder(tmp_path: Path) -> None:
    """Of a folder every file that holds captured requests is read, and others are passed over."""
    (tmp_path / "a.ndjson").write_bytes(record(1))
    (tmp_path / "b.txt").write_text("nothing of the kind")
    (tmp_path / "c.ndjson.gz").write_bytes(gzip.compress(record(2) + b"\n"))
    assert [one.id[-1] for one in read_captures(tmp_path)] == ["1", "2"]
    (tmp_path / "a.ndjson").unlink()
    (tmp_path / "c.ndjson.gz").unlink()
    with pytest.raises(InputError, match=r"no file in .* holds captured requests"):
        list(read_captures(tmp_path))


def test_the_signature_proves_the_body(tmp_path: Path) -> None:
    """Where a file does not tell where a body ends, the secret does; without it the likely end is taken."""
    event = make_event("opened", seed=1)
    text = f"POST /webhook HTTP/1.1\r\nHost: a\r\n{SIGNED}: {sign(event.body, SECRET)}\r\n\r\n".encode()
    path = tmp_path / "a.http"
    path.write_bytes(text + event.body + b"\n")
    for secret in (SECRET, None):
        [found] = read_captures(path, secret)
        assert found.body == event.body
        assert found.verify(SECRET)
        assert found.event_id == event.id
        assert send_to_nobody(found) == sign(event.body, SECRET)


def send_to_nobody(found: CapturedRequest) -> str:
    """Return the signature of the request that would be sent."""
    return found.request.headers[SIGNED]


def test_a_signature_that_was_left_out(tmp_path: Path, listener: Listener) -> None:
    """An export without signatures is nothing to verify, and is sent signed anew."""
    listener.clear()
    event = make_event("opened", seed=1)
    send(event.request(SECRET, listener.url))
    store = exported(tmp_path, listener.captures, "store")
    path = tmp_path / "a.ndjson"
    list(export_captures(store, CaptureSelection(), Export(output=str(path))))
    [found] = read_captures(path, SECRET)
    assert (found.verdict, found.valid, found.remark) == (
        "unverifiable",
        None,
        "the signature was left out of the export",
    )
    assert SIGNED not in found.request.headers
    assert found.sign_again(SECRET).headers[SIGNED] == sign(event.body, SECRET)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("no-such-file.har", "cannot read .*no-such-file.har"),
        ("fixtures/README.md", "does not hold captured requests .*mhook manual formats tells which formats are read"),
        ("fixtures/captures/foreign/archive.zip", "is a zip archive"),
        ("empty", "is empty"),
    ],
)
def test_what_cannot_be_read(path: str, sentence: str, tmp_path: Path) -> None:
    """What holds no captured requests is an error without a word of options."""
    (tmp_path / "empty").touch()
    place = tmp_path / path if path == "empty" else FIXTURES.parent / path
    with pytest.raises(MhookError, match=sentence) as raised:
        list(read_captures(place))
    assert "--" not in str(raised.value)


def test_arguments() -> None:
    """What is wrong with an argument is told by the call itself."""
    with pytest.raises(UsageError, match="damaged cannot be 'ignore'"):
        read_captures("a", damaged="ignore")  # type: ignore[arg-type]
    with pytest.raises(EmptySecretError):
        read_captures("a", "")
