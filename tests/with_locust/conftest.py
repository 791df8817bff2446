"""What the runs of Locust share: the words of events, which take as long to draw as a run may last."""

import pytest

from maileroo_cli.transport.file.vocabulary import load_vocabulary


@pytest.fixture(scope="session", autouse=True)
def _vocabulary(_environment: None) -> None:
    """Keep them in the cache of the test run, where each process finds them."""
    load_vocabulary("en_US")
