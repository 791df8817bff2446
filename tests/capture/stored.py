"""Captures for tests of the store."""

from pathlib import Path

from maileroo_cli.capture.entry import Capture, CaptureContent, CaptureEntry
from maileroo_cli.capture.store.writer import Store


def capture(
    number: int, *, at: float | None = None, body: bytes = b"{}", head: bytes = b"", **known: object
) -> Capture:
    """Return a capture whose id ends in ``number``; ``known`` are other fields of its entry."""
    entry = CaptureEntry(f"{number:016x}", 1000.0 + number if at is None else at, "127.0.0.1:1", "POST", "/webhook")
    entry = entry._replace(size=len(body), **known)  # type: ignore[arg-type]
    return Capture(entry, CaptureContent(head or b"POST /webhook HTTP/1.1\r\nHost: a\r\n\r\n", body))


def fill(path: Path, *captures: Capture) -> Path:
    """Add captures to the store at ``path`` and return that."""
    with Store(path) as store:
        if captures:
            store.add(captures)
    return path
