"""The public API: every name is there, imported when it is first used."""

import subprocess
import sys

import pytest

import maileroo_cli


@pytest.mark.parametrize("name", maileroo_cli.__all__)
def test_every_name_is_there(name: str) -> None:
    """Each public name can be had, and is listed."""
    assert getattr(maileroo_cli, name) is not None
    assert name in dir(maileroo_cli)


def test_unknown_name() -> None:
    """Another name is an AttributeError, as of any module."""
    with pytest.raises(AttributeError, match="module 'maileroo_cli' has no attribute 'nonsense'"):
        getattr(maileroo_cli, "nonsense")  # noqa: B009


def test_star() -> None:
    """A star import brings the public names and nothing else."""
    names: dict[str, object] = {}
    exec("from maileroo_cli import *", names)
    assert set(names) - {"__builtins__"} == set(maileroo_cli.__all__)


def test_importing_is_cheap() -> None:
    """Importing the package imports no module of it: each comes with the first name that needs it."""
    code = (
        "import sys, maileroo_cli\n"
        "print(sorted(name for name in sys.modules if name.startswith('maileroo_cli')))\n"
        "maileroo_cli.sign(b'{}', 's')\n"
        "print(*(name in sys.modules for name in ('httpx', 'typer', 'maileroo_cli.webhook.signing.signature')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["['maileroo_cli']", "False False True"]


def test_the_main_job_in_five_lines() -> None:
    """An event is made, signed and verified, and a wrong signature explained."""
    event = maileroo_cli.make_event("clicked", seed=1)
    signature = maileroo_cli.sign(event.body, "secret")
    assert maileroo_cli.verify(event.body, signature, "secret").valid
    assert event.body == maileroo_cli.make_event("clicked", seed=1).body
    found = maileroo_cli.diagnose(event.body, f"sha256={signature}", [maileroo_cli.Secret("secret")])
    assert found.causes[0].code == "header-prefixed"
    assert issubclass(maileroo_cli.MhookError, Exception)


def test_one_event_may_be_told_in_full() -> None:
    """Time, addresses and values can be given, and what cannot be is refused."""
    event = maileroo_cli.make_event("failed", seed=1, at=1_700_000_000, to="a@x.test")
    assert (event.type, event.at.timestamp()) == ("failed", 1_700_000_000)
    assert event.payload["event_data"]["to"] == "a@x.test"
    with pytest.raises(maileroo_cli.MhookError, match="there is no event type 'bounced'"):
        maileroo_cli.make_event("bounced")
