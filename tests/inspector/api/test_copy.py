"""Copies of one capture: each does what it says when it is pasted."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.capture.formats.http.dump import read_http
from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api.export import read_copy
from maileroo_cli.inspector.call import NotFoundError
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.operation.send import Endpoint as SendingEndpoint
from maileroo_cli.transport.client.target import parse_target
from tests.answer_keys import check_answer
from tests.cli.calling import SECRET, environment
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, event, signature
from tests.exported_tests import run_tests
from tests.inspector.api.calling import call, settings

BODY = event(1, event_data={"reason": '550 <a@b.test> it\'s "gone" $HOME `id` \\ é\n'})
HOSTILE = ((b"Host", b"a.test"), (b"Content-Type", b"application/json"), (b"X-Odd", b"'; rm -rf ~ #$(id)"))
SIGNED = (*HOSTILE, (b"x-maileroo-signature", signature(BODY).encode()))


def copied(given: InspectorSettings, form: str, **query: Any) -> dict[str, Any]:
    """Return the copy of the newest capture."""
    asked: dict[str, Any] = {"as": form, **query}
    return check_answer(read_copy(call(given, "last", **asked)))


def with_target(given: InspectorSettings, url: str) -> InspectorSettings:
    """Return the settings with this target."""
    return replace(given, endpoint=SendingEndpoint(parse_target(url)))


def run(line: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a line in a shell, as somebody does who pastes it; ``mhook`` is that of the tests."""
    folder.mkdir(exist_ok=True)
    program = folder / "mhook"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m maileroo_cli "$@"\n')
    program.chmod(0o755)
    env = {**environment(), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(["sh", "-c", line], env=env, capture_output=True, timeout=60, check=False)


@pytest.mark.curl
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("body", [BODY, b"", b"\xff\x00\n", b"@file", event(1) + b"\n" * 2_000], ids=range(5))
def test_curl(tmp_path: Path, body: bytes) -> None:
    """The line sends the very bytes and headers, with the signature where it was asked for."""
    signed = (*HOSTILE, (b"x-maileroo-signature", signature(body).encode()))
    with Endpoint() as endpoint:
        given = with_target(settings(tmp_path, captured(1, body, headers=signed)), endpoint.url)
        full, bare = copied(given, "curl", signatures=1), copied(given, "curl")
        assert run(full["text"], tmp_path / "bin").returncode == 0
        assert run(bare["text"], tmp_path / "bin").returncode == 0
    first, second = endpoint.arrived
    assert first.body == second.body == body
    assert (first.signed, second.signed) == (True, False)
    assert ("X-Odd", "'; rm -rf ~ #$(id)") in first.headers
    assert signature(body) not in bare["text"]
    assert bare["notes"] == ["The signature is left out, since it never expires."]
    assert "whoever has it" in full["notes"][0]


def test_mhook(tmp_path: Path) -> None:
    """The command sends the very bytes with the stored signature, from any folder."""
    odd = tmp_path / "a folder's name"
    odd.mkdir()
    with Endpoint() as endpoint:
        given = with_target(settings(odd, captured(1, BODY, headers=SIGNED)), endpoint.url)
        answer = copied(given, "mhook")
        ran = run(f"cd / && {answer['text']}", tmp_path / "bin")
    assert ran.returncode == 0, ran.stderr
    assert [(one.body, one.signed) for one in endpoint.arrived] == [(BODY, True)]
    assert signature(BODY) not in str(answer)
    assert answer["notes"] == ["It sends the stored bytes with the signature that they came with."]


def test_http(tmp_path: Path) -> None:
    """The raw request is read back as the one that was captured."""
    given = settings(tmp_path, captured(1, BODY, headers=SIGNED))
    answer = copied(given, "http", signatures=1)
    (found,) = read_http([answer["text"].encode()])
    assert found.record.content == BODY  # type: ignore[union-attr]
    assert found.record.header("x-maileroo-signature") == signature(BODY)  # type: ignore[union-attr]
    bare = copied(given, "http")["text"]
    assert "maileroo" not in bare
    assert bare.startswith("POST /webhook HTTP/1.1\r\nHost: a.test\r\n")


@pytest.mark.parametrize("signatures", [0, 1])
def test_pytest(tmp_path: Path, signatures: int) -> None:
    """The file is a test that posts the capture to a receiver, and passes where that accepts it."""
    given = settings(tmp_path, captured(1, BODY, headers=SIGNED))
    file = tmp_path / "test_copied.py"
    text = copied(given, "pytest", signatures=signatures)["text"]
    file.write_text(text)
    assert (signature(BODY) in text) == bool(signatures)
    with Endpoint() as endpoint:
        lines = run_tests(file, mhook=False, WEBHOOK_URL=endpoint.url, MAILEROO_WEBHOOK_SECRET=SECRET)
    assert "exit code 0" in lines, lines
    assert [(one.body, one.signed) for one in endpoint.arrived] == [(BODY, True)]


def test_without_a_target(tmp_path: Path) -> None:
    """Where the inspector has no target, it is said that the address has to be put in."""
    given = settings(tmp_path, captured(1))
    for form in ("curl", "mhook"):
        assert any("--target" in note for note in copied(given, form)["notes"])
    assert not any("--target" in note for note in copied(given, "http")["notes"])


@pytest.mark.parametrize("form", ["curl", "http", "mhook", "pytest"])
@pytest.mark.parametrize("signatures", [0, 1])
def test_no_secret(tmp_path: Path, form: str, signatures: int) -> None:
    """A secret that a request holds is in no copy of it."""
    headers = ((b"X-Key", SECRET.encode()), (b"x-maileroo-signature", signature(event(1)).encode()))
    given = settings(tmp_path, captured(1, headers=headers))
    answer = copied(given, form, signatures=signatures)
    assert SECRET not in json.dumps(answer)
    assert form == "mhook" or any("asterisks" in note for note in answer["notes"])


@pytest.mark.parametrize(
    ("form", "known"),
    [
        ("http", {"body": b"\xff\x00"}),
        ("http", {"anomaly": "bad-request-line", "verdict": "damaged"}),
        ("curl", {"anomaly": "bad-request-line", "verdict": "damaged"}),
        ("mhook", {"anomaly": "bad-request-line", "verdict": "damaged"}),
        ("pytest", {"verdict": "probe", "method": "GET"}),
        ("pytest", {"verdict": "unchecked"}),
        ("pytest", {"verdict": "invalid", "cause": "json-compact"}),
        ("ps1", {}),
        ("", {}),
        ("curl ", {}),
    ],
)
def test_what_cannot_be_copied(tmp_path: Path, form: str, known: dict[str, Any]) -> None:
    """What a form cannot hold is refused, with the reason and what to do instead."""
    given = settings(tmp_path, captured(1, **known))
    with pytest.raises(UsageError) as refused:
        copied(given, form)
    assert refused.value.hint
    assert ("with the signature" in refused.value.hint) == (known.get("verdict") == "invalid")


def test_captures_that_are_not_there(tmp_path: Path) -> None:
    """A name of no capture is told as such."""
    asked: dict[str, Any] = {"as": "curl"}
    with pytest.raises(NotFoundError):
        read_copy(call(settings(tmp_path, captured(1)), "feed", **asked))
