"""What the tests of the command line share: the way to call it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import Mhook


@pytest.fixture
def mhook() -> Mhook:
    """Call the command line in this process."""
    return Mhook()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in the folder of a project without a store and runs, by the clock of Greenwich."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("MHOOK_STORE", "MHOOK_RUNS"):
        monkeypatch.delenv(name, raising=False)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        _set_zone()
        yield tmp_path
    _set_zone()


def _set_zone() -> None:
    if hasattr(time, "tzset"):  # not on Windows
        time.tzset()
