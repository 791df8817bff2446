"""Links and files that somebody planted where mhook writes, in a folder that others can write to."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maileroo_cli.transport.file import vocabulary
from maileroo_cli.transport.file.output import replace_file
from maileroo_cli.transport.file.ready import ReadyFile
from maileroo_cli.transport.run.folder import delete_run, make_run_file
from maileroo_cli.webhook.generation.vocabulary import Vocabulary
from tests.cli.calling import Mhook, process
from tests.cli.store import captured, fill
from tests.sample_vocabulary import VOCABULARY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights and links are those of POSIX")


@pytest.fixture(params=[False, True], ids=["dangling", "file"])
def precious(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Return what planted links lead to: it stays as it is, or stays away."""
    path = tmp_path / "elsewhere" / "precious"
    path.parent.mkdir()
    if request.param:
        path.write_text("precious")
    yield path
    assert os.listdir(path.parent) == (["precious"] if request.param else [])
    assert not request.param or path.read_text() == "precious"


def write_ready_file(folder: Path) -> Path:
    """Write a ready file as ``listen`` does."""
    ready = ReadyFile(str(folder / "url"), folder / "captures.db")
    ready.claim()
    ready.write("http://127.0.0.1:1")
    return folder / "url"


def write_vocabulary(folder: Path) -> Path:
    """Write a vocabulary into the cache."""
    vocabulary._write(folder / "vocabulary", VOCABULARY)
    return folder / "vocabulary"


def write_picture(folder: Path) -> Path:
    """Write a picture as ``replay`` does."""
    replace_file(str(folder / "a.svg"), b"<svg/>", "--picture")
    return folder / "a.svg"


@pytest.mark.parametrize("write", [write_ready_file, write_vocabulary, write_picture])
def test_temporary_names(write: Callable[[Path], Path], precious: Path, tmp_path: Path) -> None:
    """A link under a name that could be guessed is neither followed nor in the way."""
    folder = tmp_path / "shared"
    folder.mkdir()
    names = [f"{name}.{os.getpid()}.tmp" for name in ("url", "vocabulary", "a.svg")]
    for name in names:
        (folder / name).symlink_to(precious)
    written = write(folder)
    assert written.is_file()
    assert not written.is_symlink()
    assert sorted(os.listdir(folder)) == sorted([*names, written.name])


@pytest.mark.parametrize("write", [write_ready_file, write_vocabulary])
def test_names_of_our_own(write: Callable[[Path], Path], tmp_path: Path) -> None:
    """A link in the place of the file itself that leads nowhere, or to an old one, is replaced."""
    written = write(tmp_path)
    content = written.read_bytes()
    written.rename(tmp_path / "old")
    written.symlink_to(tmp_path / "old")
    write(tmp_path)
    assert not written.is_symlink()
    assert written.read_bytes() == (tmp_path / "old").read_bytes() == content


def test_the_rules_for_git(mhook: Mhook, project: Path, precious: Path) -> None:
    """A ``.gitignore`` that is a link is not followed, and one that leads nowhere is replaced."""
    leads = precious.exists()
    (project / ".mhook").mkdir()
    (project / ".mhook" / ".gitignore").symlink_to(precious)
    fill(project / ".mhook" / "captures.db", captured(1))
    assert (project / ".mhook" / ".gitignore").is_symlink() == leads
    assert leads or (project / ".mhook" / ".gitignore").read_text().endswith("*\n")


def test_the_highest_run(tmp_path: Path, precious: Path) -> None:
    """The note of the highest run that was deleted takes the place of a link."""
    runs = tmp_path / "runs"
    path = make_run_file(runs, 1_800_000_000.0)
    (runs / ".highest").symlink_to(precious)
    delete_run(path)
    assert (runs / ".highest").read_text() == f"{path.stem}\n"
    assert not (runs / ".highest").is_symlink()


def test_a_lock_with_a_second_name(tmp_path: Path, mhook: Mhook) -> None:
    """A file that got the name of the lock as its second one is refused, and is not emptied."""
    store, letter = tmp_path / "captures.db", tmp_path / "letter"
    fill(store, captured(1))
    lock = tmp_path / "captures.db.lock"
    lock.unlink()
    letter.write_text("Dear Ada, this is no lock.")
    os.link(letter, lock)
    ran = mhook("captures", "prune", "--keep", "1", "--store", store)
    assert (ran.code, "captures.db.lock' has a second name (a hard link)" in ran.error) == (3, True)
    assert letter.read_text() == "Dear Ada, this is no lock."


def test_a_pipe_instead_of_the_lock(tmp_path: Path) -> None:
    """Nothing waits for a pipe that somebody put where the lock should be."""
    fill(tmp_path / "captures.db", captured(1))
    (tmp_path / "captures.db.lock").unlink()
    os.mkfifo(tmp_path / "captures.db.lock")
    ran = process(["captures", "path", "--store", tmp_path / "captures.db"], timeout=30)
    assert ran.code in {0, 3}


def test_a_pipe_instead_of_the_vocabulary(tmp_path: Path) -> None:
    """Nothing waits for a pipe in the cache, and a file without end is not read to it."""
    os.mkfifo(tmp_path / "pipe")
    assert vocabulary._read(tmp_path / "pipe") is None
    with (tmp_path / "large").open("wb") as file:
        file.truncate(vocabulary._LARGEST + 1)
    assert vocabulary._read(tmp_path / "large") is None
    vocabulary._write(tmp_path / "good", VOCABULARY)
    assert isinstance(vocabulary._read(tmp_path / "good"), Vocabulary)


def rights(path: str) -> int:
    """Return who may do what with a file."""
    return stat.S_IMODE(os.stat(path).st_mode)


def test_generated_signatures_are_private(mhook: Mhook, project: Path) -> None:
    """A file of signed events is for its owner alone, whatever was there before; one of bodies is an ordinary file."""
    before = os.umask(0)
    try:
        assert mhook("generate", "opened", "--signed", "--output", "new").code == 0
        Path("old").write_text("old")
        with Path("old").open() as reader:
            assert mhook("generate", "opened", "--signed", "--output", "old").code == 0
            assert reader.read() == "old"
        assert mhook("generate", "opened", "--output", "bodies").code == 0
    finally:
        os.umask(before)
    assert (rights("new"), rights("old"), rights("bodies")) == (0o600, 0o600, 0o666)


@pytest.mark.parametrize("words", [["generate", "opened", "--signed"], ["captures", "export", "--with-signatures"]])
def test_signatures_and_links(words: list[str], mhook: Mhook, project: Path, precious: Path) -> None:
    """Signatures follow no link to a file, but may go through a folder that is one."""
    fill(project / "captures.db", captured(1))
    (project / "link").symlink_to(precious)
    store = ["--store", "captures.db"] if words[0] == "captures" else []
    ran = mhook(*words, *store, "--output", "link")
    assert (ran.code, ran.error.startswith("'link' is a symbolic link: name the file itself")) == (3, True)
    (project / "real").mkdir()
    (project / "folder").symlink_to("real")
    assert mhook(*words, *store, "--output", "folder/new").code == 0
    assert rights("real/new") == 0o600


@pytest.mark.parametrize("signed", [[], ["--signed"]])
def test_standard_output_and_devices(signed: list[str], project: Path, tmp_path: Path) -> None:
    """``/dev/stdout`` and ``/dev/null`` are what they are everywhere, whatever the standard output is."""
    words = ["generate", "opened", *signed, "--output"]
    assert process([*words, "/dev/null"]).code == 0
    ran = process([*words, "/dev/stdout"])
    assert (ran.code, ran.out[:1]) == (0, b"{")
    with (tmp_path / "out").open("wb") as out:
        assert process([*words, "/dev/stdout"], stdout=out).code == 0
    assert (tmp_path / "out").read_bytes()[:1] == b"{"
