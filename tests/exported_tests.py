"""Files of exported tests, and running them in a pytest of their own: with mhook, or as somebody has it without."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from maileroo_cli.capture.formats.http.dump import read_http
from maileroo_cli.capture.formats.pytest.writer import PytestCase, write_pytest
from maileroo_cli.capture.read_result import ReadRequest
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, sign
from tests.receivers.raw import Receiver

BOTH = pytest.mark.parametrize("mhook", [False, True], ids=["alone", "with mhook"])
SECRET = "a secret"
EVENT = b'{"event_data":{"to":["ada@example.com"]},"event_id":"0123456789abcdef","event_type":"delivered"}'
BODIES: dict[str, bytes] = {
    "delivered-0123456789ab": EVENT,
    "delivered-0123456789ab-2": EVENT,
    "request-empty": b"",
    "request-bytes": bytes(range(256)),
    "request-quotes": b"""it's "so" \\ {x} %s\r\n""" * 9,
    "request-pretty": b'{\n  "event": "x",\n  "tags": null\n}\n' * 3,
    "request-large": b"x" * 70_000,
}


def make(body: bytes, name: str = "r", headers: Headers | None = None) -> CaptureRecord:
    """Return a signed record; its secret is ``SECRET``."""
    signed = (("Host", "a.test"), ("Content-Type", "application/json"), (SIGNATURE_HEADER, sign(body, SECRET)))
    return CaptureRecord.of(name, "", "POST", "/x", signed if headers is None else headers, body)


RECORDS = [make(body, name.removeprefix("request-")) for name, body in BODIES.items()]


def write(records: Iterable[CaptureRecord], folder: Path) -> Path:
    """Write the file of tests and return its path."""
    path = folder / "test_captures.py"
    path.write_text("".join(write_pytest(map(PytestCase, records))), encoding="ascii")
    return path


_OWN = {"WEBHOOK_URL", "WEBHOOK_APP", "WEBHOOK_PATH", "MAILEROO_WEBHOOK_SECRET", "PYTEST_ADDOPTS", "CI"}


def run_tests(*paths: Path, mhook: bool, **variables: str) -> list[str]:
    """Run files of tests, with these ``variables`` alone of those that they read, and return what is printed.

    Without ``mhook`` it cannot be imported. The last line but one is ``exit code N``.
    """
    folder = paths[0].parent
    known = {name: value for name, value in os.environ.items() if name not in _OWN}
    env = {**known, **variables, "COLUMNS": "200", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    if not mhook:
        hidden = folder / "hidden"
        hidden.mkdir(exist_ok=True)
        (hidden / "maileroo_cli.py").write_text('raise ImportError("it is hidden")\n', encoding="utf-8")
        env["PYTHONPATH"] = str(hidden)
    words = ["-m", "pytest", "-v", "-rA", "-p", "no:cacheprovider", "-W", "error", "-c", os.devnull]
    words += ["--rootdir", str(folder), *map(str, paths)]
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=env, capture_output=True, check=False, text=True, timeout=120
    )
    return [*done.stdout.splitlines(), f"exit code {done.returncode}", done.stderr]


def results(lines: list[str], word: str) -> list[str]:
    """Return the names of the cases that came out as ``word`` says, such as ``PASSED``, each with its file."""
    return [line.split()[1].replace("::test_captured_webhook", "") for line in lines if line.startswith(f"{word} ")]


def bodies(receiver: Receiver) -> list[CaptureRecord]:
    """Return what came, as it was read off the wire."""
    return [found.record for raw in receiver.requests for found in read_http([raw]) if isinstance(found, ReadRequest)]
