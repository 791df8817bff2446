"""What is said of a run in every list: which events it delivers, and where to."""

from dataclasses import replace
from pathlib import Path

import pytest

from maileroo_cli.report.runs.view import event_words, target_words
from maileroo_cli.transport.run.finding import find_run
from maileroo_cli.transport.run.state import RunSummary
from maileroo_cli.transport.run.summary import survey_run
from tests.transport.stored_run import new_run


@pytest.fixture
def run(tmp_path: Path) -> RunSummary:
    """A run of one event to a URL."""
    with new_run(tmp_path):
        pass
    return survey_run(find_run(tmp_path, "last"))


@pytest.mark.parametrize(
    ("types", "deliveries", "words"),
    [
        (("opened",), 1, "opened"),
        (("opened",), 2, "2 events: opened"),
        (("opened", "clicked"), 1_000, "1,000 events: opened, clicked"),
        (("opened", "clicked", "failed"), 3, "3 events: opened, clicked, …"),
        (("",), 1, "-"),
        ((), 0, "no events"),
        (("x" * 40,), 1, "x" * 40),
        (("x" * 41,), 1, "x" * 39 + "…"),
    ],
)
def test_events(run: RunSummary, types: tuple[str, ...], deliveries: int, words: str) -> None:
    """Two types are named, each with forty characters, and how many events there are where there are several."""
    assert event_words(replace(run, event_types=types, deliveries=deliveries)) == words


def test_targets(run: RunSummary) -> None:
    """It is the URL, or the option that names an embedded receiver."""
    assert target_words(run) == "http://127.0.0.1:9/webhook"
    assert target_words(replace(run, plan=replace(run.plan, url="", against="careful"))) == "--against careful"
