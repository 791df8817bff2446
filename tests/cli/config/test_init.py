"""``mhook init``: a first config file, which is read at once and never written over another."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from maileroo_cli.operation.config.setting import SETTINGS
from tests.cli.calling import Mhook
from tests.cli.endpoint import Endpoint

USAGE, INPUT = 2, 3


def test_a_first_file(mhook: Mhook, project: Path) -> None:
    """The file is there, says what to do next, and is what the next command takes its URL from."""
    with Endpoint() as endpoint:
        ran = mhook("init", "--url", endpoint.url)
        assert (ran.code, ran.err) == (0, "wrote mhook.toml\n")
        assert any("mhook check" in line for line in ran.lines)
        assert mhook("send", "delivered").code == 0
    assert len(endpoint.arrived) == 1
    assert tomllib.loads((project / "mhook.toml").read_text(encoding="utf-8")) == {"url": endpoint.url, "check": {}}


def test_it_tells_of_every_setting(mhook: Mhook, project: Path) -> None:
    """Each setting is in it with its meaning; with nothing commented out it is a file that holds."""
    assert mhook("init").code == 0
    text = (project / "mhook.toml").read_text(encoding="utf-8")
    for setting in SETTINGS:
        assert setting.path[-1] in text
        assert setting.reserved or setting.meaning in text
    whole = re.sub(r"^# (?=\[|[a-z.-]+ = )", "", text, flags=re.MULTILINE)
    (project / "mhook.toml").write_text(whole, encoding="utf-8")
    ran = mhook("config", "show", "--profile", "staging", "--format", "json", env={"MAILEROO_WEBHOOK_SECRET": None})
    assert ran.code == 0
    assert [one["setting"] for one in ran.objects if one["origin"] == "default"] == []


def test_nothing_is_overwritten(mhook: Mhook, project: Path) -> None:
    """A file that is there stays as it is, a broken one and a link to nowhere too."""
    (project / "mhook.toml").write_text("url = ", encoding="utf-8")
    ran = mhook("init")
    assert (ran.code, ran.error.startswith("mhook.toml is there already: edit it")) == (USAGE, True)
    assert (project / "mhook.toml").read_text(encoding="utf-8") == "url = "
    (project / "mhook.toml").unlink()
    (project / "mhook.toml").symlink_to(project / "elsewhere.toml")
    assert mhook("init").code == USAGE
    assert not (project / "elsewhere.toml").exists()


def test_a_project_that_has_settings_already(mhook: Mhook, project: Path) -> None:
    """Where pyproject.toml has the table, a second file beside it would be refused by every command."""
    (project / "pyproject.toml").write_text("[tool.mhook]\n", encoding="utf-8")
    ran = mhook("init")
    assert (ran.code, ran.error.startswith("pyproject.toml has the settings already")) == (USAGE, True)
    assert not (project / "mhook.toml").exists()


@pytest.mark.parametrize("url", ["ftp://x", "http://user:password@127.0.0.1/", ""])
def test_a_url_that_cannot_be_sent_to(mhook: Mhook, project: Path, url: str) -> None:
    """What no command could use is not written down."""
    assert mhook("init", "--url", url).code == USAGE
    assert not (project / "mhook.toml").exists()


def test_as_an_object(mhook: Mhook, project: Path) -> None:
    """A program is told the file and the URL."""
    ran = mhook("init", "--format", "json")
    assert ran.objects == [
        {"schema": "mhook.init/1", "config_file": str(project / "mhook.toml"), "url": "http://localhost:8000/webhook"}
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="no folder goes there while a program is in it")
def test_a_folder_that_is_gone(mhook: Mhook, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says that it is the folder, and not the output, that is missing."""
    gone = project / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ran = mhook("init")
    monkeypatch.chdir(project)
    assert (ran.code, ran.error) == (
        INPUT,
        "cannot write 'mhook.toml' (No such file or directory): check the current folder",
    )
