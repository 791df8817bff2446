"""Large bodies are stored byte for byte, beside small ones, with all else that belongs to a capture."""

from pathlib import Path

import pytest

from maileroo_cli.capture.entry import Capture, CaptureContent, CaptureEntry
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.rows import LARGE
from maileroo_cli.capture.store.writer import Store

SIZES = [LARGE - 1, LARGE, 3, LARGE + 1, 0, 3 * LARGE]


@pytest.mark.parametrize("trailers", [b"", b"T: 1\r\n"], ids=["alone", "with-trailers"])
@pytest.mark.parametrize("prunes", [False, True], ids=["new-rows", "rows-again"])
def test_bytes_stay(trailers: bytes, prunes: bool, tmp_path: Path) -> None:
    """What is read is what was stored, whatever stands beside it, also in rows whose numbers were given before."""
    captures = [
        Capture(
            CaptureEntry(f"{number:016x}", 1.0, "", "POST", "/", size=size),
            CaptureContent(b"head %d" % number, bytes([number]) * size, trailers),
        )
        for number, size in enumerate(SIZES)
    ]
    with Store(tmp_path / "a.db") as store:
        if prunes:
            store.add(captures[:1])
            store.delete([captures[0].entry.id])
        first = store.add(captures)
    assert first == 1 + prunes
    with Archive(tmp_path / "a.db") as archive:
        assert list(archive.captures()) == captures
