"""``mhook verify``: each form of input, each verdict, and what a program may rely on."""

import gzip
import hashlib
import hmac
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from tests.cli.calling import SECRET, VARIABLE, Mhook, Ran, command, environment, process

BODY = b'{"event_id":"e-1","event_type":"opened"}'
VALID, INVALID, DAMAGED = 0, 1, 3


def signed(body: bytes = BODY, secret: str = SECRET) -> str:
    """Return the signature of a body, computed by the standard library."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def record(body: bytes = BODY, header: str | None = "", secret: str = SECRET) -> bytes:
    """Return a capture record, signed with ``secret`` where no other header is given."""
    headers = [] if header is None else [["X-Maileroo-Signature", header or signed(body, secret)]]
    start = {"schema": "mhook.capture/1", "id": "r-1", "time": "", "method": "POST", "target": "/"}
    return json.dumps({**start, "headers": headers, "body": body.decode()}).encode() + b"\n"


def raw(body: bytes = BODY, *, newline: bytes = b"\r\n", chunked: bool = False, header: str | None = None) -> bytes:
    """Return a raw HTTP request."""
    length = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % len(body)
    head = [
        b"POST /webhook HTTP/1.1",
        b"Host: a.test",
        length,
        b"x-maileroo-signature: " + (header or signed(body)).encode(),
    ]
    content = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    return newline.join([*head, b"", b""]) + content


def last(ran: Ran) -> str:
    """Return the line of the sum."""
    return next(line for line in ran.lines if " request" in line)


@pytest.mark.parametrize("source", ["file", "-"])
@pytest.mark.parametrize(("signature", "code"), [(signed(), VALID), ("0" * 64, INVALID), ("", INVALID), ("é", INVALID)])
def test_bare_body(mhook: Mhook, tmp_path: Path, source: str, signature: str, code: int) -> None:
    """A bare body is verified with the value of its header."""
    (tmp_path / "body.json").write_bytes(BODY)
    name = tmp_path / "body.json" if source == "file" else "-"
    ran = mhook("verify", name, "--signature", signature, stdin=BODY)
    assert ran.code == code
    assert (
        ran.lines[0].split()[:4]
        == [*("valid" if code == VALID else "invalid", "opened", "e-1", str(name) if source == "file" else "stdin")][:4]
    )
    assert last(ran) == f"1 request: 1 {'valid' if code == VALID else 'invalid'}"


def test_bare_body_of_any_bytes(mhook: Mhook) -> None:
    """A body is what it is, also where it is empty or no text."""
    for body in (b"", b"\xff\x00\n", record(), raw()):
        assert mhook("verify", "--signature", signed(body), stdin=body).code == VALID


INPUTS: dict[str, tuple[bytes, int]] = {
    "a record": (record(), 1),
    "records": (record() * 3, 3),
    "records with CRLF and empty lines": (b"\r\n" + record().replace(b"\n", b"\r\n") * 2 + b"\n", 2),
    "a record after a BOM": (b"\xef\xbb\xbf" + record(), 1),
    "a record without a newline": (record().strip(), 1),
    "CRLF": (raw(), 1),
    "LF": (raw(newline=b"\n"), 1),
    "chunked": (raw(chunked=True), 1),
    "several": (raw() + raw() + raw(chunked=True), 3),
    "several with lines between": (raw(newline=b"\n") + b"\n\n" + raw(newline=b"\n") + b"\n", 2),
    "an editor's file": (b"### first\n" + raw(newline=b"\n") + b"\n### second\n# a comment\n" + raw(newline=b"\n"), 2),
}


@pytest.mark.parametrize(("content", "count"), INPUTS.values(), ids=INPUTS.keys())
@pytest.mark.parametrize("how", ["file", "stdin", "pieces"])
def test_forms(mhook: Mhook, tmp_path: Path, content: bytes, count: int, how: str) -> None:
    """What a file holds is seen by its content, wherever it comes from and in however small pieces."""
    (tmp_path / "input").write_bytes(content)
    if how == "file":
        ran = mhook("verify", tmp_path / "input")
    else:
        ran = mhook("verify", stdin=content if how == "stdin" else io.BufferedReader(Pieces(content)))
    assert (ran.code, ran.err) == (VALID, ""), ran
    assert last(ran) == f"{count} request{'s' if count > 1 else ''}: {count} valid"
    assert [line.split()[:3] for line in ran.lines[:count]] == [["valid", "opened", "e-1"]] * count


class Pieces(io.RawIOBase):
    """A stream that gives one to three bytes at a time, as a slow pipe does."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._given = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give the next few bytes."""
        size = min(len(buffer), 1 + self._given % 3)
        piece = self._content[self._given : self._given + size]
        buffer[: len(piece)] = piece
        self._given += len(piece)
        return len(piece)


def test_several_files(mhook: Mhook, tmp_path: Path) -> None:
    """Files of different forms are verified one after the other, and a line names its file and place."""
    (tmp_path / "a.ndjson").write_bytes(record() + record(header="0" * 64))
    (tmp_path / "b.http").write_bytes(raw())
    ran = mhook("verify", tmp_path / "a.ndjson", tmp_path / "b.http", "-", stdin=record())
    assert ran.code == INVALID
    assert [line.split()[0] for line in ran.lines[:4]] == ["valid", "invalid", "valid", "valid"]
    assert "a.ndjson:1" in ran.lines[0]
    assert "a.ndjson:2" in ran.lines[1]
    assert "b.http" in ran.lines[2]
    assert "stdin:1" in ran.lines[3]
    assert last(ran) == "4 requests: 3 valid, 1 invalid"


def test_rotation(mhook: Mhook) -> None:
    """Of several secrets the sum says which matched how often, and each object names its own."""
    content = record(secret="old") * 2 + record()
    words = ["verify", "--secret", "env:NEW", "--secret", "env:OLD"]
    env = {"NEW": SECRET, "OLD": "old"}
    ran = mhook(*words, stdin=content, env=env)
    assert ran.code == VALID
    assert ran.lines[-1] == "  2 with env:OLD, 1 with env:NEW"
    objects = mhook(*words, "--format", "json", stdin=content, env=env).objects
    assert [one.get("secret") for one in objects[:3]] == ["env:OLD", "env:OLD", "env:NEW"]
    assert objects[3]["secret_counts"] == {"env:OLD": 2, "env:NEW": 1}


def test_known_secret(mhook: Mhook) -> None:
    """A known secret explains a mismatch, but never makes anything valid."""
    content = record(secret="staging")
    words = ["verify", "--known-secret", "env:STAGING", "--format", "json"]
    ran = mhook(*words, stdin=content, env={"STAGING": "staging"})
    assert ran.code == INVALID
    checked, summary = ran.objects
    assert (checked["verdict"], checked["cause"], checked["secret"]) == ("invalid", "secret-other-known", None)
    assert "env:STAGING" in checked["detail"]
    assert summary["secret_counts"] == {}


MISTAKES: dict[str, tuple[str | None, str]] = {
    "missing": (None, "header-missing"),
    "prefixed": (f"sha256={signed()}", "header-prefixed"),
    "upper case": (signed().upper(), "header-uppercase"),
    "another secret": (signed(secret="zzz"), "unexplained"),
    "re-serialised": (signed(json.dumps(json.loads(BODY)).encode()), "json-python"),
    "newline": (signed(BODY + b"\n"), "body-newline-added"),
    "secret with newline": (signed(secret=f"{SECRET}\n"), "secret-newline"),
}


@pytest.mark.parametrize(("header", "cause"), MISTAKES.values(), ids=MISTAKES.keys())
def test_causes(mhook: Mhook, header: str | None, cause: str) -> None:
    """An invalid request has a cause with its fix, in the line, in the sum and in the object."""
    assert cause in CAUSES, sorted(CAUSES)
    ran = mhook("verify", stdin=record(header=header))
    assert ran.code == INVALID
    assert f"  {cause}" in ran.lines[0]
    assert any(line.startswith(f"1 of 1 invalid: {cause} - {CAUSES[cause].sentence[:20]}") for line in ran.lines)
    assert f"More on a cause: mhook causes {cause}" in ran.lines
    assert "  Fix: " in ran.text
    checked, summary = mhook("verify", "-f", "json", stdin=record(header=header)).objects
    assert (checked["cause"], checked["causes"], checked["fix"]) == (cause, [cause], CAUSES[cause].fix)
    assert summary["cause_counts"] == {cause: 1}


def test_damage(mhook: Mhook) -> None:
    """A damaged line is told with its number, the rest goes on, and the exit code says that something was not read."""
    content = record() + b"{rubbish\n\n" + record() + b'{"schema":"mhook.capture/7"}\n' + b"\xff\n" + record()
    ran = mhook("verify", stdin=content)
    assert ran.code == DAMAGED
    marks = [(line.split()[0], line.split("stdin:")[1].split()[0]) for line in ran.lines if "stdin:" in line]
    assert marks == [
        ("valid", "1"),
        ("damaged", "2"),
        ("valid", "4"),
        ("damaged", "5"),
        ("damaged", "6"),
        ("valid", "7"),
    ]
    assert last(ran) == "6 requests: 3 valid, 3 damaged"


def test_invalid_outweighs_damage(mhook: Mhook) -> None:
    """A bad signature is worse than a damaged line."""
    assert mhook("verify", stdin=record(header="0" * 64) + b"rubbish\n").code == INVALID


def test_unverifiable(mhook: Mhook) -> None:
    """A body of which bytes are missing is neither valid nor invalid."""
    ran = mhook("verify", "--format", "json", stdin=raw()[:-5])
    checked, summary = ran.objects
    assert (ran.code, checked["verdict"], summary["unverifiable"]) == (DAMAGED, "unverifiable", 1)
    assert checked["detail"]
    assert checked["cause"] is None


@pytest.mark.parametrize("form", ["text", "json"])
def test_quiet(mhook: Mhook, form: str) -> None:
    """Only what is not valid is told, and the sum still counts everything."""
    content = record() + record(header="0" * 64) + b"rubbish\n" + record()
    ran = mhook("verify", "--quiet", "--format", form, stdin=content)
    whole = mhook("verify", "--format", form, stdin=content)
    assert ran.code == whole.code == INVALID
    if form == "json":
        assert ran.lines == [line for line in whole.lines if '"verdict":"valid"' not in line]
    else:
        assert ran.lines == [line for line in whole.lines if not line.startswith("valid ")]
    assert len(whole.lines) == len(ran.lines) + 2


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many signatures without an explanation are searched in full: fewer than else."""
    monkeypatch.setattr("maileroo_cli.webhook.diagnosis.history.THOROUGH", 3)
    return 3


def unexplained(count: int) -> bytes:
    """Return so many records that are signed with a secret that nobody gave."""
    bodies = (b'{"event_type":"opened","event_id":"e-%d"}' % number for number in range(count))
    return b"".join(record(body, secret="zzz") for body in bodies)


@pytest.mark.parametrize("arguments", [(), ("--jobs", "2")], ids=["one process", "two"])
def test_a_stream_without_explanations(arguments: tuple[str, ...], few: int, mhook: Mhook, tmp_path: Path) -> None:
    """After some without an explanation the others say that they were not searched in full, and so does the sum."""
    file = tmp_path / "stream.ndjson"
    file.write_bytes(unexplained(300) + record(header=f"sha256={signed()}"))
    ran = mhook("verify", file, *arguments)
    assert ran.code == INVALID
    *told, last = [line for line in ran.lines if line.startswith("invalid")]
    brief = [line for line in told if "not searched in full, because similar requests had no explanation" in line]
    assert (len(told), len(told) - len(brief)) == (300, few)
    assert last.split()[4] == "header-prefixed"
    assert f"\n  {301 - len(brief)} searched in full, {len(brief)} only quickly\n" in ran.text
    assert f"{len(brief)} of these were only checked quickly: after {few} similar signatures" in ran.text
    assert "--thorough" in ran.text


@pytest.mark.parametrize("arguments", [(), ("--jobs", "2")], ids=["one process", "two"])
def test_files_of_one_run_are_one_stream(arguments: tuple[str, ...], few: int, mhook: Mhook, tmp_path: Path) -> None:
    """However many files there are, so many are searched in full, and one alone is again."""
    for number in range(few + 2):
        (tmp_path / f"{number}.ndjson").write_bytes(unexplained(1))
    words = ["--format", "json", *arguments]
    assert mhook("verify", tmp_path, *words).objects[-1]["briefly_searched"] == 2
    assert mhook("verify", tmp_path / "0.ndjson", *words).objects[-1]["briefly_searched"] == 0


def test_thorough(few: int, mhook: Mhook) -> None:
    """--thorough searches each in full, however many had no explanation."""
    ran = mhook("verify", "--thorough", "--format", "json", stdin=unexplained(few + 2))
    assert ran.objects[-1]["briefly_searched"] == 0
    assert {one["cause"] for one in ran.objects[:-1]} == {"unexplained"}
    assert not any("not searched" in one["detail"] for one in ran.objects[:-1])


def test_json(mhook: Mhook) -> None:
    """Each request is an object, whatever the verdict, and so is the sum."""
    content = record() + record(header=None) + b"rubbish\n"
    *checked, summary = mhook("verify", "--format", "json", stdin=content).objects
    assert {one["schema"] for one in checked} == {"mhook.verify/2"}
    assert summary["schema"] == "mhook.verify-summary/2"
    good = checked[0]
    assert (good["where"], good["id"], good["event_type"], good["event_id"]) == ("stdin:1", "r-1", "opened", "e-1")
    assert (good["verdict"], good["secret"], good["cause"]) == ("valid", f"env:{VARIABLE}", None)
    assert (summary["total"], summary["valid"], summary["exit_code"]) == (3, 1, 1)


@pytest.mark.parametrize("form", ["text", "json"])
def test_jobs(tmp_path: Path, form: str) -> None:
    """Several processes say the same in the same order as one, damage and all."""
    lines = [record(BODY.replace(b"e-1", b"e-%d" % number)) for number in range(6000)]
    lines[17] = b"rubbish\n"
    lines[3000] = record(header=None)
    lines[5999] = record(header="0" * 64)
    (tmp_path / "captures").write_bytes(b"".join(lines))
    words = ["verify", str(tmp_path / "captures"), "--format", form]
    one, two = process(words), process([*words, "--jobs", "2"])
    assert one == two
    assert one.code == INVALID
    assert len(one.lines) > 6000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "does not hold captured"),
        (b"hello\n", "does not hold captured"),
        (b"\x1f\x8b", "does not hold captured"),
    ],
)
def test_no_request(mhook: Mhook, content: bytes, said: str) -> None:
    """Input without any request is an error that says what is wanted."""
    ran = mhook("verify", "-", stdin=content)
    assert (ran.code, ran.out) == (DAMAGED, b"")
    assert said in ran.error


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_gzip_file_is_read(mhook: Mhook, tmp_path: Path, jobs: str) -> None:
    """A compressed file is read as what it holds, in however many processes."""
    (tmp_path / "captures.gz").write_bytes(gzip.compress(record() * 300))
    ran = mhook("verify", tmp_path / "captures.gz", "--jobs", jobs)
    assert (ran.code, last(ran)) == (VALID, "300 requests: 300 valid")


def test_terminal_without_a_file(mhook: Mhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is left waiting who calls it with nothing on a terminal."""

    class Keyboard(io.BytesIO):
        def isatty(self) -> bool:
            return True

    ran = mhook("verify", stdin=io.BufferedReader(Keyboard()), env={"MHOOK_STORE": "no/such/store"})
    assert (ran.code, ran.error.startswith("no file was given, and there is no store at 'no/such/store'")) == (2, True)


def test_colours(mhook: Mhook) -> None:
    """Verdicts are coloured where colour is wanted, and there alone."""
    content = record() + record(header=None) + b"rubbish\n"
    assert b"\x1b" not in mhook("verify", stdin=content).out
    for forced in (True, False):
        ran = mhook("verify", stdin=content, env={"FORCE_COLOR": "1"} if forced else {}, terminal=not forced)
        assert b"\x1b[32mvalid" in ran.out
        assert b"\x1b[31minvalid" in ran.out
        assert b"\x1b[33mdamaged" in ran.out
    assert b"\x1b" not in mhook("verify", "--no-color", stdin=content, terminal=True).out
    for name, value in {"NO_COLOR": "1", "TERM": "dumb"}.items():
        assert b"\x1b" not in mhook("verify", stdin=content, env={name: value}, terminal=True).out


def test_a_missing_file_does_not_end_the_others(mhook: Mhook, tmp_path: Path) -> None:
    """What is wrong with one of several files is said, the others are verified, and the exit code tells."""
    (tmp_path / "a.http").write_bytes(f"POST /x HTTP/1.1\nx-maileroo-signature: {signed()}\n\n".encode() + BODY)
    ran = mhook("verify", tmp_path / "a.http", tmp_path / "nope", tmp_path / "a.http")
    assert ran.code == 3
    assert "2 requests: 2 valid" in last(ran)
    assert "nope" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of memory is asked for as POSIX has it")
@pytest.mark.parametrize("valid", [True, False], ids=["valid", "foreign"])
def test_memory_of_a_large_body(valid: bool, tmp_path: Path) -> None:
    """A body of 200 MiB is verified, and searched for mistakes of the header, without being held in memory."""
    file, size = tmp_path / "body", 200
    with file.open("wb") as body:
        body.truncate(size << 20)
    signature = "0" * 64
    if valid:
        state = hmac.new(SECRET.encode(), digestmod="sha256")
        for _ in range(size):
            state.update(bytes(1 << 20))
        signature = state.hexdigest()
    peak = "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=-3, stderr=-3).returncode\n"
    peak += "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    line = command(["verify", str(file), "--signature", signature])
    done = subprocess.run([sys.executable, "-c", peak, *line], capture_output=True, check=True, env=environment())
    code, most = map(int, done.stdout.split())
    assert code == (VALID if valid else INVALID)
    assert most * (1 if sys.platform == "darwin" else 1024) < 150 << 20
