"""Captures as a fixture, through the command: what is in it, and that everything reads it again."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli import RecordedRequest, read_request_file
from maileroo_cli.errors import UsageError
from maileroo_cli.report.keys.schemas import KEYS
from tests.cli.calling import SECRET, Mhook
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, event, fill, signature
from tests.exported_tests import run_tests

HOST = (b"Host", b"a.test")
WRONG = (b"x-maileroo-signature", b"0" * 64)
BODIES = (event(1), event(2, "opened", x="<é>"), b"\xff\0{}")


@pytest.fixture
def store(project: Path) -> Path:
    """A store with three valid captures, an invalid one, one without a signature, and what is no webhook."""
    captures = [captured(number, body) for number, body in enumerate(BODIES, 1)]
    wrong = captured(4, headers=(HOST, WRONG), verdict="invalid", cause="unexplained")
    bare = captured(5, headers=(HOST,), verdict="invalid", cause="header-missing")
    put = captured(6, method="PUT", verdict="probe")
    unchecked = captured(7, verdict="unchecked")
    return fill(project / ".mhook" / "captures.db", *captures, wrong, bare, put, unchecked)


def exported(mhook: Mhook, *words: str) -> list[dict[str, Any]]:
    """Return what the file holds."""
    file = json.loads(mhook("captures", "export", "--as", "fixture", *words).out)
    assert list(file) == ["schema", "webhooks"]
    webhooks: list[dict[str, Any]] = file["webhooks"]
    return webhooks


def test_what_is_in_it(mhook: Mhook, store: Path) -> None:
    """Each webhook with its event, its verdict and its causes; probes are left out and counted."""
    found = exported(mhook, "--with-signatures")
    assert [(one["event_type"], one["verdict"], one["causes"]) for one in found] == [
        ("delivered", "valid", []), ("opened", "valid", []), ("", "valid", []),
        ("delivered", "invalid", ["unexplained"]), ("delivered", "invalid", ["header-missing"]),
        ("delivered", "unchecked", []),
    ]  # fmt: skip
    assert found[0] == {
        "id": "0001000000000000", "time": "2026-03-15T23:32:23.250Z", "event_type": "delivered",
        "event_id": f"{1:048x}", "verdict": "valid", "causes": [], "method": "POST", "target": "/webhook",
        "headers": [["Host", "a.test"], ["x-maileroo-signature", signature(BODIES[0])]], "body": BODIES[0].decode(),
    }  # fmt: skip
    assert found[2]["body_base64"] == "/wB7fQ=="
    assert mhook("captures", "export", "--as", "fixture", "--with-signatures").err == (
        "mhook: note: 1 probe was left out: only a POST with a body or a signature is a webhook\n"
    )


def test_its_keys_are_in_the_list(mhook: Mhook, store: Path) -> None:
    """They come in the order of the list, each with what the list says of it."""
    for one in [*exported(mhook), *exported(mhook, "--with-signatures")]:
        assert [key for key in KEYS["webhooks"].keys if key in one] == list(one)


def test_signatures_stay_out(mhook: Mhook, store: Path) -> None:
    """Without being asked for none comes out; an invalid capture would be another one without it."""
    ran = mhook("captures", "export", "--as", "fixture")
    assert not re.search(rb"[0-9a-f]{64}", ran.out)
    assert [one["verdict"] for one in exported(mhook)] == ["valid"] * 3 + ["invalid", "unchecked"]
    assert {one.get("anomaly") for one in exported(mhook)} == {"unsigned-copy", None}
    assert ran.err.splitlines()[1:] == [
        (
            "mhook: note: 1 invalid capture was left out: without the signature it would be another request; "
            "--with-signatures keeps it"
        ),
        "mhook: note: signatures were left out, since they never expire; --with-signatures keeps them",
    ]
    assert SECRET.encode() not in ran.out


def read(mhook: Mhook, *words: str, secret: str | None = None) -> list[RecordedRequest]:
    """Return what a test reads of the file."""
    mhook("captures", "export", "--as", "fixture", "--output", "requests.json", *words)
    return read_request_file("requests.json", secret=secret)


def test_tests_read_it(mhook: Mhook, store: Path) -> None:
    """The bodies are exact; with a secret of the test's own all but the invalid ones carry its signature."""
    found = read(mhook, "--with-signatures", secret="another")
    assert [one.body for one in found] == [*BODIES, event(4), event(5), event(7)]
    right = [one.headers.get("x-maileroo-signature") == signature(one.body, "another") for one in found]
    assert right == [True, True, True, False, False, True]
    assert [one.verdict for one in found] == ["valid"] * 3 + ["invalid"] * 2 + ["unchecked"]
    found = read(mhook, secret="another")
    assert all(one.headers["x-maileroo-signature"] == signature(one.body, "another") for one in found[:3])
    with pytest.raises(UsageError, match="give the secret"):
        read(mhook)


def test_every_command_reads_it(mhook: Mhook, store: Path) -> None:
    """It is recognised by itself by whatever reads captures, and nothing is lost in it."""
    mhook("captures", "export", "0001", "0002", "--as", "fixture", "--with-signatures", "--output", "a.json")
    ran = mhook("verify", "a.json", "--format", "json")
    assert (ran.code, [one["verdict"] for one in ran.objects[:-1]]) == (0, ["valid"] * 2)
    assert [one["where"] for one in ran.objects[:-1]] == ["a.json:#1", "a.json:#2"]
    assert mhook("captures", "import", "a.json", "--store", "b.db").text == "2 imported into b.db: 2 valid\n"
    words = ["captures", "export", "--store", "b.db", "--as", "fixture", "--with-signatures"]
    assert mhook(*words).out == Path("a.json").read_bytes()
    with Endpoint() as endpoint:
        assert mhook("send", "a.json", "--url", endpoint.url).code == 0
    assert endpoint.bodies == list(BODIES[:2])


def test_a_damaged_one(mhook: Mhook, store: Path) -> None:
    """What cannot be read of it is told with its place, and the rest is read."""
    file = json.loads(mhook("captures", "export", "--as", "fixture", "--with-signatures").out)
    del file["webhooks"][1]["method"]
    ran = mhook("verify", "-", "--format", "json", stdin=json.dumps(file).encode())
    damaged = [one for one in ran.objects[:-1] if one["verdict"] == "damaged"]
    assert [one["where"] for one in damaged] == ["stdin:#2"]
    assert len(ran.objects) == len(file["webhooks"]) + 1
    file["schema"] = "mhook.fixture/2"
    assert "this version of mhook reads mhook.fixture/1" in mhook("verify", "-", stdin=json.dumps(file).encode()).text


OWN_TEST = """
from maileroo_cli import verify

def test_own(maileroo_request, maileroo_secret):
    found = maileroo_request.from_file("requests.json")
    assert [one.verdict for one in found] == ["valid"] * 3 + ["invalid", "unchecked"]
    signatures = [one.headers.get("x-maileroo-signature") for one in found]
    right = [verify(one.body, signature, maileroo_secret).valid for one, signature in zip(found, signatures)]
    assert right == [True, True, True, False, True]
"""


def test_the_plugin_reads_it(mhook: Mhook, project: Path, store: Path) -> None:
    """A test that asks the plugin for the file gets its requests, signed with the secret of the tests."""
    mhook("captures", "export", "--as", "fixture", "--output", "requests.json")
    (project / "test_own.py").write_text(OWN_TEST)
    lines = run_tests(project / "test_own.py", mhook=True, PYTEST_ADDOPTS="-p maileroo")
    assert "exit code 0" in lines, lines
