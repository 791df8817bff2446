"""The rules against receivers that are called in this process, as ASGI and WSGI applications."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.transport.app.opening import make_application
from tests.receivers.as_application import as_asgi, as_wsgi
from tests.receivers.correct import PATH, CorrectReceiver
from tests.rules.checking import check, findings, make_settings

URL = f"http://localhost{PATH}"
Wrap = Callable[[CorrectReceiver], Callable[..., Any]]
wrapped = pytest.mark.parametrize("wrap", [as_asgi, as_wsgi], ids=["ASGI", "WSGI"])


def check_in_process(receiver: CorrectReceiver, wrap: Wrap, **changes: object) -> CheckSummary:
    """Check a receiver as an application, which is not asked where it listens."""
    with make_application(wrap(receiver)) as application:
        endpoint = replace(make_settings(URL).endpoint, application=application)
        return check(receiver, (), endpoint=endpoint, url=URL, **changes)


@wrapped
def test_a_correct_receiver_passes_all_rules(wrap: Wrap) -> None:
    """Nothing is found in a receiver that does all right, and no rule is skipped."""
    with CorrectReceiver() as receiver:
        summary = check_in_process(receiver, wrap)
    assert findings(summary) == set()
    assert {one.verdict.reason for one in summary.outcomes if one.verdict.result == "skip"} == set()
