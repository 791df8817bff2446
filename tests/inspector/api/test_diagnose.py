"""What the inspector says of a signature that somebody's code computed."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api.diagnose import diagnose
from maileroo_cli.inspector.call import NotFoundError
from tests.answer_keys import check_answer
from tests.cli.calling import SECRET
from tests.cli.store import captured, event, signature
from tests.inspector.api.calling import call, settings, without_secrets

BODY = event(1, message_id="<1@a.test>")
COMPACT = json.dumps(json.loads(BODY), separators=(",", ":")).encode()


def told(folder: Path, pasted: object, **known: Any) -> dict[str, Any]:
    """Return what is said of a pasted signature of a capture."""
    given = settings(folder, captured(1, BODY, **known))
    return check_answer(diagnose(call(given, body={"capture": "last", "signature": pasted})))


def test_the_right_one(tmp_path: Path) -> None:
    """The signature of the body is valid, whatever the capture itself came with."""
    answer = told(tmp_path, signature(BODY), headers=((b"x-maileroo-signature", b"ab" * 32),))
    assert (answer["verdict"], answer["causes"], answer["detail"]) == ("valid", [], None)


@pytest.mark.parametrize(
    ("pasted", "cause"),
    [
        (signature(COMPACT), "json-compact"),
        (signature(json.dumps(json.loads(BODY)).encode()), "json-python"),
        (signature(BODY).upper(), "header-uppercase"),
        (base64.b64encode(bytes.fromhex(signature(BODY))).decode(), "header-base64"),
        (hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest(), "hmac-sha1"),
        (signature(BODY, base64.b64encode(SECRET.encode()).decode()), "secret-base64-encoded"),
        (signature(b""), "body-unread"),
        ("cd" * 32, "unexplained"),
        (SECRET, None),
        ("nonsense", None),
        ("é\u202e\ud800\x00", None),
    ],
)
def test_what_it_proves(tmp_path: Path, pasted: str, cause: str | None) -> None:
    """A known mistake is named, with what to do about it; anything else is told without a crash or a secret."""
    answer = told(tmp_path, pasted)
    assert answer["verdict"] == "invalid"
    assert cause is None or answer["causes"] == [cause]
    assert len(answer["explanations"]) == len(answer["causes"]) > 0
    assert all(one["sentence"] and one["fix"] for one in answer["explanations"])
    assert SECRET not in str(answer)


@pytest.mark.parametrize(
    ("around", "remark"),
    [
        ("  {}\n", "white space"),
        ("sha256={}", "sha256="),
        ("SHA-256 = {}", "SHA-256"),
        ("x-maileroo-signature: {}", "name of the header"),
        ('"{}"', "quotes"),
        (' X-Maileroo-Signature: "sha256={}" ', "digits alone"),
    ],
)
def test_what_is_around_it(tmp_path: Path, around: str, remark: str) -> None:
    """What was pasted beside the digits is left out, and that is said."""
    answer = told(tmp_path, around.format(signature(BODY)))
    assert answer["verdict"] == "valid"
    assert remark in answer["detail"]
    assert told(tmp_path / "other", around.format(signature(COMPACT)))["causes"] == ["json-compact"]


@pytest.mark.parametrize("pasted", ["", "  \n", "sha256=", "''", "a" * 1_025, None, 7, ["a"], {}])
def test_what_is_no_signature(tmp_path: Path, pasted: object) -> None:
    """What is empty, too long or no text is refused with what to do."""
    with pytest.raises(UsageError) as refused:
        told(tmp_path, pasted)
    assert refused.value.hint


def test_a_secret_is_needed(tmp_path: Path) -> None:
    """Without a secret nothing can be said, which is told first."""
    given = without_secrets(settings(tmp_path, captured(1)))
    with pytest.raises(UsageError, match="no secret"):
        diagnose(call(given, body={"capture": "last", "signature": "ab" * 32}))


@pytest.mark.parametrize("name", ["feed", "", "x" * 5_000, "\ud800"])
def test_captures_that_are_not_there(tmp_path: Path, name: str) -> None:
    """A name of no capture is told as such."""
    with pytest.raises(NotFoundError):
        diagnose(call(settings(tmp_path, captured(1)), body={"capture": name, "signature": "ab" * 32}))


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"[" * 50_000, b'{"a":NaN}', b"x" * 300_000])
def test_any_body(tmp_path: Path, body: bytes) -> None:
    """The right signature of any body is valid, and a wrong one is explained."""
    given = settings(tmp_path, captured(1, body))
    for pasted, verdict in ((signature(body), "valid"), ("ab" * 32, "invalid")):
        answer = check_answer(diagnose(call(given, body={"capture": "last", "signature": pasted})))
        assert answer["verdict"] == verdict
