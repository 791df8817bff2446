"""The summary of a step of GitHub Actions."""

from pathlib import Path

import pytest

from maileroo_cli.transport.file.step_summary import SUMMARY_VARIABLE, append_summary


def test_a_summary_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other steps wrote stays; without the variable nothing happens; what cannot be written is told."""
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    monkeypatch.setenv(SUMMARY_VARIABLE, str(path))
    assert append_summary("é\ud800\n") == ""
    assert path.read_bytes() == "before\né\\ud800\n".encode()
    monkeypatch.setenv(SUMMARY_VARIABLE, str(tmp_path))
    assert SUMMARY_VARIABLE in append_summary("x")
    monkeypatch.delenv(SUMMARY_VARIABLE)
    assert append_summary("x") == ""
