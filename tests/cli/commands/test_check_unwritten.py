"""What ``mhook check`` does where a report cannot be written at its end."""

from pathlib import Path

import pytest

from tests.cli.calling import SECRET, Mhook
from tests.receivers.correct import CorrectReceiver, Incoming, Reply


class TakesFolderAway(CorrectReceiver):
    """Deletes a folder of the check's at the first request."""

    def __init__(self, folder: Path) -> None:
        super().__init__(SECRET)
        self._folder = folder

    def answer(self, request: Incoming) -> Reply:
        """Delete it, and answer as usual."""
        if self._folder.exists():
            self._folder.rmdir()
        return super().answer(request)


def test_one_report_keeps_no_other_from_being(mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder of a report goes while the check runs, the rest are written, and the error is told."""
    monkeypatch.chdir(tmp_path)
    Path("gone").mkdir()
    with TakesFolderAway(tmp_path / "gone") as receiver:
        ran = mhook(
            "check", receiver.url, "--select", "SIG002", "--report", "junit=gone/a.xml", "--report", "json=b.json"
        )
    assert (ran.code, Path("b.json").is_file()) == (3, True)
    assert ran.err.splitlines()[-1].endswith("cannot write 'gone/a.xml' (No such file or directory): check --report")
