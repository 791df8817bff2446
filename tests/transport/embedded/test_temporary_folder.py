"""The folder of an embedded receiver: gone with it, however its process ends, and never that of a living one."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from maileroo_cli.errors import InputError
from maileroo_cli.transport.embedded.temporary_folder import PREFIX, STORE, TemporaryFolder, clear_dead_folders
from tests.cli.calling import command, environment, process

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there processes are killed in another way")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, in which there is nothing."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_it_is_private_and_goes(temporary: Path) -> None:
    """It is made for this user alone, and gone with its content."""
    with TemporaryFolder("a test") as folder:
        assert os.listdir(temporary) == [folder.path.name]
        assert sys.platform == "win32" or folder.path.stat().st_mode & 0o777 == 0o700
        (folder.path / STORE).touch()
    assert os.listdir(temporary) == []


def test_a_living_one_stays(temporary: Path) -> None:
    """Neither clearing nor another folder takes it away."""
    with TemporaryFolder("one") as one, TemporaryFolder("another"):
        clear_dead_folders()
        assert len(os.listdir(temporary)) == 2
        assert one.path.is_dir()


def plain_file(path: Path) -> None:
    """Make a file in place of a folder."""
    path.touch()


def link(path: Path) -> None:
    """Make a link to a folder elsewhere."""
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / STORE).touch()
    path.symlink_to(elsewhere)


def something_else(path: Path) -> None:
    """Make a folder that holds a file of somebody's."""
    path.mkdir()
    (path / "thesis.txt").touch()


@POSIX
@pytest.mark.parametrize("make", [plain_file, link, something_else])
def test_what_is_not_ours_stays(temporary: Path, make: Callable[[Path], None]) -> None:
    """What only has such a name, and a folder with another name, are left alone."""
    make(temporary / f"{PREFIX}abcdefgh")
    (temporary / f"{PREFIX}abc").mkdir()
    (temporary / "mhook-abcdefgh").mkdir()
    clear_dead_folders()
    assert len(os.listdir(temporary)) == 3
    assert make is not link or (temporary.parent / "elsewhere" / STORE).exists()


def test_many_at_once(temporary: Path) -> None:
    """Processes that begin and end at the same time never take each other's folder away."""
    missing: list[Path] = []

    def use() -> None:
        for _ in range(20):
            with TemporaryFolder("many") as folder:
                (folder.path / STORE).touch()
                if not (folder.path / STORE).exists():
                    missing.append(folder.path)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert missing == []
    assert os.listdir(temporary) == []


def test_where_none_can_be_made(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an error in one line."""

    def refuse(**_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(InputError, match="No space left"):
        TemporaryFolder("a test")


@POSIX
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["Ctrl-C", "SIGTERM", "SIGKILL"])
def test_of_a_process_that_is_ended(temporary: Path, by: signal.Signals) -> None:
    """Of a replay that is interrupted nothing stays; of one that was killed nothing stays after the next start."""
    line = ["replay", "--against", "careful:500,500,200", "--clock", "real", "--no-journal", "--format", "json"]
    with subprocess.Popen(
        command(line), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=temporary.parent
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        assert len(os.listdir(temporary)) == 1
        running.send_signal(by)
        running.communicate(timeout=30)
    assert running.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}.get(by, -by)
    assert len(os.listdir(temporary)) == (1 if by is signal.SIGKILL else 0)
    process(["replay", "--against", "careful", "--no-journal"], cwd=temporary.parent)
    assert os.listdir(temporary) == []


@POSIX
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_of_a_demonstration_that_is_ended(temporary: Path, by: signal.Signals) -> None:
    """Nor does anything stay of a demonstration."""
    with subprocess.Popen(
        command(["demo"]), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=temporary.parent
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.send_signal(by)
        _, err = running.communicate(timeout=30)
    assert b"Traceback" not in err
    assert os.listdir(temporary) == []
