"""Showing one capture in the form that is asked for."""

from enum import Enum
from typing import Self, assert_never

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.captures.show import AssessedCapture
from maileroo_cli.report.captures.object import capture_object, write_body, write_request
from maileroo_cli.report.captures.view import ViewStyle, view_capture
from maileroo_cli.report.terminal.console import Console, Format


class CaptureForm(Enum):
    """As what a capture is shown."""

    VIEW = "for people"
    HEX = "for people, its body in hexadecimal"
    BODY = "its body's bytes"
    REQUEST = "the bytes of head and body"

    @classmethod
    def of(cls, format: Format, *, raw: bool, raw_request: bool, as_hex: bool) -> Self:
        """Return the form that the options ask for; more than one, or one that is no JSON, raises ``UsageError``."""
        if raw + raw_request + as_hex > 1:
            raise UsageError("--raw, --raw-request and --hex exclude each other", "give one of them")
        if format is Format.JSON and (raw or raw_request or as_hex):
            given = "--raw" if raw else "--raw-request" if raw_request else "--hex"
            raise UsageError(
                f"{given} is not JSON", f"leave out {given}: the object has headers and body, or leave out --format"
            )
        return cls.BODY if raw else cls.REQUEST if raw_request else cls.HEX if as_hex else cls.VIEW

    @property
    def tells_verdict(self) -> bool:
        """Whether the signature's verdict is shown in it."""
        return self in (CaptureForm.VIEW, CaptureForm.HEX)


def show_capture(shown: AssessedCapture, form: CaptureForm, console: Console, *, signatures: bool) -> None:
    """Show a capture; ``signatures`` lets its signature be seen in full."""
    capture, assessment = shown
    match form:
        case CaptureForm.BODY:
            write_body(capture, console)
        case CaptureForm.REQUEST:
            write_request(capture, console, signatures=signatures)
        case CaptureForm.VIEW | CaptureForm.HEX:
            if console.format is Format.JSON:
                capture_object(capture, assessment, console, signatures=signatures)
            else:
                view_capture(capture, assessment, ViewStyle(form is CaptureForm.HEX, signatures), console)
        case _:
            assert_never(form)
