"""Making values that several objects have: times, durations, bodies and answers, each in its one form."""

from math import isfinite
from typing import Any

from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.text.instant import format_instant


def time_value(seconds: float | None) -> str | None:
    """Return Unix seconds as RFC 3339 in UTC; ``None`` for what is not known, and for what no calendar has."""
    if seconds is None:
        return None
    try:
        return format_instant(seconds)
    except (ValueError, OverflowError):
        return None


def milliseconds_value(milliseconds: float | None) -> float | None:
    """Return milliseconds to the microsecond; ``None`` for what is not known."""
    return None if milliseconds is None else round(milliseconds, 3)


def number_value(number: float) -> float:
    """Return a number to the sixth decimal, a whole one as such: ``300``, not ``300.0001`` nor ``300.0``."""
    rounded = round(number, 6)
    return int(rounded) if isfinite(rounded) and float(rounded).is_integer() else rounded


def headers_value(headers: Headers) -> list[list[str]]:
    """Return headers as lists of name and value, in order."""
    return [list(pair) for pair in headers]


def body_value(body: bytes) -> dict[str, str | None]:
    """Return the two keys of a body: its text or, where that is not UTF-8, its base64."""
    try:
        return {"body": body.decode(), "body_base64": None}
    except UnicodeDecodeError:
        from base64 import b64encode

        return {"body": None, "body_base64": b64encode(body).decode()}


def response_value(status: int | None, headers: Headers, body: bytes, *, truncated: bool = False) -> dict[str, Any]:
    """Return what a receiver answered in full; ``truncated`` where its body was longer than what is kept."""
    return {"status": status, "headers": headers_value(headers), **body_value(body), "truncated": truncated}


def process_value(pid: int, doing: str) -> dict[str, Any]:
    """Return a process that holds a store or a run; what another program does not tell is ``None``."""
    return {"pid": pid or None, "doing": doing or None}
