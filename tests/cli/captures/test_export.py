"""``mhook captures export`` and ``import``: out of the store, and into it again."""

import json
import os
import re
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from tests.cli.calling import VARIABLE, Mhook, check_printable
from tests.cli.store import captured, event, fill, signature

FORMS = ("ndjson", "http", "har", "curl", "pytest", "fixture")
READABLE = ("ndjson", "http", "har", "fixture")
BODIES = (event(1), event(2, "opened", x="<é>"), b"\xff\0{}\x1b[31m", b"", b"line\r\nline\n")
HEX = re.compile(rb"[0-9a-f]{64}")


@pytest.fixture
def store(project: Path) -> Path:
    """A store with five captures of odd bodies, all of them signed, and one that arrived malformed."""
    captures = [captured(number, body) for number, body in enumerate(BODIES, 1)]
    broken = captured(9, b"rest", anomaly="cut-off", verdict="unverifiable")
    return fill(project / ".mhook" / "captures.db", *captures, broken)


def captures_of(path: Path) -> list[Capture]:
    """Return what is in a store."""
    with Archive(path) as archive:
        return list(archive.captures())


@pytest.mark.parametrize("form", FORMS)
def test_signatures_stay_out(mhook: Mhook, store: Path, form: str) -> None:
    """Without being asked for, no signature comes out, to stdout or into a file, and a note says so once."""
    ran = mhook("captures", "export", "--as", form)
    assert ran.code == 0
    assert not HEX.search(ran.out)
    assert ran.err.splitlines() == [
        "mhook: note: 1 capture was left out: what arrived is not a complete request",
        "mhook: note: signatures were left out, since they never expire; --with-signatures keeps them",
    ]
    assert mhook("captures", "export", "--as", form, "--output", "file").out == b""
    assert Path("file").read_bytes() == ran.out


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_command_shows_a_signature(mhook: Mhook, store: Path, form: str) -> None:
    """Nor does any other command that shows captures, unless it is asked to."""
    for words in (
        ["list"], ["show", "0001"], ["show", "0001", "--raw"], ["show", "0001", "--raw-request"],
        ["diff", "0001", "0002"], ["timeline", "0001"], ["import", "records"], ["prune", "0005"], ["path"],
    ):  # fmt: skip
        if form == "json" and words[-1].startswith("--raw"):
            continue
        Path("records").write_bytes(mhook("captures", "export", "0001", "--with-signatures").out)
        ran = mhook("captures", *words, "--format", form)
        assert ran.code in {0, 1}
        assert not HEX.search(ran.out), words
        assert not HEX.search(ran.err.encode()), words


@pytest.mark.parametrize("form", FORMS)
def test_signatures_can_be_kept(mhook: Mhook, store: Path, form: str) -> None:
    """They come out where they are asked for."""
    ran = mhook("captures", "export", "--as", form, "--with-signatures")
    assert "signature" not in ran.err
    for body in BODIES:
        assert signature(body).encode() in ran.out


@pytest.mark.skipif(sys.platform == "win32", reason="rights and links are those of POSIX")
def test_a_file_with_signatures_is_private(mhook: Mhook, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made anew with the rights of its owner alone; a link to a file is not followed."""
    words = ["captures", "export", "--with-signatures", "--output"]
    before = os.umask(0)
    try:
        assert mhook(*words, "new").code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(Path("new").stat().st_mode) == 0o600
    Path("old").write_text("x" * 100_000)
    Path("old").chmod(0o644)
    with Path("old").open() as reader:
        assert mhook(*words, "old").code == 0
        assert reader.read() == "x" * 100_000  # who had the old file open does not see the new one
    assert stat.S_IMODE(Path("old").stat().st_mode) == 0o600
    Path("precious").write_text("precious")
    Path("link").symlink_to("precious")
    ran = mhook(*words, "link")
    assert (ran.code, ran.error.startswith("'link' is a symbolic link")) == (3, True)
    assert Path("precious").read_text() == "precious"
    Path("dangling").symlink_to("nowhere")
    assert mhook(*words, "dangling").code == 3
    assert not Path("nowhere").exists()
    assert "is not a regular file" in mhook(*words, ".").error
    os.mkfifo("pipe")
    with ThreadPoolExecutor() as pool:  # whoever made a pipe of his own knows who reads it
        read = pool.submit(Path("pipe").read_bytes)
        assert mhook(*words, "pipe").code == 0
        assert read.result() == Path("new").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of POSIX")
def test_a_file_without_signatures_is_an_ordinary_one(mhook: Mhook, store: Path) -> None:
    """It has the rights that the umask leaves."""
    before = os.umask(0o022)
    try:
        mhook("captures", "export", "--output", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(Path("new").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("last", []),
        ("last~1", [5]),
        ("0002 0001", [2, 1]),
        ("--type opened", [2]),
        (f"--event-id {1:048x}", [1]),
        ("--until 1970-01-02", []),
    ],
)
def test_which(mhook: Mhook, store: Path, words: str, numbers: list[int]) -> None:
    """Named captures come in the order of the names, filtered ones in that of their arrival."""
    ran = mhook("captures", "export", *words.split())
    assert [int(one["id"][:4], 16) for one in ran.objects] == numbers
    assert ("no capture was exported" in ran.err) is (not numbers)


@pytest.mark.parametrize("form", READABLE)
def test_round_trip(mhook: Mhook, store: Path, project: Path, form: str) -> None:
    """What is exported and imported has the same bytes, headers and verdict; records keep their id and time as well."""
    mhook("captures", "export", "--as", form, "--with-signatures", "--output", "file")
    ran = mhook("captures", "import", "file", "--store", "other.db")
    assert (ran.code, ran.text) == (0, "5 imported into other.db: 5 valid\n")
    for before, after in zip(captures_of(store), captures_of(project / "other.db"), strict=False):
        assert after.content.body == before.content.body
        kept = [pair for pair in after.headers if pair[0] != "Content-Length"]
        assert kept == list(before.headers)
        assert after.entry[3:8] == before.entry[3:8]
        assert (after.entry.verdict, after.entry.secret) == ("valid", f"env:{VARIABLE}")
        assert after.entry.id == before.entry.id
        if form != "http":
            assert after.entry.at == before.entry.at
        if form == "har":
            assert after.entry[-3:] == before.entry[-3:]


@pytest.mark.parametrize("form", READABLE)
def test_a_signature_that_was_left_out(mhook: Mhook, store: Path, form: str) -> None:
    """Every format keeps that there was one: who reads it again says so, blames nobody, and hands it on."""
    reason = "the signature was left out of the export"
    mhook("captures", "export", "--as", form, "--output", "file")
    for again in READABLE:
        ran = mhook("verify", "file", "--format", "json")
        assert ran.code == 3
        assert {(one["verdict"], one["detail"]) for one in ran.objects[:-1]} == {("unverifiable", reason)}
        Path("other.db").unlink(missing_ok=True)
        assert mhook("captures", "import", "file", "--store", "other.db").lines[0].endswith("5 unverifiable")
        (found,) = mhook("captures", "show", "last", "--store", "other.db", "--format", "json").objects
        assert (found["verdict"], found["detail"], found["cause"]) == ("unverifiable", reason, None)
        ran = mhook("captures", "export", "--as", again, "--store", "other.db", "--with-signatures", "--output", "file")
        assert ran.code == 0


def test_a_request_that_never_had_a_signature(mhook: Mhook, project: Path) -> None:
    """It is invalid after the export as before: nothing was left out."""
    fill(project / ".mhook" / "captures.db", captured(1, headers=((b"Host", b"a.test"),), verdict="invalid"))
    for form in READABLE:
        records = mhook("captures", "export", "--as", form).out
        (found, _) = mhook("verify", "-", "--format", "json", stdin=records).objects
        assert (found["verdict"], found["cause"]) == ("invalid", "header-missing")


def test_shell_and_pytest_keep_it_too(mhook: Mhook, store: Path) -> None:
    """A line of curl names the header that it does not send, and a test says that it is unsigned."""
    lines = mhook("captures", "export", "--as", "curl").lines
    assert len(lines) == len(BODIES)
    assert all(" -H x-maileroo-signature: " in line for line in lines)
    assert "signature:" not in mhook("captures", "export", "--as", "curl", "--with-signatures").text.replace(
        "x-maileroo-signature: ", ""
    )
    assert mhook("captures", "export", "--as", "pytest").lines.count("        unsigned=True,") == len(BODIES)
    assert "unsigned=True," not in mhook("captures", "export", "--as", "pytest", "--with-signatures").text


TOKENS = st.text("abcXYZ-_!~019", min_size=1, max_size=12)
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=30)
SINGLE = {"content-length", "transfer-encoding", "host", "connection"}


@pytest.mark.parametrize("form", READABLE)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300) | st.text(max_size=100).map(str.encode),
    headers=st.lists(st.tuples(TOKENS, VALUES.map(str.strip)), max_size=5),
    target=st.text("abc/?=&%2.-", max_size=20).map(lambda text: f"/{text}"),
)
def test_any_capture_comes_back(
    mhook: Mhook, project: Path, form: str, body: bytes, headers: list[tuple[str, str]], target: str
) -> None:
    """Whatever a capture holds, export and import give the same body, headers, method and target."""
    pairs = [(b"Host", b"a.test"), (b"x-maileroo-signature", signature(body).encode())]
    pairs += [(a.encode(), b.strip(" \xa0").strip().encode("latin-1")) for a, b in headers if a.lower() not in SINGLE]
    for old in ("one.db", "two.db"):
        for path in project.glob(f"{old}*"):
            path.unlink()
    one = captured(1, body, headers=tuple(pairs), method="POST", target=target)
    fill(project / "one.db", one)
    words = ["captures", "export", "--store", "one.db", "--as", form, "--with-signatures"]
    ran = mhook("captures", "import", "-", "--store", "two.db", stdin=mhook(*words).out)
    assert ran.code == 0, ran
    (after,) = captures_of(project / "two.db")
    assert after.content.body == body
    assert [pair for pair in after.headers if pair[0] != "Content-Length"] == list(one.headers)
    assert (after.entry.method, after.entry.target, after.entry.verdict) == ("POST", target, "valid")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_a_damaged_one(mhook: Mhook, store: Path, form: str) -> None:
    """Where all that was asked for is no whole request, the exit code is 3."""
    ran = mhook("captures", "export", "0009", "--as", form)
    assert (ran.code, "1 capture was left out" in ran.err) == (3, True)
    assert mhook("captures", "export", "0009", "0001", "--as", form).code == 0


def test_answers_in_a_har(mhook: Mhook, project: Path) -> None:
    """A HAR has the application's whole answer, the script's status, or none; it repeats no signature unasked."""
    mark = signature(event(1)).encode()
    echo = (
        b"HTTP/1.1 401 Unauthorized\r\nX-Maileroo-Signature: " + mark + b"\r\nX-A: " + mark + b"\r\n\r\n",
        mark + b"!",
    )
    passed = captured(1, answer=echo, status=401, answered="application", milliseconds=12.5)
    silent = captured(3, status=None, answered="", milliseconds=None)
    fill(project / ".mhook" / "captures.db", passed, captured(2, status=503), silent)

    def exported(*words: str) -> list[dict[str, Any]]:
        ran = mhook("captures", "export", "--as", "har", *words)
        entries: list[dict[str, Any]] = json.loads(ran.out)["log"]["entries"]
        assert bool(HEX.search(ran.out)) is bool(words)
        return entries

    first, second, third = exported()
    response = first["response"]
    assert (first["time"], response["status"], response["statusText"]) == (12.5, 401, "Unauthorized")
    assert response["headers"] == [{"name": "X-A", "value": f"{mark[:8].decode()}..."}]
    assert response["content"]["text"] == f"{mark[:8].decode()}...!"
    assert [(one["response"]["status"], one["response"]["comment"]) for one in (second, third)] == [
        (503, "only the status was kept"),
        (0, "not kept"),
    ]
    assert exported("--with-signatures")[0]["response"]["content"]["text"] == f"{mark.decode()}!"


def test_curl(mhook: Mhook, store: Path) -> None:
    """A command of curl sends to the URL that is named, which no other format wants."""
    ran = mhook("captures", "export", "last~1", "0001", "--as", "curl", "--url", "http://a.test/x")
    assert len(ran.lines) == 2
    assert all(" 'http://a.test/x#mhook-" in line for line in ran.lines)
    assert " 'http://localhost:8000/webhook#mhook-" in mhook("captures", "export", "0001", "--as", "curl").text
    ran = mhook("captures", "export", "--as", "har", "--url", "http://a.test/x")
    assert (ran.code, ran.error.startswith("--url only applies to --as curl")) == (2, True)


NAMELESS = ((b"Host", b"a.test"), (b"no name", b"1"))
"""Headers of which one has a name that HTTP does not allow; a file of records or a HAR can hold it all the same."""


@pytest.mark.parametrize("output", [[], ["--output", "file"]], ids=["stdout", "file"])
@pytest.mark.parametrize(
    ("form", "holds"),
    [("ndjson", True), ("har", True), ("http", False), ("curl", False), ("pytest", False), ("fixture", False)],
)
def test_what_a_format_refuses(mhook: Mhook, project: Path, form: str, holds: bool, output: list[str]) -> None:
    """Where a format can hold none of the captures, the exit code says so; where it holds one of them, all is well."""
    path = project / ".mhook" / "captures.db"
    fill(path, captured(1, headers=NAMELESS))
    ran = mhook("captures", "export", "--as", form, *output)
    left_out = "mhook: note: 1 capture was left out: "
    assert (ran.code, left_out in ran.err) == (0 if holds else 3, not holds)
    fill(path, captured(2))
    ran = mhook("captures", "export", "--as", form, *output)
    assert (ran.code, left_out in ran.err) == (0, not holds)


def test_what_curl_alone_refuses(mhook: Mhook, project: Path) -> None:
    """A NUL can be in no argument of a program, so that curl cannot send it; every other format holds it."""
    fill(project / ".mhook" / "captures.db", captured(1, headers=((b"Host", b"a.test"), (b"X", b"a\0b"))))
    codes = {form: mhook("captures", "export", "--as", form).code for form in FORMS}
    assert codes == {"ndjson": 0, "http": 0, "har": 0, "curl": 3, "pytest": 0, "fixture": 0}


@pytest.mark.parametrize("form", FORMS)
def test_a_terminal_gets_harmless_text(mhook: Mhook, store: Path, form: str) -> None:
    """What a pipe gets byte for byte, a terminal gets as text."""
    check_printable(mhook("captures", "export", "--as", form, terminal=True))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("export last --type opened", 2, "both captures and a filter were given"),
        ("export nope", 2, "there is no capture 'nope'"),
        ("export 0001 ffff", 2, "there is no capture 'ffff'"),
        ("export --as xml", 2, "--as has to be ndjson, har, http, curl, pytest or fixture, not 'xml'"),
        ("export --output no/such", 3, "cannot write 'no/such'"),
        ("export --with-signatures --output no/such", 3, "cannot write 'no/such'"),
        ("export --as curl --url ftp://x", 2, "cannot send to ftp://"),
        ("import", 2, "is missing"),
        ("import no/such", 3, "cannot read 'no/such'"),
        ("import notes", 3, "does not hold captured requests in a format that mhook reads"),
        ("import empty", 3, "'empty' is empty"),
        ("import - --secret -", 2, "the standard input cannot be both"),
        ("import notes --secret env:NONE", 2, "'NONE' is not set"),
    ],
)
def test_refused(mhook: Mhook, store: Path, words: str, code: int, said: str) -> None:
    """What cannot be done is refused in one line, and nothing comes out."""
    Path("notes").write_text("hello\n")
    Path("empty").touch()
    ran = mhook("captures", *words.split())
    assert (ran.code, ran.out) == (code, b"")
    assert said in ran.error


def test_import_makes_the_store(mhook: Mhook, project: Path) -> None:
    """A store is made where there is none, but not for a file that cannot be read."""
    assert mhook("captures", "import", "no-such").code == 3
    assert not Path(".mhook").exists()
    lines = mhook("generate", "delivered", "opened", "--signed", "--seed", "1").out
    ran = mhook("captures", "import", "-", stdin=lines)
    assert (ran.code, ran.text) == (0, "2 imported into .mhook/captures.db: 2 valid\n")
    one, two = captures_of(project / ".mhook" / "captures.db")
    assert (one.entry.event_type, two.entry.event_type) == ("delivered", "opened")
    assert mhook("captures", "list").text.count("2026-01-01") == 1


def test_import_twice(mhook: Mhook, store: Path) -> None:
    """What is there already is passed over, whether it came out of a store or from elsewhere."""
    records = mhook("captures", "export", "--with-signatures").out
    ran = mhook("captures", "import", "-", stdin=records)
    assert ran.text == "0 imported into .mhook/captures.db; 5 already there\n"
    others = mhook("generate", "opened", "--signed").out
    (found,) = mhook("captures", "import", "-", "--format", "json", stdin=records + others + records).objects
    assert {name: found[name] for name in ("schema", "imported", "valid", "already_there", "damaged", "exit_code")} == {
        "schema": "mhook.import-summary/2", "imported": 1, "valid": 1, "already_there": 10, "damaged": 0,
        "exit_code": 0,
    }  # fmt: skip
    assert mhook("captures", "import", "-", stdin=others).text.endswith("; 1 already there\n")


def test_import_without_a_secret(mhook: Mhook, project: Path) -> None:
    """Nothing is verified then."""
    lines = mhook("generate", "delivered", "--signed").out
    ran = mhook("captures", "import", "-", stdin=lines, env={VARIABLE: None})
    assert ran.text == "1 imported into .mhook/captures.db: 1 unchecked\n"


def test_import_diagnoses(mhook: Mhook, project: Path) -> None:
    """An invalid signature enters the store with its cause."""
    lines = mhook("generate", "delivered", "--signed").out
    prefixed = re.sub(rb'"([0-9a-f]{64})"', rb'"sha256=\1"', lines)
    mhook("captures", "import", "-", stdin=prefixed)
    (one,) = captures_of(project / ".mhook" / "captures.db")
    assert (one.entry.verdict, one.entry.cause) == ("invalid", "header-prefixed")


def record(**changed: object) -> bytes:
    """Return a capture record, with other values where they are given."""
    fields = {
        "id": "r",
        "time": "2026-01-01T00:00:00.500Z",
        "method": "POST",
        "target": "/",
        "headers": [],
        "body": "{}",
    }
    return json.dumps({"schema": "mhook.capture/1", **fields, **changed}).encode() + b"\n"


DAMAGED = {
    "not JSON": b"x\n",
    "of another version": record(schema="mhook.capture/9"),
    "no object": b"[1]\n",
    "body that is no base64": record(body=None, body_base64="!"),
}


@pytest.mark.parametrize("line", DAMAGED.values(), ids=DAMAGED.keys())
def test_import_tells_damage(mhook: Mhook, project: Path, line: bytes) -> None:
    """What cannot be kept as it is has a line of its own, the rest is imported, and the exit code is 3."""
    ran = mhook("captures", "import", "-", stdin=record() + line + record())
    assert ran.code == 3
    assert ran.lines[0].startswith("damaged  stdin:2  ")
    assert ran.lines[1:] == ["2 imported into .mhook/captures.db: 2 invalid; 1 damaged"]
    damage, summary = mhook("captures", "import", "-", "--format", "json", stdin=record() + line).objects
    assert (damage["schema"], damage["where"]) == ("mhook.import-damage/1", "stdin:2")
    assert (summary["damaged"], summary["exit_code"]) == (1, 3)


@pytest.mark.parametrize(
    ("time", "at"),
    [
        ("2026-01-01T00:00:00.500Z", 1_767_225_600.5),
        ("2026-01-01T01:00:00+01:00", 1_767_225_600.0),
        ("", None),
        ("yesterday", None),
        ("2026-99-01T00:00:00.500Z", None),
        ("0001-01-01T00:00:00.000Z", None),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799.999),
    ],
)
def test_import_keeps_the_time(mhook: Mhook, project: Path, time: str, at: float | None) -> None:
    """A record's time is that of arrival; where it has none that can be read, it arrives now."""
    mhook("captures", "import", "-", stdin=record(time=time))
    (one,) = captures_of(project / ".mhook" / "captures.db")
    assert one.entry.at == at if at is not None else one.entry.at > 1_767_300_000


def test_import_of_a_request_that_is_cut_off(mhook: Mhook, project: Path) -> None:
    """It is kept, but marked as incomplete, not verified, and not handed on."""
    ran = mhook("captures", "import", "-", stdin=b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{}")
    assert (ran.code, ran.text) == (0, "1 imported into .mhook/captures.db: 1 unverifiable\n")
    assert "unverifiable: incomplete" in mhook("captures", "show", "last").text
    assert mhook("captures", "export").out == b""


def test_import_takes_off_the_newline_of_an_editor(mhook: Mhook, project: Path) -> None:
    """Where nothing says how long a body is and only its last newline is in the way, it goes."""
    body = event(1)
    request = b"POST / HTTP/1.1\nx-maileroo-signature: %b\n\n%b\n" % (signature(body).encode(), body)
    mhook("captures", "import", "-", stdin=request)
    (one,) = captures_of(project / ".mhook" / "captures.db")
    assert (one.content.body, one.entry.verdict) == (body, "valid")


def test_import_of_a_folder_and_of_several_files(mhook: Mhook, project: Path) -> None:
    """A folder is read with all formats in it; what holds none is passed over, what cannot be read is told."""
    folder = project / "kept"
    folder.mkdir()
    mhook("generate", "opened", "--signed", "--output", folder / "a.ndjson")
    (folder / "b.http").write_bytes(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
    (folder / "notes").write_text("hello")
    ran = mhook("captures", "import", "kept")
    assert ran.code == 0
    assert "2 imported" in ran.text
    assert ran.err == "mhook: note: 1 file without captured requests was skipped: 'kept/notes'\n"
    (project / "damaged.har").write_text('{"log": {"entries": [')
    mhook("generate", "opened", "--signed", "--output", folder / "a.ndjson")
    ran = mhook("captures", "import", "damaged.har", "kept/a.ndjson")
    assert ran.code == 3
    assert "1 imported" in ran.text


@pytest.mark.parametrize("bad", ["no/such", "notes"], ids=["missing", "no captures"])
@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_import_goes_on_after_what_cannot_be_read(mhook: Mhook, store: Path, bad: str, first: bool) -> None:
    """What can be read is imported, wherever the other stands; that is named, and the exit code is 3."""
    Path("notes").write_text("hello")
    mhook("captures", "export", "--output", "records")
    ran = mhook("captures", "import", *([bad, "records"] if first else ["records", bad]), "--store", "other.db")
    assert (ran.code, f"'{bad}'" in ran.error) == (3, True)
    assert len(captures_of(Path("other.db"))) == 5


def test_import_of_nothing_makes_no_store(mhook: Mhook, project: Path) -> None:
    """Where none of the files is there, no store is made."""
    ran = mhook("captures", "import", "no/such", "nor/this", "--store", "other.db")
    assert (ran.code, "'no/such'" in ran.error) == (3, True)
    assert not Path("other.db").exists()


def test_import_while_another_writes(mhook: Mhook, store: Path) -> None:
    """It is refused, naming who writes."""
    from maileroo_cli.capture.store.writer import Store

    Path("x").write_bytes(record())
    with Store(store, doing="mhook listen"):
        for words in (["import", "x"], ["prune", "--all"]):
            ran = mhook("captures", *words)
            assert ran.code == 3
            assert f"is in use by mhook listen (process {os.getpid()})" in ran.error


def test_the_url_of_a_har(mhook: Mhook, store: Path) -> None:
    """It is made of the Host header and the target."""
    found = json.loads(mhook("captures", "export", "0001", "--as", "har").out)
    assert urlsplit(found["log"]["entries"][0]["request"]["url"])[1:3] == ("a.test", "/webhook")


@pytest.mark.parametrize("form", ["curl", "pytest", "fixture"])
def test_bytes_in_doubt_are_left_out(mhook: Mhook, project: Path, form: str) -> None:
    """What is not known byte for byte does not go where nothing could say so; a note counts it in true words."""
    header = [{"key": "x-maileroo-signature", "value": "0" * 64}]
    items = [
        {"request": {"method": "POST", "url": "http://a.test/", "header": header, "body": {"mode": "raw", "raw": raw}}}
        for raw in ('{"a": {{domain}}}', '{"a": {{other}}}')
    ]
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    content = json.dumps({"info": {"name": "x", "schema": schema}, "item": items}).encode()
    assert "2 unverifiable" in mhook("captures", "import", "-", stdin=content).text
    ran = mhook("captures", "export", "--as", form, "--with-signatures")
    assert ran.err == (
        "mhook: note: 2 captures were left out: the exact bytes are not known\nmhook: note: no capture was exported\n"
    )
    assert ran.code == 3
    assert mhook("captures", "export", "--with-signatures").err == ""
