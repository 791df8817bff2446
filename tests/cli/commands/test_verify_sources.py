"""``mhook verify`` on what people have: traces of curl, files of every format, and whole folders of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import Mhook, command, environment, process
from tests.cli.commands.test_verify import BODY, DAMAGED, INVALID, VALID, last, raw, record, signed

FIXTURES = Path(__file__).parents[3] / "fixtures" / "captures"
FIXTURE_SECRET = {"MAILEROO_WEBHOOK_SECRET": "fixture-secret"}
TRACES = {
    "curl-trace.txt": (INVALID, "4 requests: 3 valid, 1 invalid"),
    "curl-trace-ascii.txt": (INVALID, "5 requests: 3 valid, 1 invalid, 1 unverifiable"),
    "curl-trace-ascii-large.txt": (VALID, "1 request: 1 valid"),
    "curl-verbose.txt": (DAMAGED, "2 requests: 1 valid, 1 unverifiable"),
    "curl-verbose-time.txt": (DAMAGED, "1 request: 1 unverifiable"),
}


def trace(body: bytes = BODY, signature: str = "") -> bytes:
    """Return a trace of ``curl --trace-ascii`` that sends a signed body without a dot."""
    head = f"POST /x HTTP/1.1\nx-maileroo-signature: {signature or signed(body)}\nContent-Length: {len(body)}\n\n"
    lines, place = [f"=> Send header, {len(head) + head.count(chr(10))} bytes (0x1)"], 0
    for line in head.splitlines():
        pieces = [line[start : start + 64] for start in range(0, len(line), 64)] or [""]
        for piece in pieces:
            lines.append(f"{place:04x}: {piece}")
            place += len(piece)
        place += 2
    lines += [f"=> Send data, {len(body)} bytes (0x1)", f"0000: {body.decode()}", "== Info: done", ""]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(("name", "expected"), TRACES.items(), ids=TRACES.keys())
@pytest.mark.parametrize("form", ["file", "stdin", "BOM"])
def test_traces_of_curl(mhook: Mhook, tmp_path: Path, name: str, expected: tuple[int, str], form: str) -> None:
    """A real trace is recognised from a file, a pipe or after a byte order mark, and judged request by request."""
    content = (FIXTURES / name).read_bytes()
    (tmp_path / "marked").write_bytes(b"\xef\xbb\xbf" + content)
    sources: dict[str, str | Path] = {"file": FIXTURES / name, "stdin": "-", "BOM": tmp_path / "marked"}
    ran = mhook("verify", sources[form], stdin=content, env=FIXTURE_SECRET)
    assert (ran.code, last(ran)) == expected
    assert ran.err == ""


def test_a_trace_says_what_to_do(mhook: Mhook) -> None:
    """Where a trace does not show the bytes, the line says why and what shows them."""
    (checked, _) = mhook("verify", FIXTURES / "curl-verbose-time.txt", "-f", "json", env=FIXTURE_SECRET).objects
    assert (checked["verdict"], checked["cause"]) == ("unverifiable", None)
    assert checked["detail"].startswith("curl -v does not show the body: use --trace-ascii FILE, or --trace FILE")


ARCHIVES = {
    "chromium-devtools.har": "2 other requests were skipped in ",
    "firefox.har": "2 other requests were skipped in ",
    "mitmproxy.har": "1 other request was skipped in ",
    "fiddler.har": "",
}


@pytest.mark.parametrize(("name", "note"), ARCHIVES.items(), ids=ARCHIVES.keys())
@pytest.mark.parametrize("source", ["file", "stdin"])
def test_archives(mhook: Mhook, name: str, note: str, source: str) -> None:
    """A HAR is read from a file or a pipe; what can be no webhook is counted in a note."""
    content = (FIXTURES / name).read_bytes()
    ran = mhook("verify", FIXTURES / name if source == "file" else "-", stdin=content, env=FIXTURE_SECRET)
    assert ran.code == INVALID
    assert " invalid" in last(ran)
    assert note in ran.err
    assert (name in ran.err) == (source == "file" and ran.err != "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a file of each format, in folders of their own, and others."""
    contents = {
        "a.ndjson": record() + record(header="0" * 64),
        "deep/er/b.http": raw() + raw(chunked=True),
        "deep/c.txt": trace(),
        "notes.txt": b"nothing\n",
        "deep/empty": b"",
        ".hidden": record(header="0" * 64),
    }
    for name, content in contents.items():
        path = tmp_path / "captures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "captures"


def test_a_folder(mhook: Mhook, folder: Path) -> None:
    """Every visible file of a folder is verified in order, by its content; what is none is counted and named."""
    ran = mhook("verify", folder)
    assert ran.code == INVALID
    assert last(ran) == "5 requests: 4 valid, 1 invalid"
    places = [line.split(f"{folder}/", 1)[1].split("  ")[0] for line in ran.lines[:5]]
    assert places == [
        "a.ndjson:1",
        "a.ndjson:2",
        "deep/c.txt:1",
        "deep/er/b.http:1",
        "deep/er/b.http:6",
    ]
    (note,) = ran.err.splitlines()
    assert note.startswith("mhook: note: 2 files without captured requests were skipped: ")
    assert "notes.txt" in note
    assert "empty" in note


def test_a_folder_beside_files(mhook: Mhook, folder: Path) -> None:
    """Folders and files are taken in the order in which they were named, and --jobs says the same."""
    words = ["verify", str(folder / "a.ndjson"), str(folder), "-"]
    ran = mhook(*words, stdin=trace())
    assert last(ran) == "8 requests: 6 valid, 2 invalid"
    assert process([*words, "--jobs", "2"], stdin=trace(), env={}).lines == ran.lines


def test_a_folder_without_requests(mhook: Mhook, tmp_path: Path) -> None:
    """A folder in which nothing can be verified is an error that says what it should hold."""
    for content in (None, b"nothing\n"):
        if content:
            (tmp_path / "file").write_bytes(content)
        ran = mhook("verify", tmp_path)
        assert (ran.code, ran.out) == (DAMAGED, b"")
        assert ran.error.startswith(f"no file in {str(tmp_path)!r} holds captured requests: one should hold")


def test_many_strange_files_are_named_in_one_note(mhook: Mhook, tmp_path: Path) -> None:
    """However many files are passed over, one note counts them and names the first."""
    (tmp_path / "a.http").write_bytes(raw())
    for number in range(12):
        (tmp_path / f"x{number:02}").write_bytes(b"nothing\n")
    (note,) = mhook("verify", tmp_path).err.splitlines()
    assert note.startswith("mhook: note: 12 files without captured requests were skipped: ")
    assert note.endswith(f"{str(tmp_path / 'x04')!r} and 7 more")
    assert "x05" not in note


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_folder_with_a_file_that_cannot_be_read(
    mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, the rest is verified, and the exit code says that something was not read."""
    (tmp_path / "a.http").write_bytes(raw())
    (tmp_path / "b.http").write_bytes(raw())
    real = open

    def refuse(name: str, *rest: object, **named: object) -> object:
        if str(name).endswith("a.http"):
            raise PermissionError(13, "Permission denied")
        return real(name, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", refuse)
    ran = mhook("verify", tmp_path)
    assert (ran.code, last(ran)) == (DAMAGED, "1 request: 1 valid")
    assert "a.http" in ran.error


def test_a_folder_of_which_a_part_cannot_be_listed(mhook: Mhook, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with its name, the rest is verified, and the exit code says that something was not read."""
    (folder / "a.ndjson").write_bytes(record())
    real = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("deep"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    ran = mhook("verify", folder)
    assert (ran.code, last(ran)) == (DAMAGED, "1 request: 1 valid")
    assert ran.error.startswith(f"cannot read {str(folder / 'deep')!r} (Permission denied)")


def test_many_requests_of_one_file(mhook: Mhook) -> None:
    """A long file is told in its order, with a right sum."""
    bodies = [BODY.replace(b"e-1", b"e-%d" % number) for number in range(450)]
    ran = mhook("verify", stdin=b"".join(map(raw, bodies)))
    assert (ran.code, last(ran)) == (VALID, "450 requests: 450 valid")
    assert [line.split()[2] for line in ran.lines[:450]] == [f"e-{number}" for number in range(450)]


def test_an_archive_of_pages_alone(mhook: Mhook) -> None:
    """Where nothing can be a webhook, there is nothing to verify: an error, and a note that says why."""
    page = b'{"log":{"version":"1.2","entries":[{"request":{"method":"GET","url":"http://a.test/","headers":[]}}]}}'
    ran = mhook("verify", stdin=page)
    assert (ran.code, ran.out) == (DAMAGED, b"")
    assert ran.error.startswith("there is no request in the input")
    assert "1 other request was skipped in the standard input: no body and no signature" in ran.err


def test_files_of_which_none_can_be_read(project: Path) -> None:
    """Each is told in its line, and nothing is said of an input that was never read."""
    line = command(["verify", "a.ndjson", "b.ndjson"])
    ran = subprocess.run(line, env=environment(), capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (DAMAGED, b"0 requests\n")
    assert [told.split(" (")[0] for told in ran.stderr.decode().splitlines()] == [
        f"mhook: error: cannot read '{name}.ndjson'" for name in "ab"
    ]
    ran = subprocess.run([*line, "--format", "json"], env=environment(), capture_output=True, timeout=60, check=False)
    assert json.loads(ran.stdout)["exit_code"] == DAMAGED


def test_wrong_files_of_every_kind(mhook: Mhook, tmp_path: Path) -> None:
    """What holds no format says where they are listed; a folder is no body."""
    (tmp_path / "page.html").write_bytes(b"<html>\n")
    ran = mhook("verify", tmp_path / "page.html")
    assert (ran.code, ran.out) == (DAMAGED, b"")
    assert "mhook verify --help lists the formats" in ran.error
    ran = mhook("verify", tmp_path, "--signature", "0" * 64)
    assert (ran.code, "is a directory" in ran.error) == (DAMAGED, True)


@pytest.mark.parametrize("cut", [10, 60, 150, 190])
def test_a_damaged_trace(mhook: Mhook, cut: int) -> None:
    """A trace that is cut off is never valid, nor blamed on the signature."""
    content = trace()[:cut]
    ran = mhook("verify", stdin=content)
    assert ran.code == DAMAGED
    assert "invalid" not in ran.text


def test_the_sum_names_each_cause_with_its_sentence(mhook: Mhook) -> None:
    """The head line of a cause says how many, its code and what happened, at any width, coloured in its code alone."""
    content = record(header=None) * 3 + record(header=signed().upper())
    ran = mhook("verify", stdin=content, env={"COLUMNS": "200"})
    assert "3 of 4 invalid: header-missing - The request has no x-maileroo-signature header." in ran.lines
    assert "1 of 4 invalid: header-uppercase - The signature's hex digits are in upper case." in ran.lines
    narrow = mhook("verify", stdin=content, env={"COLUMNS": "40", "FORCE_COLOR": "1"})
    assert "3 of 4 invalid: \x1b[36mheader-missing\x1b[0m - The" in narrow.lines
    assert "  request has no x-maileroo-signature" in narrow.lines
