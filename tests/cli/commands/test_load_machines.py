"""``mhook load`` over several machines: what the command refuses before any process is started.

What masters and workers do is in ``tests/with_locust``.
"""

import importlib.metadata
import socket

import pytest

from tests.cli.calling import Mhook

URL = "http://127.0.0.1:9/webhook"
MASTER = ("--master", "--expect-workers", "2", "--no-probe")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((URL, "--master"), "--master has to know how many workers there are: add --expect-workers"),
        ((URL, "--expect-workers", "2"), "--expect-workers goes with --master"),
        ((URL, "--bind", "127.0.0.1"), "--bind goes with --master"),
        ((URL, "--join-within", "5"), "--join-within goes with --master"),
        ((URL, *MASTER, "--processes", "2"), "--processes is for a load from this machine alone"),
        ((URL, *MASTER, "--slow-clients", "2"), "--slow-clients goes with a load from this machine alone"),
        ((URL, *MASTER, "--users", "1"), "1 users cannot be shared out to 2 workers"),
        ((URL, *MASTER, "--bind", "::1"), "--bind '::1' is not a host and a port"),
        ((URL, *MASTER, "--bind", "192.0.2.7"), "this machine does not have that address"),
        (("--worker", "127.0.0.1", "--master"), "--master and --worker were both given"),
        (("--worker", "127.0.0.1", URL), "what is sent is for the master to say"),
        (("--worker", "127.0.0.1", "--rate", "5/s"), "--rate is for the master to say"),
        (("--worker", "127.0.0.1", "--mix", "delivered=1"), "--mix is for the master to say"),
        (("--worker", "127.0.0.1", "--budget", "p99=1s"), "--budget is for the master to say"),
        (("--worker", "127.0.0.1", "--observe-url", URL), "--observe-url is for the master to say"),
        (("--worker", "127.0.0.1:0"), "has no port from 1 to 65535"),
        (("--worker", "a b"), "--worker 'a b' is not a host and a port"),
        (("https://example.com/", *MASTER), "add --authorize example.com"),
    ],
)
def test_what_cannot_be_is_refused(mhook: Mhook, arguments: tuple[str, ...], said: str) -> None:
    """What does not go together is refused in one line, which says what to write instead; the code is 2."""
    ran = mhook("load", *arguments)
    assert ran.code == 2
    assert said in ran.error


def test_a_port_in_use(mhook: Mhook) -> None:
    """A master whose port another program has says so before anything is sent."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = mhook("load", URL, *MASTER, "--bind", f"127.0.0.1:{taken.getsockname()[1]}")
    assert ran.code == 2
    assert "another program has this port" in ran.error


def test_no_master_is_there(mhook: Mhook) -> None:
    """A worker that finds no master in time exits with 4."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    ran = mhook("load", "--worker", place, "--join-within", "0")
    assert ran.code == 4
    assert f"no master listens on {place}" in ran.error


@pytest.mark.parametrize("arguments", [(URL, *MASTER), ("--worker", "127.0.0.1")], ids=["master", "worker"])
def test_the_extra_is_missing(mhook: Mhook, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    """Where Locust is not installed, one line says how to install it."""

    def version(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    ran = mhook("load", *arguments)
    assert ran.code == 2
    assert ran.error.endswith('pip install "maileroo-cli[load]"')


def test_localhost_is_another_machine_for_each(mhook: Mhook) -> None:
    """A master for other machines says that localhost is a worker's own."""
    ran = mhook("load", URL, *MASTER, "--bind", "192.0.2.7")
    assert "each worker sends to its own 127.0.0.1" in ran.err


def test_a_worker_needs_no_url_of_the_settings(mhook: Mhook) -> None:
    """A URL in the settings is no URL that was given to a worker."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    ran = mhook("load", "--worker", place, "--join-within", "0", env={"MHOOK_URL": URL, "MHOOK_TIMEOUT": "5"})
    assert ran.code == 4


def test_a_plan_for_several_machines_is_shown(mhook: Mhook) -> None:
    """A dry run says how many workers the load is for, and waits for none."""
    ran = mhook("load", URL, "--rate", "10/s", "--for", "1s", *MASTER, "--dry-run")
    assert ran.code == 0
    assert "sent by 2 workers" in " ".join(ran.text.split())
