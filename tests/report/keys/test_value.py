"""Values that several objects have: each is made in one place, in one form."""

import pytest

from maileroo_cli.report.keys.value import (
    body_value,
    milliseconds_value,
    number_value,
    process_value,
    response_value,
    time_value,
)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(300.0, "300"), (300.0000001, "300"), (0.123456, "0.123456"), (0.1234567, "0.123457"), (-0.5, "-0.5"), (0.0, "0")],
)
def test_numbers(number: float, shown: str) -> None:
    """A number is exact to the sixth decimal, and a whole one has no fraction."""
    assert repr(number_value(number)) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.5, "1970-01-01T00:00:00.500Z"),
        (1_769_860_800.4686, "2026-01-31T12:00:00.469Z"),
        (1_769_860_800.9996, "2026-01-31T12:00:01.000Z"),
        (None, None),
        (1e30, None),
        (float("inf"), None),
        (float("nan"), None),
    ],
)
def test_times(seconds: float | None, shown: str | None) -> None:
    """A time is rounded to the nearest millisecond; one that is not known, or that no calendar has, is null."""
    assert time_value(seconds) == shown


def test_milliseconds() -> None:
    """Milliseconds are exact to the microsecond."""
    assert milliseconds_value(1.23456) == 1.235
    assert milliseconds_value(None) is None


def test_bodies() -> None:
    """A body is its text or, where it is not UTF-8, its base64; an empty one is an empty text."""
    assert body_value(b"") == {"body": "", "body_base64": None}
    assert body_value("é".encode()) == {"body": "é", "body_base64": None}
    assert body_value(b"\xff") == {"body": None, "body_base64": "/w=="}


def test_responses() -> None:
    """An answer has its status, its headers, its body, and whether that is all of it."""
    answer = response_value(200, (("Server", "x"),), b"ok", truncated=True)
    assert answer == {"status": 200, "headers": [["Server", "x"]], "body": "ok", "body_base64": None, "truncated": True}


def test_processes() -> None:
    """What a process does not tell is null."""
    assert process_value(7, "mhook listen") == {"pid": 7, "doing": "mhook listen"}
    assert process_value(0, "") == {"pid": None, "doing": None}
