"""What was found out of captures is kept for whoever comes back to them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.inspector.api.capture import read_one_capture
from maileroo_cli.operation.captures.show import AssessedCapture, assess_stored
from maileroo_cli.operation.inspect.depth import assessments
from maileroo_cli.operation.inspect.depth.assessments import RecentAssessments
from maileroo_cli.webhook.signing.secret import Secret
from tests.cli.store import captured, fill
from tests.inspector.api.calling import call, settings


def test_causes_are_searched_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes back to a capture gets what was found before; another one, or another store, is looked at."""
    looked: list[str] = []

    def look(archive: Archive, capture: Capture, secrets: Sequence[Secret]) -> AssessedCapture:
        looked.append(capture.entry.id)
        return assess_stored(archive, capture, secrets)

    monkeypatch.setattr(assessments, "assess_stored", look)
    forged = ((b"Host", b"a.test"), (b"x-maileroo-signature", b"0" * 64))
    given = settings(tmp_path, *(captured(number, headers=forged, verdict="invalid") for number in (1, 2)))
    first, _, again = (read_one_capture(call(given, name)) for name in ("0001", "0002", "0001"))
    assert first == again
    assert first["verdict"] == "invalid"
    assert [name[:4] for name in looked] == ["0001", "0002"]
    given.store.unlink()
    fill(given.store, captured(1))
    assert read_one_capture(call(given, "0001"))["verdict"] == "valid"


def test_few_assessments_are_kept(tmp_path: Path) -> None:
    """Only the last captures are remembered, whatever is looked at."""
    given = settings(tmp_path, *(captured(number) for number in range(1, 6)))
    recent = RecentAssessments(given.secrets, most=2)
    with Archive(given.store) as archive:
        for number in range(1, 6):
            assert recent.of(archive, archive.locate(f"{number:04x}")).assessment.valid
    assert len(recent._searches) == 2
