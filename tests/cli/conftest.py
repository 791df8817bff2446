"""What the tests of the command line share: the way to call it."""

import pytest

from tests.cli.calling import Mhook


@pytest.fixture
def mhook() -> Mhook:
    """Call the command line in this process."""
    return Mhook()
