"""Tests of maileroo_cli.integrations.locust.extra, and that Locust stays where it is wanted."""

import importlib.metadata
import subprocess
import sys

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.integrations.locust.extra import require_extra
from maileroo_cli.integrations.locust.joining import take_part
from maileroo_cli.integrations.locust.place import Place
from maileroo_cli.integrations.locust.window import MasterTerms, over_machines
from maileroo_cli.webhook.signing.secret import Secret

HINT = 'pip install "maileroo-cli[load]"'


def without_locust(patch: pytest.MonkeyPatch, found: str | None) -> None:
    """Let another version of Locust be installed, or none."""

    def version(name: str) -> str:
        if found is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return found

    patch.setattr(importlib.metadata, "version", version)


def test_locust_is_here() -> None:
    """The version that the tests use is new enough."""
    require_extra()


@pytest.mark.parametrize(
    ("found", "what"), [(None, "not installed"), ("2.46.1", "2.47 or newer, not 2.46.1"), ("x", "not x")]
)
def test_a_missing_extra(monkeypatch: pytest.MonkeyPatch, found: str | None, what: str) -> None:
    """Without Locust, or with an old one, master and worker say in one line what to install."""
    without_locust(monkeypatch, found)
    for start in (
        lambda: over_machines(MasterTerms(Place("127.0.0.1", 0), 1), print),
        lambda: take_part(Place("127.0.0.1", 1), Secret("s"), print, 0),
    ):
        with pytest.raises(UsageError, match=what) as caught:
            start()
        assert caught.value.hint == HINT
        assert caught.value.exit_code == 2


def test_nothing_else_imports_locust() -> None:
    """The command line and this side of the processes leave Locust, and so gevent's patches, out of the process."""
    modules = ("cli.app", "operation.load.run", "integrations.locust.window", "integrations.locust.joining")
    imports = "; ".join(f"import maileroo_cli.{module}" for module in modules)
    program = f"import sys; {imports}; print({{'locust', 'gevent', 'zmq'}} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
