"""The code around exported captures: where a test gets its receiver and its secret, and what it says where it fails."""

import hashlib
import hmac
from pathlib import Path

import pytest

from maileroo_cli.capture.record import without_signature
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, sign
from tests.exported_tests import BOTH, EVENT, RECORDS, SECRET, bodies, results, run_tests, write
from tests.receivers.raw import Receiver, answering

pytestmark = pytest.mark.slow


@BOTH
def test_no_answer_fails(tmp_path: Path, mhook: bool) -> None:
    """Where nothing answers one line says so, and no signature is shown, however much is."""
    with Receiver() as receiver:
        url = receiver.url
    lines = run_tests(write(RECORDS[:1], tmp_path), mhook=mhook, WEBHOOK_URL=url, PYTEST_ADDOPTS="--showlocals")
    assert any(line.startswith(f"{url} gave no answer: ") for line in lines), lines
    assert sign(EVENT, SECRET) not in "".join(lines)


@BOTH
def test_a_signature_that_was_left_out_is_made_when_the_test_runs(tmp_path: Path, mhook: bool) -> None:
    """The secret comes from the environment and stands in no file; a failure shows neither it nor the signature."""
    path = write(map(without_signature, RECORDS), tmp_path)
    assert SECRET not in path.read_text()
    assert sign(EVENT, SECRET) not in path.read_text()
    with Receiver() as receiver:
        lines = run_tests(path, mhook=mhook, WEBHOOK_URL=receiver.url, MAILEROO_WEBHOOK_SECRET=SECRET)
    assert "exit code 0" in lines
    for one in bodies(receiver):
        expected = hmac.new(SECRET.encode(), one.content, hashlib.sha256).hexdigest()
        assert one.header(SIGNATURE_HEADER) == expected
    with Receiver(answering(b"HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n")) as receiver:
        variables = {"WEBHOOK_URL": receiver.url, "MAILEROO_WEBHOOK_SECRET": SECRET}
        lines = run_tests(path, mhook=mhook, PYTEST_ADDOPTS="--showlocals", **variables)
    assert len(results(lines, "FAILED")) == len(RECORDS)
    assert SECRET not in "".join(lines)
    assert sign(EVENT, SECRET) not in "".join(lines)


APP = """
import hashlib, hmac

def app(environ, start_response):
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    right = hmac.new(b"of the tests", body, hashlib.sha256).hexdigest()
    signed = environ.get("HTTP_X_MAILEROO_SIGNATURE") == right
    start_response("200 OK" if signed and environ["PATH_INFO"] == "/hook" else "401 No", [("Content-Length", "0")])
    return [b""]
"""
CONFTEST = """
import pytest

@pytest.fixture(scope="session")
def maileroo_secret():
    return "of the tests"
"""


def test_the_plugin_has_the_secret(tmp_path: Path) -> None:
    """For an application the plugin's fixture signs, with the secret that the tests have for everything else."""
    path = write(map(without_signature, RECORDS), tmp_path)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "shop.py").write_text(APP)
    variables = {"WEBHOOK_APP": "shop:app", "WEBHOOK_PATH": "/hook", "PYTHONPATH": str(tmp_path)}
    lines = run_tests(path, mhook=True, PYTEST_ADDOPTS="-p maileroo", **variables)
    assert len(results(lines, "PASSED")) == len(RECORDS), lines
    lines = run_tests(path, mhook=True, MAILEROO_WEBHOOK_SECRET="of the tests", **variables)
    assert len(results(lines, "PASSED")) == len(RECORDS), lines
    lines = run_tests(path, mhook=True, PYTEST_ADDOPTS="-p maileroo", WEBHOOK_URL="http://127.0.0.1:1/")
    assert len(results(lines, "SKIPPED")) == 1, lines
    assert any(line.endswith("no secret is there to sign this capture: set MAILEROO_WEBHOOK_SECRET") for line in lines)


CRASH = "def app(environ, start_response):\n    raise ValueError('boom')\n"
PROBLEMS = {
    "a crash": ("shop:app", "ValueError: boom"),
    "no module": ("nowhere:app", "there is no module 'nowhere'"),
    "no name": ("shop:application", "shop has no 'application'"),
}


@pytest.mark.parametrize(("app", "said"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_an_application_that_fails(tmp_path: Path, app: str, said: str) -> None:
    """What went wrong is told; nothing of mhook's inside is, and no signature."""
    path = write(RECORDS[:1], tmp_path)
    (tmp_path / "shop.py").write_text(CRASH)
    variables = {"WEBHOOK_APP": app, "PYTEST_ADDOPTS": "--showlocals", "PYTHONPATH": str(tmp_path)}
    lines = run_tests(path, mhook=True, **variables)
    assert any(line.startswith(said) for line in lines), lines
    assert "maileroo_cli" not in "".join(lines)
    assert sign(EVENT, SECRET) not in "".join(lines)


LACKS = {
    "no receiver": (
        {},
        "no receiver is named: set WEBHOOK_URL=http://localhost:8000/webhook, or WEBHOOK_APP=package.module:app",
    ),
    "no secret": (
        {"WEBHOOK_URL": "http://127.0.0.1:1/"},
        "no secret is there to sign this capture: set MAILEROO_WEBHOOK_SECRET",
    ),
}


@BOTH
@pytest.mark.parametrize(("variables", "reason"), LACKS.values(), ids=LACKS.keys())
def test_what_is_missing_skips_a_test_and_fails_it_in_ci(
    tmp_path: Path, mhook: bool, variables: dict[str, str], reason: str
) -> None:
    """The reason names the variable; on a build server a test that cannot run is none that passed."""
    path = write(map(without_signature, RECORDS[:2]), tmp_path)
    lines = run_tests(path, mhook=mhook, **variables)
    assert "exit code 0" in lines
    assert any(line.startswith("SKIPPED [2] ") and line.endswith(reason) for line in lines), lines
    lines = run_tests(path, mhook=mhook, CI="true", **variables)
    assert ("exit code 1" in lines, len(results(lines, "FAILED"))) == (True, 2)
    assert lines.count(reason) == 2
    assert not [line for line in lines if line.startswith("SKIPPED")]
    assert "exit code 0" in run_tests(path, mhook=mhook, CI="", **variables)


def test_an_application_needs_mhook(tmp_path: Path) -> None:
    """Without mhook nothing can call it, and the test says so; nor can there be two receivers."""
    path = write(RECORDS[:1], tmp_path)
    lines = run_tests(path, mhook=False, WEBHOOK_APP="shop.web:app")
    assert ("exit code 1" in lines, "WEBHOOK_APP needs mhook: pip install maileroo-cli" in lines) == (True, True)
    lines = run_tests(path, mhook=False, WEBHOOK_APP="shop.web:app", WEBHOOK_URL="http://127.0.0.1:1/")
    assert "WEBHOOK_URL and WEBHOOK_APP are both set: set one" in lines


@BOTH
def test_a_receiver_that_cannot_be(tmp_path: Path, mhook: bool) -> None:
    """A URL without its scheme is told in one line, and no signature beside it."""
    variables = {"WEBHOOK_URL": "localhost:8000/webhook", "PYTEST_ADDOPTS": "--showlocals"}
    lines = run_tests(write(RECORDS[:1], tmp_path), mhook=mhook, **variables)
    assert "WEBHOOK_URL has to begin with http:// or https://" in lines
    assert sign(EVENT, SECRET) not in "".join(lines)


def test_a_file_without_captures(tmp_path: Path) -> None:
    """It can be run."""
    assert "exit code 0" in run_tests(write([], tmp_path), mhook=False)
