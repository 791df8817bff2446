"""The users for a locustfile, in real runs of ``locust --headless``."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import SECRET, VARIABLE, environment
from tests.receivers.raw import Behaviour, Receiver, answering, closed_port
from tests.with_locust.machines import REFUSAL, CountingReceiver

LOCUSTFILE = Path(__file__).parent / "locustfile.py"
USER = """
from locust import task
from maileroo_cli.integrations.locust.user import MailerooArrivals, MailerooUser

class Hooks(MailerooUser):
    {attributes}

    @task
    def one(self):
        print(self.send_event("delivered"), flush=True)
        self.environment.runner.quit()
"""


def run_locust(file: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run Locust without its page until its time is over."""
    line = [sys.executable, "-m", "locust", "-f", str(file), "--headless", "--only-summary", *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=60, env=environment(env))


def run_user(folder: Path, url: str, *attributes: str, env: dict[str, str] | None = None) -> Any:
    """Run one user that sends one event."""
    file = folder / "locustfile.py"
    file.write_text(USER.format(attributes="\n    ".join(attributes) or "pass"), encoding="utf-8")
    return run_locust(file, "--host", url, "-u", "1", "-t", "10s", env=env)


def test_the_example() -> None:
    """The manual's locustfile runs: its events are signed, each another one, and Locust counts what arrived."""
    with CountingReceiver() as receiver:
        url = receiver.url.removesuffix("/webhook")
        done = run_locust(LOCUSTFILE, "--host", url, "-u", "3", "-r", "3", "-t", "4s", "--json")
        bodies = receiver.bodies
    assert done.returncode == 0, done.stderr
    stats = json.loads(done.stdout)
    counts = {one["name"]: one["num_requests"] for one in stats}
    assert {"event", "duplicate", "delivered", "opened", "failed", "delivered (flipped-bit)"} <= set(counts)
    assert not any(one["num_failures"] for one in stats)
    assert 0 <= len(bodies) - sum(counts.values()) <= 10
    assert counts["event"] + counts["duplicate"] > 20
    assert len(bodies) - len(set(bodies)) == pytest.approx(counts["duplicate"], abs=3)
    assert all(json.loads(body)["event_id"] for body in bodies)


@pytest.mark.parametrize(
    ("behaviour", "attributes", "shown", "code"),
    [
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), (), "200", 0),
        (answering(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"), (), "202", 1),
        (answering(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"), ("any_2xx = True",), "202", 0),
        (answering(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"), (), "302", 1),
        (answering(REFUSAL), (), "401", 1),
    ],
    ids=["200", "202", "202-allowed", "redirect", "refused"],
)
def test_an_answer_is_judged(
    tmp_path: Path, behaviour: Behaviour, attributes: tuple[str, ...], shown: str, code: int
) -> None:
    """Only 200 is a success, as for Maileroo, or any 2xx where that is wanted; a redirect is not followed."""
    with Receiver(behaviour) as receiver:
        done = run_user(tmp_path, f"http://127.0.0.1:{receiver.port}", *attributes)
        assert (done.returncode, done.stdout.split("\n")[0]) == (code, shown), done.stderr
        assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    ("url", "attributes", "env", "said"),
    [
        ("http://192.0.2.7", (), {}, "192.0.2.7 is another machine than this one"),
        ("http://127.0.0.1", (), {VARIABLE: ""}, f"the secret env:{VARIABLE} is empty"),
        ("ftp://127.0.0.1", (), {}, "cannot send to ftp://"),
        ("http://127.0.0.1", ("headers = (('Content-Length', '1'),)",), {}, "the header content-length cannot be set"),
    ],
    ids=["host", "secret", "url", "header"],
)
def test_wrong_settings_end_the_test(
    tmp_path: Path, url: str, attributes: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    """What cannot be sent, or may not, is said in one line before anything is; Locust ends with 2."""
    done = run_user(tmp_path, url, *attributes, env=env)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr


def test_nobody_listens(tmp_path: Path) -> None:
    """A receiver that is not there is a failure that Locust counts, and its name is told."""
    done = run_user(tmp_path, f"http://127.0.0.1:{closed_port()}")
    assert done.returncode == 1
    assert done.stdout.startswith("refused")
