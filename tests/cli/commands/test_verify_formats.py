"""``mhook verify`` and ``captures import`` on files of other programs: each is read, or named with what to do."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import Mhook

FOLDER = Path(__file__).parents[3] / "fixtures" / "captures"
ENV = {"MAILEROO_WEBHOOK_SECRET": "fixture-secret"}
EVENT = "7c1f0a9be2d37f5586aa01c2d3e4f5a6b7c8d9e0f1a2b3c4"
VALID, DAMAGED = 0, 3

READ: dict[str, int] = {
    "gateway/api-gateway-rest.json": 1,
    "gateway/api-gateway-http-base64.json": 1,
    "gateway/function-url.json": 1,
    "gateway/load-balancer-multi.json": 1,
    "gateway/azure-function.json": 1,
    "gateway/cloudwatch.json": 1,
    "inspector/ngrok-list.json": 1,
    "inspector/ngrok-one.json": 1,
    "inspector/webhook-site-list.json": 1,
    "inspector/webhook-site-one.json": 1,
    "inspector/webhook-site.csv": 1,
    "inspector/smee.json": 1,
    "inspector/smee-stream.txt": 1,
    "inspector/gosmee.json": 1,
    "inspector/charles.chlsj": 1,
    "inspector/burp.xml": 1,
    "inspector/fetch.js": 1,
    "log/text.ndjson": 1,
    "log/base64.ndjson": 1,
    "log/base64-flag.ndjson": 1,
    "log/parsed.ndjson": 1,
    "log/parsed-compact.ndjson": 1,
    "log/parsed-and-raw.ndjson": 1,
    "log/buffer.ndjson": 1,
    "log/python-repr.ndjson": 1,
    "log/raw-headers.ndjson": 1,
    "log/cgi.ndjson": 1,
    "log/prefixed.log": 1,
    "collection/postman-2.1.json": 1,
    "collection/postman-2.0.json": 1,
    "collection/insomnia-4.json": 1,
    "collection/bruno.bru": 1,
    "command/chrome.sh": 1,
    "command/chrome.cmd": 1,
    "command/firefox.cmd": 1,
    "command/chrome.ps1": 1,
    "command/curl.ps1": 1,
    "command/postman.sh": 1,
    "command/script.sh": 1,
    "command/here-document.sh": 2,
    "command/pipe.sh": 1,
    "command/file.sh": 1,
    "wrapped/records.ndjson.gz": 2,
    "wrapped/har-gzip.har": 1,
    "wrapped/records-utf-16.ndjson": 1,
    "wrapped/har-utf-16-be.har": 1,
    "wrapped/har-utf-16.har.gz": 1,
    "wrapped/request-utf-16.http": 1,
    "wrapped/records-array.json": 2,
    "wrapped/records-array-lines.json": 2,
    "wrapped/record-pretty.json": 1,
    "wrapped/records-pretty.json": 2,
    "wrapped/record-headers-object.ndjson": 1,
    "wrapped/records-in-object.json": 1,
    "wrapped/har-entry.json": 1,
}
"""How many requests each file holds; all are valid."""

UNSURE: dict[str, str] = {
    "inspector/ngrok-cut.json": "the body is cut off: 410 of 460 bytes are there",
    "inspector/smee-other-secret.json": "the file holds the body as parsed JSON, not its bytes",
    "log/parsed-unproven.ndjson": "the file holds the body as parsed JSON, not its bytes",
    "log/no-body.ndjson": "the file does not hold the body",
    "collection/postman-variable.json": "it holds the variable {{id}}, which Postman fills in",
    "collection/postman-variable-signature.json": "it holds the variable {{signature}}, which Postman fills in",
    "collection/postman-file.json": "the body is in another file ('body.json')",
    "collection/bruno-variable.bru": "it holds the variable {{id}}, which Bruno fills in",
    "command/variable.sh": "the signature is the variable $SIGNATURE, whose value only the shell knows",
    "command/variable-body.sh": "the body is what another program prints, whose value only the shell knows",
    "command/file-elsewhere.sh": "the body is in the file '/no/such/body.json', which is not in this folder",
}
"""Why each file does not say whether its request is valid."""

NAMED: dict[str, tuple[str, str]] = {
    "foreign/mitmproxy.flow": ("is a file of mitmproxy flows", "--set hardump=flows.har"),
    "foreign/fiddler.saz": ("is an archive of Fiddler (.saz)", "HTTPArchive (HAR)"),
    "foreign/charles.chls": ("perhaps a session of Charles", "as HAR"),
    "foreign/packets.pcap": ("is a capture of network packets", "Follow > HTTP Stream"),
    "foreign/packets.pcapng": ("is a capture of network packets", "Follow > HTTP Stream"),
    "foreign/archive.zip": ("is a zip archive", "unpack it"),
    "foreign/requests.zst": ("is compressed with zstd", "zstd -d"),
    "foreign/requests.tar": ("is a tar archive", "tar -xf"),
    "foreign/insomnia-5.yaml": ("is a YAML collection", "export the request as HAR"),
    "foreign/httpie.sh": ("holds a command of HTTPie", "mhook sign --as curl"),
    "foreign/unknown.txt": ("looks like captured requests", "give them as HAR"),
    "foreign/list.ndjson": ("lists captures without their bodies", "mhook captures export"),
    "wrapped/gzip-cut.gz": ("the gzip data is cut off", "copy the file again"),
}
"""What is said of a file that cannot be read, and what to do."""

BROKEN = ("wrapped/har-broken.har", "wrapped/har-cut.har")
OTHER = (
    "payload.json",
    "payloads.ndjson",
    "routed-mail.json",
    "README.md",
    "image.png",
    "package.json",
    "report.ndjson",
)


@pytest.mark.parametrize(("name", "count"), READ.items(), ids=READ)
def test_a_file_of_another_program_is_verified(mhook: Mhook, name: str, count: int) -> None:
    """The bytes that were signed come out of each file, so that each signature is right."""
    ran = mhook("verify", FOLDER / name, "--format", "json", env=ENV)
    assert ran.code == VALID, ran
    *requests, total = ran.objects
    assert [(one["verdict"], one["event_id"]) for one in requests] == [("valid", EVENT)] * count
    assert total["valid"] == count


@pytest.mark.parametrize(("name", "reason"), UNSURE.items(), ids=UNSURE)
def test_what_a_file_does_not_hold_is_unverifiable(mhook: Mhook, name: str, reason: str) -> None:
    """Where the bytes or the signature are not in the file, the reason is told, and nobody is blamed."""
    ran = mhook("verify", FOLDER / name, "--format", "json", env=ENV)
    assert ran.code == DAMAGED, ran
    assert [(one["verdict"], one["detail"]) for one in ran.objects[:-1]] == [("unverifiable", reason)]


@pytest.mark.parametrize(("name", "said"), NAMED.items(), ids=NAMED)
@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
def test_what_cannot_be_read_is_named(
    mhook: Mhook, tmp_path: Path, name: str, said: tuple[str, str], folder: bool
) -> None:
    """A file that its own program alone reads is named with what to do, and a folder that holds it does not pass."""
    path = tmp_path / "captures" / Path(name).name
    path.parent.mkdir()
    path.write_bytes((FOLDER / name).read_bytes())
    if folder:
        (path.parent / "right.har").write_bytes((FOLDER / "wrapped" / "har-gzip.har").read_bytes())
    ran = mhook("verify", path.parent if folder else path, env=ENV)
    assert ran.code == DAMAGED
    assert said[0] in ran.error
    assert said[1] in ran.error
    assert "1 valid" in ran.text or not folder or name.endswith("gzip-cut.gz")


@pytest.mark.parametrize("name", BROKEN)
def test_a_har_that_breaks_before_its_entries_is_damaged(mhook: Mhook, name: str) -> None:
    """It is not taken for something else: the place where it breaks is told."""
    ran = mhook("verify", FOLDER / name, env=ENV)
    assert ran.code == DAMAGED
    assert "damaged" in ran.lines[0]
    assert "byte" in ran.lines[0]


def test_a_folder_with_other_things_passes(mhook: Mhook, tmp_path: Path) -> None:
    """What holds no captured requests is counted and named, and does no harm."""
    for name in OTHER:
        (tmp_path / name).write_bytes((FOLDER / "other" / name).read_bytes())
    (tmp_path / "right.har").write_bytes((FOLDER / "wrapped" / "har-gzip.har").read_bytes())
    ran = mhook("verify", tmp_path, env=ENV)
    assert (ran.code, ran.lines[-1]) == (VALID, "1 request: 1 valid")
    assert f"{len(OTHER)} files without captured requests were skipped: " in ran.err
    assert ran.errors == []


@pytest.mark.parametrize("words", [["verify"], ["captures", "import"]], ids=" ".join)
@pytest.mark.parametrize("names", [(), OTHER], ids=["empty", "other"])
def test_a_folder_in_which_nothing_is_understood_does_not_pass(
    mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], names: tuple[str, ...]
) -> None:
    """Nothing was checked then, and the exit code says so."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "captures").mkdir()
    for name in names:
        (tmp_path / "captures" / name).write_bytes((FOLDER / "other" / name).read_bytes())
    ran = mhook(*words, "captures", env=ENV)
    assert ran.code == DAMAGED
    assert ran.error.startswith("no file in 'captures' holds captured requests")


@pytest.mark.parametrize("folder", ["gateway", "inspector", "log", "collection", "command", "wrapped"])
def test_import_keeps_what_verify_finds(mhook: Mhook, tmp_path: Path, folder: str) -> None:
    """A store then holds as many valid captures, with the event; of all files together, each request once."""
    names = [name for name in READ if name.startswith(f"{folder}/")]
    for number, name in enumerate(names):
        store = tmp_path / f"{number}.db"
        assert mhook("captures", "import", FOLDER / name, "--store", store, env=ENV).code == VALID
        found = mhook("captures", "list", "--store", store, "--format", "json").objects
        assert [(one["verdict"], one["event_id"]) for one in found] == [("valid", EVENT)] * READ[name], name
    paths = [FOLDER / name for name in names]
    ran = mhook("captures", "import", *paths, "--store", tmp_path / "all.db", "--format", "json", env=ENV)
    (total,) = ran.objects
    kept = total["imported"], total["imported"] + total["already_there"]
    assert (ran.code, kept) == (VALID, (total["valid"], sum(READ[name] for name in names)))
    again = mhook("verify", "--store", tmp_path / "all.db", "--format", "json", env=ENV).objects
    assert [one["verdict"] for one in again[:-1]] == ["valid"] * total["imported"]


def test_import_keeps_what_came_before_the_damage(mhook: Mhook, tmp_path: Path) -> None:
    """Of a file that breaks off what could be read is stored, and as much is counted."""
    ran = mhook("captures", "import", FOLDER / "wrapped" / "gzip-cut.gz", "--store", tmp_path / "a.db", env=ENV)
    assert ran.code == DAMAGED
    found = mhook("captures", "list", "--store", tmp_path / "a.db", "--format", "json").objects
    assert 0 < len(found) <= 50
    assert "the gzip data is cut off" in ran.error


def test_every_fixture_is_in_a_table() -> None:
    """No file of these folders goes untested, and the README names each folder."""
    tested = {*READ, *UNSURE, *NAMED, *BROKEN, *(f"other/{name}" for name in OTHER), "command/body.json"}
    elsewhere = {"http", "mhook", "odd-har"}
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*") if path.parent.name not in elsewhere}
    assert there == tested
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"`{folder.name}/`" in readme for folder in FOLDER.iterdir() if folder.is_dir())


@pytest.mark.parametrize("kind", ["ndjson", "har", "http", "curl", "pytest"])
def test_what_mhook_exports_it_reads(mhook: Mhook, tmp_path: Path, kind: str) -> None:
    """Each form of an export is verified and imported again, whatever the bodies are."""
    store = tmp_path / "first.db"
    ran = mhook("generate", "delivered", "opened", "--signed", "--seed", "1")
    mhook("captures", "import", "-", "--store", store, stdin=ran.out)
    exported = mhook("captures", "export", "--as", kind, "--with-signatures", "--store", store).out
    (tmp_path / "export").write_bytes(exported)
    assert mhook("verify", tmp_path / "export").code == VALID
    ran = mhook("captures", "import", tmp_path / "export", "--store", tmp_path / "second.db")
    assert (ran.code, "2 valid" in ran.text) == (VALID, True)


@pytest.mark.parametrize("kind", ["ndjson", "har", "http", "curl", "pytest"])
def test_a_signature_that_an_export_left_out(mhook: Mhook, tmp_path: Path, kind: str) -> None:
    """An export without signatures proves nothing in any form, rather than being invalid."""
    store = tmp_path / "first.db"
    ran = mhook("generate", "delivered", "opened", "--signed", "--seed", "1")
    mhook("captures", "import", "-", "--store", store, stdin=ran.out)
    (tmp_path / "export").write_bytes(mhook("captures", "export", "--as", kind, "--store", store).out)
    ran = mhook("verify", tmp_path / "export", "--format", "json")
    details = [one["detail"] for one in ran.objects[:-1]]
    assert (ran.code, details) == (3, ["the signature was left out of the export"] * 2)


@pytest.mark.parametrize(
    "words",
    [
        ["send", "opened", "--dry-run", "--url", "http://localhost:1/x"],
        ["send", "opened", "--dry-run", "--url", "http://localhost:1/x", "--format", "json"],
        ["generate", "opened", "--signed"],
    ],
    ids=["dry run", "dry run as JSON", "signed"],
)
def test_what_mhook_prints_it_reads(mhook: Mhook, words: list[str]) -> None:
    """What a command prints of a request can be given to verify."""
    ran = mhook("verify", stdin=mhook(*words).out)
    assert (ran.code, ran.lines[-1]) == (VALID, "1 request: 1 valid")


def test_a_capture_that_is_shown_is_read_where_its_signature_is(mhook: Mhook, tmp_path: Path) -> None:
    """The JSON of a capture verifies with its signature; without it the option is named that shows it."""
    store = tmp_path / "a.db"
    mhook("captures", "import", "-", "--store", store, stdin=mhook("generate", "opened", "--signed").out)
    shown = mhook("captures", "show", "last", "--store", store, "--format", "json", "--with-signatures")
    assert mhook("verify", stdin=shown.out).code == VALID
    masked = mhook("captures", "show", "last", "--store", store, "--format", "json")
    ran = mhook("verify", stdin=masked.out)
    assert (ran.code, "--with-signatures" in ran.text) == (DAMAGED, True)
    assert json.loads(masked.out)["schema"] == "mhook.capture-shown/2"
