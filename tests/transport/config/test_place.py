"""Where a config file is looked for, and that most projects cost no more than a look."""

import os
from pathlib import Path
from unittest import mock

import pytest

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.config.place import find_file


@pytest.fixture
def below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand two folders below that of a project."""
    folder = tmp_path / "project" / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "project" / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def found() -> Path | None:
    """Return the file that is found."""
    file = find_file()
    return None if file is None else file.path


def test_the_nearest_up_to_the_project(below: Path, tmp_path: Path) -> None:
    """From the current folder upwards the first file counts; above the project nothing is looked for."""
    (tmp_path / "mhook.toml").write_text("")
    assert found() is None
    project = tmp_path / "project"
    (project / "mhook.toml").write_text("")
    assert found() == project / "mhook.toml"
    (project / "a" / "pyproject.toml").write_text("[tool.mhook]\n")
    assert found() == project / "a" / "pyproject.toml"
    (below / "pyproject.toml").write_text("[tool.other]\n")
    assert found() == project / "a" / "pyproject.toml"


def test_without_a_project_the_current_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies above belongs to nobody in particular."""
    (tmp_path / "a").mkdir()
    (tmp_path / "mhook.toml").write_text("")
    monkeypatch.chdir(tmp_path / "a")
    assert found() is None
    (tmp_path / "a" / "mhook.toml").write_text("")
    assert found() == tmp_path / "a" / "mhook.toml"


def test_two_in_one_folder(below: Path) -> None:
    """Neither of two wins silently."""
    (below / "mhook.toml").write_text("")
    (below / "pyproject.toml").write_text("[tool.mhook]\n")
    with pytest.raises(UsageError, match="keep one of them"):
        find_file()


SPELLINGS = ("[tool.mhook]", "[ tool . 'mhook' ]", "[tool.mhook.check]", "[tool]\nmhook = {}", "tool.mhook.timeout = 3",
             "[tool]\nmhook.timeout = 3", '["tool"."mhook"]')  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_each_spelling_of_the_table(below: Path, text: str) -> None:
    """TOML has many ways to write one table; each is found."""
    (below / "pyproject.toml").write_text(f"{text}\n")
    assert found() == below / "pyproject.toml"


def test_other_projects_are_not_parsed(below: Path) -> None:
    """A pyproject.toml without the table is not parsed, so that it costs little and may be anything."""
    (below / "pyproject.toml").write_text('[project]\nname = "mhook"\n[tool.ruff]\nline-length =\n')
    with mock.patch("maileroo_cli.transport.config.toml.parse_table", side_effect=AssertionError):
        assert found() is None
    (below / "pyproject.toml").unlink()
    (below / "pyproject.toml").mkdir()
    assert found() is None


def test_a_table_that_is_none(below: Path) -> None:
    """What stands in place of the table is refused."""
    (below / "pyproject.toml").write_text("[tool]\nmhook = 3\n")
    with pytest.raises(UsageError, match="has to be a table"):
        find_file()


@pytest.mark.skipif(os.name != "posix", reason="Windows does not tell whose a file is")
def test_what_somebody_planted(below: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder where everybody may write, the file of another user is not obeyed; elsewhere it is."""
    (below / "mhook.toml").write_text("")
    monkeypatch.setattr(os, "getuid", lambda: 4_242)
    real = os.stat

    def of_another(path: object, **options: object) -> os.stat_result:
        values = list(real(path, **options))  # type: ignore[arg-type]
        values[4] = 1_234
        return os.stat_result(values)

    monkeypatch.setattr(os, "stat", of_another)
    assert found() == below / "mhook.toml"
    below.chmod(0o777)
    with pytest.raises(InputError, match="belongs to another user"):
        find_file()


def test_a_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the current folder was deleted there are no settings, and what needs it says so."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert found() is None
