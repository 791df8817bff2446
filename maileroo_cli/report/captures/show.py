"""Showing one capture in the form that is asked for."""

from collections.abc import Sequence
from enum import Enum
from typing import Self

from maileroo_cli.capture.check.assessment import assess
from maileroo_cli.capture.entry import Capture
from maileroo_cli.errors import UsageError
from maileroo_cli.report.captures.object import capture_object, write_body, write_request
from maileroo_cli.report.captures.view import ViewStyle, view_capture
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.webhook.signing.secret import Secret


class CaptureForm(Enum):
    """As what a capture is shown."""

    VIEW = "for people"
    HEX = "for people, its body in hexadecimal"
    BODY = "its body's bytes"
    REQUEST = "the bytes of head and body"

    @classmethod
    def of(cls, *, raw: bool, raw_request: bool, as_hex: bool) -> Self:
        """Return the form that the options ask for; more than one raises ``UsageError``."""
        if raw + raw_request + as_hex > 1:
            raise UsageError("--raw, --raw-request and --hex exclude each other", "give one of them")
        return cls.BODY if raw else cls.REQUEST if raw_request else cls.HEX if as_hex else cls.VIEW


def show_capture(
    capture: Capture, secrets: Sequence[Secret], form: CaptureForm, console: Console, *, signatures: bool
) -> None:
    """Show a capture; ``secrets`` check its signature anew, and ``signatures`` lets it be seen in full."""
    if form is CaptureForm.BODY:
        write_body(capture, console)
    elif form is CaptureForm.REQUEST:
        write_request(capture, console, signatures=signatures)
    else:
        checker = None
        if secrets:
            from maileroo_cli.capture.check.checker import Checker

            checker = Checker(secrets)
        assessment = assess(capture, checker)
        if console.format is Format.JSON:
            capture_object(capture, assessment, console, signatures=signatures)
        else:
            view_capture(capture, assessment, ViewStyle(form is CaptureForm.HEX, signatures), console)
