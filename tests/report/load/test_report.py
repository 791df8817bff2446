"""Showing a load as it goes on: in each format what goes where, also where it is cut short."""

import json
from collections.abc import Generator
from dataclasses import replace

import pytest

from maileroo_cli.delivery.load.judgement.budget import NO_ERRORS
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.errors import ExitCode, Terminated
from maileroo_cli.operation.load.results import (
    EffectsAwaited,
    LoadEnded,
    LoadEvent,
    LoadProbed,
    LoadProgress,
    LoadStarted,
)
from maileroo_cli.report.load.format import LoadFormat, LoadSetup
from maileroo_cli.report.load.rendering import render_load
from maileroo_cli.report.load.report import LoadView, show_load
from tests.load_result import GOOD_PROBE, load_plan, load_result
from tests.report.conftest import Page

RESULT = load_result()
FAILED = load_result(ends={(RequestKind.EVENT, 200): 990, (RequestKind.EVENT, 503): 10})


def events(result: LoadResult) -> Generator[LoadEvent, None, None]:
    """Yield what a load yields."""
    yield LoadProbed(result.plan, GOOD_PROBE)
    yield LoadStarted(result.plan, 1)
    yield LoadProgress(1.0, 100, 100, 99, 0, 1, 0.002)
    yield EffectsAwaited(1_000, 900, 1.0)
    yield LoadEnded(result)


def interrupted(stop: KeyboardInterrupt) -> Generator[LoadEvent, None, None]:
    """Yield what a load yields that somebody interrupts."""
    yield LoadStarted(RESULT.plan, 1)
    yield LoadProgress(1.0, 100, 100, 99, 0, 1, 0.002)
    yield LoadEnded(replace(load_result(ends={(RequestKind.EVENT, 200): 100}), interrupted=True, seconds=1.0))
    raise stop


def view(page: Page, format: LoadFormat, *, quiet: bool = False) -> LoadView:
    """Return the view of a load in a format."""
    setup = LoadSetup(load_plan(), (), NO_ERRORS)
    return LoadView(format, page.open(terminal=False, format=format.talk), setup, quiet=quiet)


@pytest.mark.parametrize("result", [RESULT, FAILED], ids=["passed", "failed"])
@pytest.mark.parametrize("format", LoadFormat)
def test_each_format(page: Page, format: LoadFormat, result: LoadResult) -> None:
    """In each format stdout has the report alone, and what it came to is the exit code."""
    shown = view(page, format)
    shown.show_plan()
    code = show_load(events(result), shown)
    assert code is (ExitCode.OK if result is RESULT else ExitCode.FAILED)
    assert shown.report is not None
    whole = render_load(format, shown.report).decode()
    err = page.err.content.decode()
    if format in (LoadFormat.JUNIT, LoadFormat.HTML):
        assert page.text == whole
        assert err.splitlines() == [
            f"mhook: note: 1,000 requests: 100/s for 10s to {result.plan.url}",
            f"mhook: note: {shown.report.verdict.sentence}",
        ]
        return
    assert err == ""
    if format is LoadFormat.GITHUB:
        assert page.text.count("::error ") == whole.count("::error ") == len(shown.report.verdict.findings)
        assert page.text.splitlines()[-1] == shown.report.verdict.sentence
    else:
        assert page.text == whole


def test_quietly_only_what_is_wrong_is_shown(page: Page) -> None:
    """Without the plan and the tables there are the findings, and the verdict."""
    shown = view(page, LoadFormat.TEXT, quiet=True)
    shown.show_plan()
    show_load(events(FAILED), shown)
    assert page.text.splitlines()[0] == "too-many-errors: 10 of 1,000 requests went wrong (10 x 503), and none may"


@pytest.mark.parametrize("format", [LoadFormat.TEXT, LoadFormat.JSON])
@pytest.mark.parametrize(("stop", "code"), [(KeyboardInterrupt(), 130), (Terminated(), 143)])
def test_an_interrupted_load_is_shown(page: Page, format: LoadFormat, stop: KeyboardInterrupt, code: int) -> None:
    """What was done until somebody interrupted it is shown, and the interruption goes on."""
    shown = view(page, format)
    with pytest.raises(KeyboardInterrupt):
        show_load(interrupted(stop), shown)
    last = page.text.splitlines()[-1]
    if format is LoadFormat.JSON:
        found = json.loads(last)
        assert (found["result"], found["exit_code"]) == ("skip", code)
        last = found["reason"]
    word = "interrupted" if code == 130 else "terminated"
    assert last.startswith(f"{word} after 1.0 s: 100 of 1,000 requests ended as they should")


def test_a_summary_that_cannot_be_kept(page: Page) -> None:
    """Why the summary of a step could not be kept is told, and the report is shown all the same."""
    setup = LoadSetup(load_plan(), (), NO_ERRORS)
    shown = LoadView(LoadFormat.GITHUB, page.open(), setup, lambda _: "the disk is full")
    assert show_load(events(RESULT), shown) is ExitCode.OK
    assert page.err.content == b"mhook: note: the disk is full\n"
