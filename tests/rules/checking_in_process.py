"""Checking receivers of the tests in this process, as ASGI and WSGI applications."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.transport.app.opening import make_application
from tests.receivers.as_application import as_asgi, as_wsgi
from tests.receivers.correct import PATH, CorrectReceiver
from tests.rules.checking import check, make_settings

URL = f"http://127.0.0.1{PATH}"
Wrap = Callable[[CorrectReceiver], Callable[..., Any]]
wrapped = pytest.mark.parametrize("wrap", [as_asgi, as_wsgi], ids=["ASGI", "WSGI"])


def check_in_process(
    receiver: CorrectReceiver, wrap: Wrap, select: tuple[str, ...] = (), *, timeout: float = 5.0, **changes: object
) -> CheckSummary:
    """Check a receiver as an application, which is not asked where it listens."""
    with make_application(wrap(receiver)) as application:
        endpoint = replace(make_settings(URL).endpoint, application=application, timeout=timeout)
        return check(receiver, select, endpoint=endpoint, url=URL, **changes)
