"""The user's key: made once, private, outside every project, and never taken from where others could have put it."""

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from maileroo_cli.transport.run.origin.key import KEY_FILE, find_or_make_key, read_key
from maileroo_cli.transport.run.origin.user_folder import STATE_VARIABLE, state_folder

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there rights and links are other ones")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user who has no key yet."""
    folder = tmp_path / "of" / "user"
    monkeypatch.setenv(STATE_VARIABLE, str(folder))
    return folder


def test_it_is_made_once(state: Path) -> None:
    """Reading makes nothing; a key that was made is found again, alone in its folder."""
    assert read_key() is None
    assert not state.exists()
    key = find_or_make_key()
    assert key is not None
    assert len(key) == 32
    assert (find_or_make_key(), read_key()) == (key, key)
    assert os.listdir(state) == [KEY_FILE]


@POSIX
def test_it_is_private(state: Path) -> None:
    """Nobody else can read it; one that others could read or write is replaced."""
    key = find_or_make_key()
    path = state / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    assert read_key() is None
    other = find_or_make_key()
    assert other not in (None, key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@POSIX
def test_no_link_is_followed(state: Path, tmp_path: Path) -> None:
    """A link in its place is no key, wherever it leads; it is replaced, and what it leads to stays."""
    state.mkdir(parents=True)
    planted = tmp_path / "planted"
    planted.write_bytes(bytes(32))
    planted.chmod(0o600)
    (state / KEY_FILE).symlink_to(planted)
    assert read_key() is None
    assert find_or_make_key() not in (None, bytes(32))
    assert planted.read_bytes() == bytes(32)
    assert not (state / KEY_FILE).is_symlink()


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_half_a_key_is_none(state: Path, content: bytes) -> None:
    """What has another length than a key is replaced by one."""
    state.mkdir(parents=True)
    (state / KEY_FILE).write_bytes(content)
    (state / KEY_FILE).chmod(0o600)
    assert read_key() is None
    assert len(find_or_make_key() or b"") == 32


def test_many_make_the_same(state: Path) -> None:
    """Who makes it at the same moment as others gets the key that they get."""
    keys: list[bytes | None] = []
    gate = threading.Barrier(8)

    def make() -> None:
        gate.wait()
        keys.append(find_or_make_key())

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(keys) == {read_key()}
    assert os.listdir(state) == [KEY_FILE]


def test_where_it_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be made is no error: there is no key then."""
    (tmp_path / "file").touch()
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "file" / "folder"))
    assert (find_or_make_key(), read_key()) == (None, None)


@pytest.mark.skipif(sys.platform == "win32", reason="there the home is another variable")
def test_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies below the user's home, whatever a relative variable says; without a home there is none."""
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv(STATE_VARIABLE, ".mhook")
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    assert home in (state_folder() or tmp_path).parents
    monkeypatch.setattr(os.path, "expanduser", lambda name: name)
    assert state_folder() is None
    assert (find_or_make_key(), read_key()) == (None, None)
