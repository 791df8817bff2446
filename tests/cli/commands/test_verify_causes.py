"""``mhook verify`` names what people do to a secret, a header and a body, as its user reads it."""

import base64
import json
from pathlib import Path

import pytest

from tests.cli.calling import Mhook
from tests.webhook import field_secrets
from tests.webhook.vector_case import BODY, tag

CASES = {case["id"]: case for case in map(json.loads, field_secrets.PATH.read_bytes().splitlines())}
CHOSEN = (
    *("dollar-in-the-middle", "dollar-alone", "percent-doubled", "hash-comment-quoted", "quote-eaten", "leading-zeros"),
    *("env-line-given-all", "utf-16-given", "html-php", "uuid-bare", "lookalike-letter-o", "header-openssl-stdin"),
    *("header-sha256sum-file", "header-openssl-base64", "header-openssl-cut", "hint-cut-in-a-string"),
    *("hint-typographic-quotes", "hint-windows-1252", "hint-secret-line", "hint-all-whole"),
)


@pytest.mark.parametrize("name", CHOSEN)
def test_a_mistake_is_named(mhook: Mhook, tmp_path: Path, name: str) -> None:
    """Line and object have the causes, and the detail says which side it is or what is visible; no secret is shown."""
    case = CASES[name]
    body, secret = tmp_path / "body.json", tmp_path / "s.txt"
    body.write_bytes(base64.b64decode(case["body_base64"]))
    content = case["secret"].encode() if "secret" in case else base64.b64decode(case["secret_base64"])
    secret.write_bytes(content)
    words: list[str | Path] = ["verify", body, f"--signature={case['signature']}", "--secret", f"file:{secret}"]
    checked = mhook(*words, "--format", "json").objects[0]
    assert sorted(checked["causes"]) == sorted(case["causes"])
    assert case.get("hint", "") in (checked["detail"] or "")
    ran = mhook(*words)
    assert ran.code == 1
    assert all(code in ran.lines[0] for code in case["causes"])
    if case["causes"][0].startswith("secret-") and name != "dollar-alone":
        assert f"the secret that you gave (file:{secret}) " in ran.lines[0]
    assert content.decode("utf-8", "replace") not in ran.text + ran.err


SIGNED = {"schema": "mhook.capture/1", "id": "r", "time": "", "method": "POST", "target": "/"}


def record(body: str, signed: str) -> str:
    """Return a line with one body and the signature of another."""
    headers = [["X-Maileroo-Signature", tag(signed.encode(), "plumtree2026")]]
    return json.dumps({**SIGNED, "headers": headers, "body": body}) + "\n"


FIRST, CHANGED = '{"event_id":"e-1","inserted_at":1}', '{"event_id":"e-1","inserted_at":2}'
RETRY = record(FIRST, FIRST) + record(CHANGED, FIRST)


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]], ids=["alone", "jobs"])
@pytest.mark.parametrize("quiet", [[], ["--quiet"]], ids=["all", "quiet"])
@pytest.mark.parametrize("how", ["file", "pipe", "folder", "http"])
def test_the_signature_of_another_request_is_named(
    mhook: Mhook, tmp_path: Path, how: str, quiet: list[str], jobs: list[str]
) -> None:
    """Wherever the input comes from, the place of the request is told that the signature belongs to."""
    (tmp_path / "in").mkdir()
    first, second = tmp_path / "in" / "a.ndjson", tmp_path / "in" / "b.ndjson"
    first.write_text(RETRY)
    source, place, stdin = str(first), f"{first}:1", ""
    if how == "pipe":
        source, place, stdin = "-", "stdin:1", RETRY
    elif how == "folder":
        first.write_text(record(FIRST, FIRST))
        second.write_text(record(CHANGED, FIRST))
        source = str(tmp_path / "in")
    elif how == "http":
        head = f"POST / HTTP/1.1\nX-Maileroo-Signature: {tag(FIRST.encode(), 'plumtree2026')}\nContent-Length: 34\n\n"
        first.write_text(f"### one\n{head}{FIRST}\n\n### two\n{head}{CHANGED}\n")
        place = f"{first}:2"
    words = ["verify", source, *jobs, *quiet, "--secret", "env:S", "--format", "json"]
    ran = mhook(*words, stdin=stdin.encode(), env={"S": "plumtree2026"})
    invalid = [one for one in ran.objects if one.get("verdict") == "invalid"]
    assert [one["cause"] for one in invalid] == ["signature-of-another"], ran
    assert invalid[0]["detail"].startswith(f"it belongs to {place}, which has the same event")


def test_the_signature_of_another_capture_is_named(mhook: Mhook, tmp_path: Path) -> None:
    """So it is in the store, by the capture's id, whether all are verified or one is shown."""
    (tmp_path / "a.ndjson").write_text(RETRY)
    store = ["--store", str(tmp_path / "s.db")]
    env = {"S": "plumtree2026"}
    assert mhook("captures", "import", tmp_path / "a.ndjson", *store, env={"MAILEROO_WEBHOOK_SECRET": "x"}).code == 0
    first, second = (one["id"] for one in mhook("captures", "list", *store, "--format", "json").objects[:2])
    for words in (["verify"], ["captures", "show", second]):
        shown = mhook(*words, *store, "--secret", "env:S", "--format", "json", env=env).objects
        (found,) = [one for one in shown if one.get("verdict") == "invalid"]
        assert (found["cause"], found["causes"]) == ("signature-of-another", ["signature-of-another"])
        assert first in found["detail"]


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"\xff\xfep\0l\0u\0m\0", "looks like UTF-16; it is used unchanged (save it as UTF-8)"),
        (b"\xef\xbb\xbfplum\r\n", "begins with a byte order mark; it is used unchanged (save it without one)"),
        (
            b"HOOK_SECRET=plum\n",
            "looks like a NAME=value line of a settings file; it is used unchanged (keep only the value)",
        ),
        (b'"plum"\n', "is in quotation marks; it is used unchanged (remove them unless they are part of it)"),
        (b" 'plum'", "is in quotation marks and has white space around it; it is used unchanged"),
    ],
    ids=["UTF-16", "byte order mark", "line of .env", "quoted", "several"],
)
@pytest.mark.parametrize("command", ["sign", "send", "verify"])
def test_a_secret_file_of_an_odd_form_is_noted(
    mhook: Mhook, tmp_path: Path, command: str, content: bytes, note: str
) -> None:
    """Whatever uses it says at once what it looks like, in a line that shows nothing of it."""
    secret, body = tmp_path / "s.txt", tmp_path / "body.json"
    secret.write_bytes(content)
    body.write_bytes(BODY)
    more: dict[str, list[str | Path]] = {
        "sign": [body],
        "send": ["--url", "http://localhost:9/", "opened", "--dry-run"],
        "verify": [body, "--signature=0"],
    }
    ran = mhook(command, *more[command], "--secret", f"file:{secret}")
    assert f"mhook: note: the secret file:{secret} {note}" in ran.err
    assert "plum" not in ran.err.replace(str(tmp_path), "")
