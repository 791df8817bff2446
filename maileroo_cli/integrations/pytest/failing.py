"""Failures that are told without our own code: in a line, or at the line of the test that caused them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

import pytest

from maileroo_cli.errors import EmptySecretError, MhookError

if TYPE_CHECKING:
    from collections.abc import Callable

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def in_a_fixture(make: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
    """Return what ``make`` makes for a fixture; what cannot be fails the test that needs it, in a line."""
    __tracebackhide__ = True
    try:
        return make(*arguments, **named)
    except (pytest.UsageError, MhookError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def plainly(function: Callable[[], Result]) -> Result:
    """Call a function; where it refuses what it was given, a failure shows the line of the test that gave it."""
    __tracebackhide__ = True
    try:
        return function()
    except MhookError as error:
        if isinstance(error, EmptySecretError):
            error.hint = "give your application that of the fixture maileroo_secret"
        raise error.with_traceback(None) from None
