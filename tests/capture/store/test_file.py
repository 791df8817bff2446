"""Where the store is and who may use it: a private folder, private files, no links."""

import os
import sys
from pathlib import Path

import pytest

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.file import STORE_VARIABLE, find_store
from maileroo_cli.capture.store.schema import refuse_foreign
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.errors import InputError
from tests.capture.stored import capture, fill

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights and links are those of POSIX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a store that is not there yet."""
    return tmp_path / ".mhook" / "captures.db"


def mode(path: Path) -> int:
    """Return the rights of a file."""
    return path.stat().st_mode & 0o777


@POSIX
def test_folder_and_files_are_private(path: Path) -> None:
    """Nobody else may read folder or files, whatever the umask and whatever was there before."""
    path.parent.mkdir(mode=0o755)
    path.touch(mode=0o644)
    before = os.umask(0)
    try:
        with Store(path) as store:
            store.add([capture(1)])
            modes = {one.name: mode(one) for one in path.parent.iterdir() if one.name != ".gitignore"}
            assert mode(path.parent) == 0o700
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(["captures.db", "captures.db-shm", "captures.db-wal", "captures.db.lock"], 0o600)


@POSIX
def test_another_folder_is_left_as_it_is(tmp_path: Path) -> None:
    """A folder that is not called .mhook keeps its rights and gets no .gitignore; the file is private all the same."""
    tmp_path.chmod(0o755)
    fill(tmp_path / "a.db")
    assert (mode(tmp_path), mode(tmp_path / "a.db"), (tmp_path / ".gitignore").exists()) == (0o755, 0o600, False)
    fill(tmp_path / "new" / "deep" / "a.db")
    assert mode(tmp_path / "new" / "deep") == 0o700


def test_git_ignores_the_folder(path: Path) -> None:
    """A .gitignore is made that hides everything, itself included; one that is there stays."""
    fill(path)
    ignore = path.parent / ".gitignore"
    assert ignore.read_text().splitlines()[-1] == "*"
    ignore.write_text("mine\n")
    fill(path)
    assert ignore.read_text() == "mine\n"


@POSIX
@pytest.mark.parametrize("opened", [Store, Archive])
@pytest.mark.parametrize("name", ["", "captures.db", "captures.db-wal", "captures.db-shm", "captures.db.lock"])
@pytest.mark.parametrize("dangling", [False, True])
def test_links_are_refused(
    tmp_path: Path, path: Path, opened: type[Store | Archive], name: str, dangling: bool
) -> None:
    """A symbolic link in place of the folder, the file or a companion is refused, and what it leads to is untouched."""
    elsewhere = tmp_path / "elsewhere"
    if not name:
        if not dangling:
            elsewhere.mkdir()
        path.parent.symlink_to(elsewhere)
    else:
        if not dangling:
            elsewhere.write_bytes(b"precious")
        path.parent.mkdir()
        (path.parent / name).symlink_to(elsewhere)
    with pytest.raises(InputError, match="is a symbolic link"):
        opened(path)
    assert elsewhere.exists() is not dangling
    assert not elsewhere.is_file() or elsewhere.read_bytes() == b"precious"


@POSIX
def test_a_project_behind_a_link_is_fine(tmp_path: Path) -> None:
    """Only the store's own folder must be no link: a project may be reached through one."""
    (tmp_path / "project").mkdir()
    (tmp_path / "link").symlink_to("project")
    fill(tmp_path / "link" / ".mhook" / "captures.db", capture(1))
    assert (tmp_path / "project" / ".mhook" / "captures.db").exists()
    fill(tmp_path / "link" / "a.db", capture(1))


@POSIX
@pytest.mark.parametrize("opened", [Store, Archive])
def test_what_is_no_file_is_refused(tmp_path: Path, opened: type[Store | Archive]) -> None:
    """A folder or a pipe in place of the file is refused at once."""
    with pytest.raises(InputError, match="is not a file"):
        opened(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="is not a file"):
        opened(tmp_path / "pipe")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Where the folder's place is taken by a file, the error says so."""
    (tmp_path / ".mhook").write_text("")
    with pytest.raises(InputError, match="cannot use the store"):
        Store(tmp_path / ".mhook" / "captures.db")


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text are Linux's own")
def test_odd_names(tmp_path: Path) -> None:
    """A path with signs that a URI gives a meaning, or bytes that are no text, is that path and no other."""
    path = tmp_path / os.fsdecode(b"caf\xe9 ?mode=memory#%41&x") / "a b.db"
    fill(path, capture(1))
    with Archive(path) as archive:
        assert archive.count() == 1
    assert [one.name for one in tmp_path.iterdir()] == [path.parent.name]


def test_the_store_of_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, or in the variable, or in the nearest folder upwards with .mhook or .git, or here."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv(STORE_VARIABLE, raising=False)
    project, inner = tmp_path / "home" / "project", tmp_path / "home" / "project" / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    (tmp_path / "home" / ".git").mkdir()  # a home folder kept in git is no project of what lies in it
    assert find_store() == inner / ".mhook" / "captures.db"
    (project / ".git").mkdir()
    assert find_store() == project / ".mhook" / "captures.db"
    (inner.parent / ".mhook").mkdir()
    assert find_store() == inner.parent / ".mhook" / "captures.db"
    monkeypatch.setenv(STORE_VARIABLE, "other.db")
    assert find_store() == Path("other.db")
    assert find_store("named.db") == Path("named.db")
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.delenv(STORE_VARIABLE)
    assert find_store() == tmp_path / "home" / ".mhook" / "captures.db"


@POSIX
def test_a_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the current folder was deleted, the error says so."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(InputError, match="the current folder does not exist any more"):
        find_store()


def test_a_store_whose_log_is_just_being_moved(tmp_path: Path) -> None:
    """A file that has our marks is no other program's, however little else of it is there yet."""
    Store(tmp_path / "a.db").close()
    whole = (tmp_path / "a.db").read_bytes()
    (tmp_path / "b.db").write_bytes(whole[:100] + bytes(3996))
    refuse_foreign(tmp_path / "b.db")
    with pytest.raises(InputError, match=r"cannot read the store"):
        Store(tmp_path / "b.db")
