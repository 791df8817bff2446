"""Requests out of a fixture: their exact bytes, as a test client takes them, signed with the secret of the test."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maileroo_cli import RecordedRequest, read_request_file, sign, verify
from maileroo_cli.errors import InputError, UsageError

SECRET = "the secret of the test"
BODY = b'{"event_id":"0123456789abcdef","event_type":"opened"}'
HEADERS = [
    ["Host", "abc.ngrok.app"], ["Content-Type", "application/json"], ["X-A", "1"], ["Connection", "X-Own, close"],
    ["X-Own", "2"], ["X-Maileroo-Signature", "0" * 64], ["x-a", "3"], ["Content-Length", "9"],
]  # fmt: skip
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that writes a fixture; each argument is what is not as usual of a request."""

    def write(*changes: dict[str, Any]) -> Path:
        usual = {
            "id": "0123456789abcdef", "time": "", "event_type": "opened", "event_id": "0123456789abcdef",
            "verdict": "valid", "causes": [], "method": "POST", "target": "/hook?a=b", "headers": HEADERS,
            "body": BODY.decode(),
        }  # fmt: skip
        path = tmp_path / "requests.json"
        path.write_text(json.dumps({"schema": "mhook.fixture/1", "webhooks": [usual | one for one in changes]}))
        return path

    return write


def test_it_goes_into_a_test_client(make: Make) -> None:
    """Path, headers and body are as captured, without what belongs to one connection."""
    (found,) = read_request_file(make({}))
    assert isinstance(found, RecordedRequest)
    assert (found.method, found.path, found.url) == ("POST", "/hook?a=b", "http://localhost/hook?a=b")
    assert found.body == BODY
    assert found.headers == {"Content-Type": "application/json", "X-A": "1, 3", "X-Maileroo-Signature": "0" * 64}
    assert found.header_pairs == (
        ("Content-Type", "application/json"), ("X-A", "1"), ("X-Maileroo-Signature", "0" * 64), ("x-a", "3"),
    )  # fmt: skip
    assert (found.event_type, found.event_id, found.verdict, found.causes) == (
        "opened",
        "0123456789abcdef",
        "valid",
        (),
    )
    assert (found.id, found.name) == ("0123456789abcdef", "opened-0123456789ab")
    assert "0000" not in repr(found)


@pytest.mark.parametrize("verdict", ["valid", "unchecked", "unverifiable"])
def test_a_secret_signs_anew(make: Make, verdict: str) -> None:
    """The signature is replaced in its place, so that the test needs no real secret."""
    (found,) = read_request_file(make({"verdict": verdict}), secret=SECRET)
    assert verify(found.body, found.headers["X-Maileroo-Signature"], SECRET).valid
    assert [name for name, _ in found.header_pairs] == ["Content-Type", "X-A", "X-Maileroo-Signature", "x-a"]


def test_several_signatures_become_one(make: Make) -> None:
    """A request that is signed anew has one signature, whatever it had."""
    headers = [["x-maileroo-signature", "1"], ["A", "b"], ["X-Maileroo-Signature", "2"]]
    (found,) = read_request_file(make({"headers": headers}), secret=SECRET.encode())
    assert found.header_pairs == (("x-maileroo-signature", sign(BODY, SECRET)), ("A", "b"))


def test_what_is_invalid_stays_so(make: Make) -> None:
    """It is never signed anew, whatever the secret."""
    invalid = {"verdict": "invalid", "causes": ["header-uppercase"]}
    (found,) = read_request_file(make(invalid), secret=SECRET)
    assert found.headers["X-Maileroo-Signature"] == "0" * 64
    assert (found.causes, found.name) == (("header-uppercase",), "opened-0123456789ab-header-uppercase")


def test_a_signature_that_was_left_out(make: Make) -> None:
    """It is made with the secret of the test; without one, an error says what to do and which request it is."""
    path = make({}, {"headers": [["A", "b"]], "anomaly": "unsigned-copy"})
    _, found = read_request_file(path, secret=SECRET)
    assert found.header_pairs == (("A", "b"), ("x-maileroo-signature", sign(BODY, SECRET)))
    with pytest.raises(UsageError, match=r"request 2 of '.*requests\.json' has no signature: give the secret"):
        read_request_file(path)


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("/", "http://localhost/"),
        ("//x", "http://localhost//x"),
        ("", "http://localhost/"),
        ("*", "http://localhost/*"),
        ("https://a.test/x?y", "https://a.test/x?y"),
        ("http://[", "http://localhost/http://["),
    ],
)
def test_targets(make: Make, target: str, url: str) -> None:
    """Each target has an absolute URL, and a path that begins with a slash."""
    (found,) = read_request_file(make({"target": target}))
    assert found.url == url
    assert found.path.startswith("/")


def test_names_differ(make: Make) -> None:
    """Each request of a file has a name of its own."""
    names = [one.name for one in read_request_file(make({}, {}, {"event_type": "", "event_id": ""}))]
    assert names == ["opened-0123456789ab", "opened-0123456789ab-2", "request-0123456789abcdef"]


@given(body=st.binary(max_size=200), secret=st.binary(min_size=1, max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_body(tmp_path: Path, body: bytes, secret: bytes) -> None:
    """The body is the same, whatever it holds, and is what is signed."""
    from maileroo_cli.capture.entry import CaptureEntry
    from maileroo_cli.capture.formats.fixture.entry import FixtureEntry
    from maileroo_cli.capture.formats.fixture.writer import write_fixture
    from maileroo_cli.capture.record import CaptureRecord

    record = CaptureRecord.of("r", "", "POST", "/", (), body)
    known = CaptureEntry("r", 0.0, "", "POST", "/", verdict="valid")
    path = tmp_path / "one.json"
    path.write_bytes(b"".join(write_fixture([FixtureEntry.of(record, known)])))
    (found,) = read_request_file(path, secret=secret)
    assert found.body == body
    assert verify(body, found.headers["x-maileroo-signature"], secret).valid


def test_an_empty_file_of_requests(make: Make) -> None:
    """A fixture may hold none."""
    assert read_request_file(make()) == []


def test_what_cannot_be_read(make: Make, tmp_path: Path) -> None:
    """One line says which file, which request in it, and why."""
    with pytest.raises(InputError, match=r"cannot read '.*nope\.json' \(No such file or directory\): check the path"):
        read_request_file(tmp_path / "nope.json")
    with pytest.raises(InputError, match=r"cannot read '.*' \(Is a directory\)"):
        read_request_file(str(tmp_path))
    with pytest.raises(InputError, match=r"requests\.json', request 2: it is not a request of a fixture"):
        read_request_file(make({}, {"headers": 1}))
    (tmp_path / "x.ndjson").write_text('{"schema":"mhook.capture/1"}\n')
    with pytest.raises(InputError, match=r"x\.ndjson': its schema is 'mhook\.capture/1'.*mhook captures export writes"):
        read_request_file(tmp_path / "x.ndjson")


def test_little_is_loaded(make: Make) -> None:
    """Reading a fixture loads neither the client nor the command line."""
    code = (
        f"import sys, maileroo_cli\nmaileroo_cli.read_request_file({str(make({}))!r}, secret='s')\n"
        "print(*(name in sys.modules for name in ('httpx', 'typer', 'rich', 'faker', 'asyncio', 'sqlite3')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"False"}
