"""The place of a store, from Python."""

import os
from pathlib import Path

import pytest

from maileroo_cli.capture.store.lock import Holder
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.errors import InputError
from maileroo_cli.operation.captures.path import StoreContents, StorePlace, locate_store
from tests.capture.stored import capture, fill


def test_the_place_of_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is known without a store; what a store holds is known where it is looked at."""
    monkeypatch.chdir(tmp_path)
    path = Path("captures.db")
    nothing = StorePlace(tmp_path / "captures.db")
    assert locate_store(path) == nothing
    fill(path, capture(1))
    assert locate_store(path, look=False) == nothing
    size = path.stat().st_size
    head = len(capture(1).content.head)
    assert locate_store(path).contents == StoreContents(1, head + 2, size)
    with Store(path, doing="a test"):
        contents = locate_store(path).contents
    assert contents is not None
    assert contents.writer == Holder(os.getpid(), "a test")
    path.write_bytes(b"no store" * 200)
    with pytest.raises(InputError):
        locate_store(path)
