"""A server that the tests of refusals share: none of them changes anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.store import captured, fill
from tests.inspecting import InspectProcess


@pytest.fixture(scope="module")
def inspect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InspectProcess]:
    """Return a running inspector whose store has one capture."""
    store: Path = fill(tmp_path_factory.mktemp("inspected") / "captures.db", captured(1))
    with InspectProcess(store) as process:
        yield process
