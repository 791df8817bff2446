"""``mhook verify`` on bodies that something changed: what a person reads, from the file to the fix."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import SECRET, Mhook
from tests.webhook import field_bodies

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for case in map(json.loads, field_bodies.PATH.read_text(encoding="ascii").splitlines())
}
URL = "https://hooks.example.org/mail"


@pytest.mark.parametrize(
    "name",
    [
        *("curl-d-file", "curl-d-arrived", "wrapped-terminal", "node-buffer-json", "placeholder System.Byte[]"),
        *("utf-16-file", "nginx-log", "html-escaped", "cmd-quotes-eaten", "smart-quotes", "laravel-all"),
        "ruby-hash-to-s",
    ],
)  # fmt: skip
def test_a_changed_body_is_named(name: str, mhook: Mhook, tmp_path: Path) -> None:
    """A body in a file, with the signature beside it, gets the causes of what happened to it, and their detail."""
    case = CASES[name]
    body = tmp_path / "delivery.bin"
    body.write_bytes(base64.b64decode(case["body_base64"]))
    secret = tmp_path / "secret.txt"
    secret.write_text(case["secret"])
    ran = mhook("verify", body, "--signature", case["signature"], "--secret", f"file:{secret}", "--format", "json")
    [checked, _] = ran.objects
    assert ran.code == 1
    assert checked["verdict"] == "invalid"
    assert sorted(checked["causes"]) == sorted(case["causes"])
    assert case["detail"] in checked["detail"]


def record(signature: str, **extra: Any) -> str:
    """Return a capture record of one delivery to a receiver behind a proxy."""
    headers = [["Host", "hooks.example.org"], ["X-Maileroo-Signature", signature]]
    start = {"schema": "mhook.capture/1", "id": "r-1", "time": "", "method": "POST", "target": "/mail"}
    return json.dumps({**start, "headers": headers, "body": '{"event_type":"opened"}', **extra}) + "\n"


@pytest.mark.parametrize("signed", [f"POST{URL}{{}}", f"{URL}{{}}", f"{{}}{URL}", "POST\n/mail\n{}", "/mail{}"])
def test_a_url_signed_with_the_body_is_named(signed: str, mhook: Mhook, tmp_path: Path) -> None:
    """Of a captured request the URL is known, so a signature over it is recognised, as Square and others make it."""
    text = signed.replace("{}", '{"event_type":"opened"}')
    capture = tmp_path / "capture.ndjson"
    capture.write_text(record(hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()))
    ran = mhook("verify", capture, "--format", "json")
    assert ran.objects[0]["causes"] == ["signed-url"]


def test_trellos_signature_is_named(mhook: Mhook, tmp_path: Path) -> None:
    """HMAC-SHA1 over body and URL in base64 is three things at once, and all are told."""
    text = '{"event_type":"opened"}' + URL
    digest = hmac.digest(SECRET.encode(), text.encode(), "sha1")
    capture = tmp_path / "capture.ndjson"
    capture.write_text(record(base64.b64encode(digest).decode()))
    ran = mhook("verify", capture, "--format", "json")
    assert ran.objects[0]["causes"] == ["hmac-sha1", "signed-url", "header-base64"]


def test_the_likeliest_story_of_a_relay_is_told(mhook: Mhook, tmp_path: Path) -> None:
    """Where the signature fits what Maileroo sends, the body here is blamed, and who writes so is told."""
    case = CASES["relay-json-stringify"]
    body = tmp_path / "body.json"
    body.write_bytes(base64.b64decode(case["body_base64"]))
    secret = tmp_path / "secret.txt"
    secret.write_text(case["secret"])
    ran = mhook("verify", body, "--signature", case["signature"], "--secret", f"file:{secret}")
    said = " ".join(ran.text.split())
    assert "The signature fits this JSON as Maileroo sends it; the body here was re-serialised" in said
    assert "JSON.stringify writes JSON like the body here" in said
