"""The timeline of a mail, from Python."""

from pathlib import Path

from maileroo_cli.operation.captures.timeline import read_timeline
from tests.capture.stored import capture, fill


def test_the_timeline_of_a_mail(tmp_path: Path) -> None:
    """A mail is found by one of its captures, or by its reference id."""
    path = fill(tmp_path / "captures.db", capture(1, reference_id="m1"), capture(2, reference_id="m2"))
    for name in ("last", "m2"):
        mail = read_timeline(path, name)
        assert mail.reference_id == "m2"
        assert [entry.arrival.capture_id for entry in mail.timeline.entries] == [f"{2:016x}"]
