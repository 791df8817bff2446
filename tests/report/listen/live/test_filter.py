"""The filter of the printed requests: what words mean, and which are refused."""

import pytest

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.errors import UsageError
from maileroo_cli.report.listen.live.filter import ArrivalFilter

ENTRY = CaptureEntry(
    "00ff",
    0.0,
    "",
    "POST",
    "/hook?a=1",
    event_type="failed",
    event_id="Event-7",
    reference_id="mail9",
    verdict="invalid",
    cause="header-prefixed",
    status=500,
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fail",
        "HOOK",
        "type=failed verdict=invalid prefixed",
        "path=/hook",
        "event-id=event-7",
        "id=00f",
        "reference-id=mail",
        "status=5",
        "method=post",
        "/hook?a=1",
        "'type=failed'",
    ],
)
def test_fits(text: str) -> None:
    """All words have to fit: a text anywhere, a value where its name says, whatever the case."""
    assert ArrivalFilter.parse(text).takes(ENTRY)


@pytest.mark.parametrize(
    "text", ["type=fail", "opened", "failed opened", "verdict=valid", "event-id=00ff", "method=POS"]
)
def test_does_not_fit(text: str) -> None:
    """A type, a verdict and a method are given whole, and one word that does not fit is enough."""
    assert not ArrivalFilter.parse(text).takes(ENTRY)


@pytest.mark.parametrize(
    ("text", "hint"), [("typ=failed", "type="), ("zzz=1", "event-id="), ("verdict=bad", "unverifiable")]
)
def test_refused(text: str, hint: str) -> None:
    """What nothing can fit is refused, with what there is."""
    with pytest.raises(UsageError) as error:
        ArrivalFilter.parse(text)
    assert hint in error.value.hint


def test_quotation_mark() -> None:
    """A quotation mark that is never closed is text."""
    assert ArrivalFilter.parse("it's").words == (("", "it's"),)
