"""Files of requests as editors and tools write them: the right verdict on each request, verified and imported."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.calling import VARIABLE, Mhook

FOLDER = Path(__file__).parents[3] / "fixtures" / "captures"
FILES = sorted(
    one
    for name in ("http", "mhook", "odd-har")
    for one in (FOLDER / name).iterdir()
    if one.suffix != ".json" or name == "mhook"
)
SECRET = {VARIABLE: "fixture-secret"}


class Found(NamedTuple):
    """What is known of a file: the verdicts of its requests, what the last one's detail says, responses passed over."""

    verdicts: str
    detail: str = ""
    responses: int = 0


GOOD = "valid"
LOST = "unverifiable"
KNOWN = {
    "http/vscode.http": Found(f"{GOOD} {GOOD} {GOOD} probe", "GET with neither body nor signature"),
    "http/jetbrains.http": Found(f"{GOOD} {GOOD} {GOOD} {GOOD}"),
    "http/kulala.http": Found(f"{GOOD} {GOOD}"),
    "http/visual-studio.http": Found(f"{GOOD} {GOOD}"),
    "http/variable-body.http": Found(LOST, "the body holds the variable {{$randomInt}}"),
    "http/variable-signature.http": Found(LOST, "the signature holds the variable {{$dotenv SIGNATURE}}"),
    "http/variable-in-a-file.http": Found(LOST, "the file './template.json' holds a variable"),
    "http/missing-file.http": Found(LOST, "the body is in the file './nowhere.json'"),
    "http/file-elsewhere.http": Found(LOST, "the body is in the file '../README.md'"),
    "http/wireshark-stream.txt": Found(f"{GOOD} {GOOD}", responses=2),
    "http/wireshark-continue.txt": Found(GOOD, responses=2),
    "http/request-and-response.http": Found(GOOD, responses=1),
    "http/httpie-verbose.txt": Found(GOOD, "the file shows its JSON formatted", responses=1),
    "http/length-in-characters.http": Found(GOOD, "its Content-Length counts characters"),
    "http/length-too-small.http": Found(GOOD, "there are more bytes than its Content-Length of 57 says"),
    "http/length-too-small-two.http": Found(f"{GOOD} {GOOD}"),
    "http/length-too-large.http": Found(GOOD, "the part that is there is all that was signed"),
    "http/length-zero.http": Found(GOOD, "there are more bytes than its Content-Length of 0 says"),
    "http/length-of-the-cut.http": Found(GOOD, "only as many bytes as its Content-Length says, 404"),
    "http/length-of-nothing.http": Found(LOST, "there are more bytes than its Content-Length of 57 says"),
    "http/masked.http": Found(LOST, "the signature is masked"),
    "http/unsigned-copy.http": Found(LOST, "the signature was left out when this was exported"),
    "http/target-outside-ascii.http": Found(GOOD),
    "http/target-with-spaces.http": Found(GOOD),
    "http/windows-line-ends.http": Found(GOOD, "with LF instead of CRLF"),
    "http/wrong.http": Found("invalid"),
    "mhook/fixture-1.json": Found(f"{GOOD} {GOOD} invalid invalid invalid"),
    "mhook/pytest-1.txt": Found(f"{GOOD} {GOOD} invalid invalid invalid"),
    "mhook/pytest-2.txt": Found(f"{GOOD} {GOOD} invalid invalid invalid"),
    "odd-har/byte-order-mark.har": Found(GOOD),
    "odd-har/headers-object.har": Found(GOOD),
    "odd-har/headers-object-lists.har": Found(GOOD),
    "odd-har/base64.har": Found(GOOD),
    "odd-har/garbage-version.har": Found(GOOD),
    "odd-har/no-text.har": Found(LOST, "the body of 404 bytes is missing"),
    "odd-har/no-text-and-no-size.har": Found(LOST, "the file neither holds the body nor says how long it was"),
    "odd-har/no-text-and-no-size-at-all.har": Found(LOST, "the file neither holds the body"),
    "odd-har/text-too-long.har": Found(LOST, "the file holds 'text was too long' instead of the body"),
    "odd-har/text-too-long-no-size.har": Found(LOST, "the file holds 'text was too long' instead of the body"),
    "odd-har/body-omitted-no-size.har": Found(LOST, "the file holds '[body omitted]' instead of the body"),
    "odd-har/text-cut-no-size.har": Found(LOST, "the text breaks off within its JSON"),
    "odd-har/params-of-json.har": Found(LOST, "the body was kept as separate fields (params)"),
    "odd-har/params-of-a-form.har": Found(GOOD, "the part that is there is all that was signed"),
    "odd-har/latin-1.har": Found(GOOD, "the file is in cp1252, but UTF-8 was sent"),
    "odd-har/latin-1-lossy.har": Found(LOST, "the text holds bytes that are not UTF-8"),
    "odd-har/stale-length.har": Found(GOOD, "the part that is there is all that was signed"),
    "odd-har/masked.har": Found(LOST, "the signature is masked"),
    "odd-har/unsigned-copy.har": Found(LOST, "the signature was left out when this was exported"),
}


def name_of(path: Path) -> str:
    """Return the name under which a file is known here."""
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_verdict_on_each_request(mhook: Mhook, project: Path, path: Path) -> None:
    """Verified or imported, each request has the verdict that is right, nothing is damaged, responses are counted."""
    known = KNOWN[name_of(path)]
    verdicts = known.verdicts.split()
    ran = mhook("verify", path, "--format", "json", env=SECRET)
    *found, summary = ran.objects
    assert [one["verdict"] for one in found] == verdicts
    assert known.detail in (found[-1]["detail"] or "")
    assert ran.code == summary["exit_code"] == (1 if "invalid" in verdicts else 3 if LOST in verdicts else 0)
    told = re.findall(r"(\d+) responses? (?:was|were) skipped", ran.err)
    assert told == ([str(known.responses)] if known.responses else [])
    imported = mhook("captures", "import", path, "--store", "a.db", env=SECRET)
    assert (imported.code, imported.lines[0].split()[0]) == (0, str(len(verdicts)))
    listed = mhook("captures", "list", "--store", "a.db", "--format", "json").objects
    assert [one["verdict"] for one in listed] == verdicts


NO_REQUEST = {"foreign/unknown.txt", "wrapped/har-broken.har", "wrapped/har-cut.har"}
ALL = sorted(
    one for one in FOLDER.rglob("*") if one.suffix in {".http", ".txt", ".har"} and name_of(one) not in NO_REQUEST
)


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_file_and_the_store_agree(mhook: Mhook, project: Path, path: Path) -> None:
    """What verifying a file says of its requests, verifying what it was imported as says too, in the same order."""
    said = [
        (one["verdict"], one["causes"])
        for one in mhook("verify", path, "--format", "json", env=SECRET).objects[:-1]
        if one["verdict"] != "damaged"
    ]
    assert said
    for name, env in (("checked.db", SECRET), ("unchecked.db", {VARIABLE: None})):
        mhook("captures", "import", path, "--store", name, env=env)
        found = mhook("verify", "--store", name, "--format", "json", env=SECRET).objects[:-1]
        assert [(one["verdict"], one["causes"]) for one in found] == said


def test_each_file_is_known_and_described() -> None:
    """No file is without a verdict here, and the README has a row for each."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert sorted(KNOWN) == [name_of(path) for path in FILES]
    described = re.findall(r"^\| `((?:http|mhook|odd-har)/[\w.-]+)` \|", readme, re.MULTILINE)
    assert sorted(described) == sorted(name_of(path) for path in (*FILES, *(FOLDER / "http").glob("*.json")))


def test_from_anywhere(mhook: Mhook, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body's file is looked for beside the file that names it, not in the folder where mhook runs."""
    source = (FOLDER / "http" / "jetbrains.http").read_bytes()
    (project / "there").mkdir()
    (project / "there" / "a.http").write_bytes(source)
    assert mhook("verify", "there/a.http", env=SECRET).lines[-1] == "4 requests: 3 valid, 1 unverifiable"
    (project / "body.json").write_bytes((FOLDER / "http" / "body.json").read_bytes())
    assert mhook("verify", "there/a.http", env=SECRET).code == 3
    assert mhook("verify", "-", stdin=source, env=SECRET).lines[-1] == "4 requests: 4 valid"
    (project / "body.json").rename(project / "there" / "body.json")
    assert mhook("verify", "there/a.http", env=SECRET).lines[-1] == "4 requests: 4 valid"


@pytest.mark.parametrize("name", ["/etc/hostname", "../secret.json", "link.json", "folder", "pipe", "a\0b", ""])
def test_files_elsewhere_are_not_read(mhook: Mhook, project: Path, name: str) -> None:
    """What is no file in or below the folder of the file that names it is not read, also through a link."""
    import os

    folder = project / "there"
    (folder / "folder").mkdir(parents=True)
    (project / "secret.json").write_bytes((FOLDER / "http" / "body.json").read_bytes())
    (folder / "link.json").symlink_to(project / "secret.json")
    os.mkfifo(folder / "pipe")
    source = (FOLDER / "http" / "missing-file.http").read_bytes().replace(b"./nowhere.json", name.encode())
    (folder / "a.http").write_bytes(source)
    ran = mhook("verify", folder / "a.http", env=SECRET)
    assert ran.code == (3 if name else 1)
