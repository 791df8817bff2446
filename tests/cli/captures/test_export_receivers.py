"""A file of exported tests, run against receivers: it tells the right one from those with a mistake."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from maileroo_cli.webhook.signing.body_style import encode
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper
from tests.cli.calling import SECRET, Mhook
from tests.cli.store import captured, event, fill
from tests.exported_tests import results, run_tests
from tests.receivers.broken.encoding import WritesAsGo
from tests.receivers.broken.signature import (
    AcceptsEmpty,
    AcceptsMissing,
    ComparesAllButTheLast,
    ComparesText,
    ComparesWhatWasGiven,
    RefusesEverything,
    TellsMissingFromWrong,
)
from tests.receivers.correct import CorrectReceiver

pytestmark = pytest.mark.slow

GO = encode(json.loads(event(0xA, x="<\u00e9>")))
VALID = {"as-go": GO, "pretty": GO.replace(b",", b", "), "large": encode(json.loads(event(0xC, x="y" * 70_000)))}
INVALID = ("missing", "empty", "wrong-secret", "flipped-bit", "truncated", "uppercase", "secret-itself", "non-ascii")
EXAMPLES = Path(__file__).parents[2] / "examples"

FAILING: dict[type[CorrectReceiver], set[str]] = {
    CorrectReceiver: set(),
    RefusesEverything: set(VALID),
    WritesAsGo: {"pretty"},
    AcceptsMissing: {"missing"},
    AcceptsEmpty: {"empty"},
    ComparesAllButTheLast: {"flipped-bit"},
    ComparesWhatWasGiven: {"truncated"},
    ComparesText: {"non-ascii"},
    TellsMissingFromWrong: set(),
}
"""The captures whose tests fail with each receiver."""


@pytest.fixture
def exported(mhook: Mhook, project: Path) -> Path:
    """A file of tests of valid captures and invalid ones, named after what is said of them here."""
    captures = [captured(number, body) for number, body in enumerate(VALID.values(), 1)]
    for number, name in enumerate(INVALID, 10):
        values = tamper(BadSignature(name), event(number), Secret(SECRET))
        headers = tuple((b"x-maileroo-signature", value.encode("utf-8", "surrogateescape")) for value in values)
        cause = "header-uppercase" if name == "uppercase" else "unexplained"
        captures.append(captured(number, event(number), headers=headers, verdict="invalid", cause=cause))
    fill(project / ".mhook" / "captures.db", *captures)
    mhook("captures", "export", "--as", "pytest", "--with-signatures", "--output", "test_captures.py")
    return project / "test_captures.py"


def told(lines: list[str], word: str) -> set[str]:
    """Return which captures came out as ``word`` says."""
    order = dict(enumerate((*VALID, *INVALID)))
    every = [line for line in lines if "::test_captured_webhook[" in line and "%]" in line]
    return {order[number] for number, line in enumerate(every) if f" {word} " in line}


@pytest.mark.parametrize("kind", FAILING, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("with_mhook", [False, True], ids=["alone", "with mhook"])
def test_each_receiver(exported: Path, kind: type[CorrectReceiver], with_mhook: bool) -> None:
    """The right receiver passes every test; a mistake fails those of the captures that show it, and no other one."""
    with kind(SECRET) as receiver:
        lines = run_tests(exported, mhook=with_mhook, WEBHOOK_URL=receiver.url)
    assert told(lines, "FAILED") == FAILING[kind]
    assert told(lines, "PASSED") == {*VALID, *INVALID} - FAILING[kind]


def migrate(variables: dict[str, str]) -> None:
    """Make the database of the example of Django in this folder."""
    command = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--settings", "django_app.settings"]
    subprocess.run(command, env={**os.environ, **variables}, capture_output=True, check=True, timeout=60)


APPLICATIONS = (
    "flask_app.app:create_app()",
    "fastapi_app.main:create_app()",
    "django_app.wsgi:application",
    "django_app.asgi:application",
)


@pytest.mark.parametrize("app", APPLICATIONS)
def test_an_application_in_process(exported: Path, app: str) -> None:
    """Where mhook is installed no server is needed: WEBHOOK_APP names an application, and it is called."""
    variables = {"PYTHONPATH": str(EXAMPLES), "MAILEROO_WEBHOOK_SECRET": SECRET}
    if app.startswith("django"):
        migrate(variables)
    lines = run_tests(exported, mhook=True, WEBHOOK_APP=app, **variables)
    assert "exit code 0" in lines, lines
    assert len(results(lines, "PASSED")) == len(VALID) + len(INVALID)
