"""Pages beside webhooks: they are counted, and all else stays."""

from maileroo_cli.capture.formats.pages import WithoutPages
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER


def make(method: str, headers: Headers = (), body: bytes = b"", *, whole: bool = True) -> ReadRequest:
    """Return a request as a reader finds it."""
    return ReadRequest(CaptureRecord.of("r", "", method, "/", headers, body), "line 1", whole=whole)


def test_only_pages_are_passed_over() -> None:
    """What has a body or a signature, may have had one, or is damaged stays in its order."""
    kept: list[ReadRequest | DamagedPlace] = [
        make("POST"),
        make("GET", ((SIGNATURE_HEADER.title(), "x"),)),
        make("GET", body=b"{}"),
        make("GET", whole=False),
        DamagedPlace("line 2", "x"),
    ]
    reader = WithoutPages([make("GET"), *kept, make("HEAD"), make("OPTIONS", (("A", "b"),))])
    assert list(reader) == kept
    assert reader.passed_over == 3
