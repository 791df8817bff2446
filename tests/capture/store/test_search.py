"""Searching the store for requests by a text in them."""

from pathlib import Path

import pytest

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.search import StoreSearch
from tests.capture.stored import capture, fill

HEAD = b"POST / HTTP/1.1\r\nX-Maileroo-Signature: %b\r\n\r\n"


def test_captures_are_found_by_their_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A capture is found by its signature, its place is its id, and there are only so many searches."""
    heads = [HEAD % name for name in (b"one", b"two", b"one")]
    path = fill(tmp_path / "captures.db", *(capture(number, head=head) for number, head in enumerate(heads, 1)))
    monkeypatch.setattr("maileroo_cli.capture.store.search._WORK", 1)
    with Archive(path) as archive:
        search = StoreSearch(archive)
        assert [where for where, _ in search.find("Signature: one")] == [f"{1:016x}", f"{3:016x}"]
        assert list(search.find("Signature: one")) == []
