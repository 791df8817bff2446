"""What the pytest plugin costs: at each start of pytest, and in a suite whose every test sends a signed request.

    python -m tests.benchmarks.pytest_plugin [PYTHON ...]

For each interpreter (by default the one that runs this) the wheel is installed into a new environment, with the newest
pytest and Flask. Times are those of the processor, so that other programs do not count.

- A start is that of ``pytest`` in a folder with one test, in 31 pairs with and without the plugin. pytest also looks
  through the list of files of each distribution that has a plugin, which no option leaves out: that is measured apart.
- 1,000 tests send one request each into a Flask application, with ``maileroo_request``, and with a signer of ten lines
  that sends the same event again and again, in 7 pairs.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.start import installed

START_PAIRS, SUITE_PAIRS = 31, 7
MOST_ADDED, MOST_RATIO = 10.0, 1.5
PLUGIN = "maileroo_cli.integrations.pytest.plugin"
OTHERS = ("-p", "no:faker", "-p", "no:anyio", "-p", "no:cacheprovider", "-q")

LOOK = """
import importlib.metadata, time
from _pytest.config import _iter_rewritable_modules
began = time.process_time()
found = importlib.metadata.distribution("maileroo-cli").files or []
set(_iter_rewritable_modules(str(file) for file in found))
print((time.process_time() - began) * 1000, len(found))
"""

RECEIVER = """
import hashlib, hmac
import pytest
from flask import Flask, request

SECRET = "maileroo-test-secret"
app = Flask("receiver")

@app.post("/webhook")
def webhook():
    expected = hmac.new(SECRET.encode(), request.get_data(), hashlib.sha256).hexdigest()
    given = request.headers.get("x-maileroo-signature", "")
    return "", 200 if hmac.compare_digest(expected.encode(), given.encode()) else 401

@pytest.fixture
def client():
    return app.test_client()
"""

OURS = """
@pytest.mark.parametrize("number", range(1000))
def test_accepted(client, maileroo_request, number):
    request = maileroo_request("delivered")
    assert client.post(request.path, data=request.body, headers=request.headers).status_code == 200
"""

BY_HAND = """
import json

EVENT = {
    "domain_id": 123,
    "event_data": {"from": ["sender@examplemail.com"], "to": ["receiver@examplemail.com"]},
    "event_id": "abcd1234efgh5678ijkl9101",
    "event_time": 1710545542,
    "event_type": "delivered",
    "inserted_at": "2024-03-15T23:32:22.397Z",
    "message_id": "<1234567890abcdef@examplemail.com>",
    "message_reference_id": "mref1234567890abcdef",
    "tags": None,
    "user_id": 1001,
}

@pytest.fixture
def signed():
    def sign(event):
        body = json.dumps(event, separators=(",", ":")).encode()
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return body, {"Content-Type": "application/json", "x-maileroo-signature": signature}
    return sign

@pytest.mark.parametrize("number", range(1000))
def test_accepted(client, signed, number):
    body, headers = signed(EVENT)
    assert client.post("/webhook", data=body, headers=headers).status_code == 200
"""


def milliseconds(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Return how long the processor works for one run."""
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return (usage.ru_utime + usage.ru_stime) * 1000


def measure_start(python: str, folder: Path, environment: dict[str, str]) -> bool:
    """Print what the plugin adds to a start, and return whether that is within its bound."""
    (folder / "test_it.py").write_text("def test_it(): pass\n")
    bare = [python, "-m", "pytest", *OTHERS, "test_it.py"]
    without = [*bare, "-p", "no:maileroo"]
    for command in (bare, without):
        milliseconds(command, folder, environment)
    pairs = [
        (milliseconds(without, folder, environment), milliseconds(bare, folder, environment))
        for _ in range(START_PAIRS)
    ]
    added = statistics.median(ours - base for base, ours in pairs)
    base = statistics.median(base for base, _ in pairs)
    timing = [python, "-X", "importtime", "-c", f"import pytest, {PLUGIN}"]
    timed = subprocess.run(timing, env=environment, capture_output=True, text=True, check=True)
    imported = sum(int(own) for own in re.findall(r"(\d+) \|\s+\d+ \|\s+maileroo_cli", timed.stderr)) / 1000
    looks = [
        subprocess.run([python, "-c", LOOK], env=environment, capture_output=True, text=True, check=True).stdout.split()
        for _ in range(SUITE_PAIRS)
    ]
    looked = statistics.median(float(one[0]) for one in looks)
    good = added <= MOST_ADDED
    print(f"  start      +{added:.1f} ms to {base:.0f} ms, of which imports {imported:.1f} ms", end="")
    print(f"  at most {MOST_ADDED:g} {'ok' if good else 'TOO SLOW'}")
    print(f"             pytest's look through the {looks[0][1]} files of the distribution: {looked:.1f} ms more")
    return good


def measure_suite(python: str, folder: Path, environment: dict[str, str]) -> bool:
    """Print how long 1,000 tests take with the plugin and without, and return whether that is within its bound."""
    (folder / "test_ours.py").write_text(RECEIVER + OURS)
    (folder / "test_by_hand.py").write_text(RECEIVER + BY_HAND)
    ours = [python, "-m", "pytest", *OTHERS, "test_ours.py"]
    by_hand = [python, "-m", "pytest", *OTHERS, "-p", "no:maileroo", "test_by_hand.py"]
    for command in (ours, by_hand):
        milliseconds(command, folder, environment)
    pairs = [
        (milliseconds(by_hand, folder, environment), milliseconds(ours, folder, environment))
        for _ in range(SUITE_PAIRS)
    ]
    ratio = statistics.median(ours / base for base, ours in pairs)
    base, whole = (statistics.median(one[number] for one in pairs) for number in (0, 1))
    good = ratio <= MOST_RATIO
    print(f"  1,000 tests {ratio:.2f} times ({whole:.0f} ms, by hand {base:.0f} ms)", end="")
    print(f"  at most {MOST_RATIO:g} {'ok' if good else 'TOO SLOW'}")
    return good


def main(pythons: list[str]) -> int:
    """Measure with every interpreter that was named."""
    good = True
    for python in pythons or [sys.executable]:
        with installed(python) as programs, tempfile.TemporaryDirectory() as folder:
            program = str(programs / "python")
            pip = [program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pytest", "flask"]
            subprocess.run(pip, check=True)
            environment = {**os.environ, "MHOOK_CACHE_DIR": folder}
            for name in ("PYTHONDONTWRITEBYTECODE", "MAILEROO_WEBHOOK_SECRET", "PYTEST_ADDOPTS"):
                environment.pop(name, None)
            version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
            print(f"{version.stdout.strip()}: time of the processor, median of pairs")
            good &= measure_start(program, Path(folder), environment)
            good &= measure_suite(program, Path(folder), environment)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
