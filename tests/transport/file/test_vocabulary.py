"""The vocabulary's cache: it makes a start fast where it can be written, and is never needed."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.file import vocabulary as cache
from maileroo_cli.transport.file.vocabulary import CACHE_VARIABLE, cache_folder, load_vocabulary
from maileroo_cli.webhook.generation.vocabulary import Vocabulary
from tests.sample_vocabulary import VOCABULARY

LOAD = """
import sys
from maileroo_cli.transport.file.vocabulary import load_vocabulary
load_vocabulary()
print("faker" in sys.modules)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the place of a cache folder that does not exist yet."""
    path = tmp_path / "deep" / "cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(path))
    return path


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the locales that were drawn; each gives the sample instead of asking Faker."""
    asked: list[str] = []

    def draw(locale: str) -> Vocabulary:
        asked.append(locale)
        return VOCABULARY

    monkeypatch.setattr(cache, "draw", draw)
    return asked


def load_in_a_process(folder: Path) -> str:
    """Load the vocabulary in a fresh interpreter; return whether Faker was imported."""
    environment = {**os.environ, CACHE_VARIABLE: str(folder)}
    done = subprocess.run([sys.executable, "-c", LOAD], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.strip()


def test_a_vocabulary_is_drawn_once(folder: Path, draws: list[str]) -> None:
    """The second load reads what the first one wrote, into one file for each locale."""
    assert load_vocabulary("de_DE") == load_vocabulary("de-DE") == VOCABULARY
    load_vocabulary("en_US")
    assert draws == ["de_DE", "en_US"]
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'{"locale":"en_US"}',
        b'{"locale":"en_US","people":[],"words":[],"labels":[]}',
        b'{"locale":"en_US","people":[["a"]],"words":["b"],"labels":["c"]}',
        b'{"locale":"en_US","people":7,"words":["b"],"labels":["c"]}',
        b"[" * 100_000,
    ],
)
def test_a_corrupt_file_is_replaced(folder: Path, draws: list[str], content: bytes) -> None:
    """Whatever the file holds, the vocabulary is right, and the next start is fast again."""
    load_vocabulary()
    (file,) = folder.iterdir()
    file.write_bytes(content)
    assert load_vocabulary() == VOCABULARY
    assert load_vocabulary() == VOCABULARY
    assert len(draws) == 2
    assert Vocabulary.from_dict(json.loads(file.read_bytes())) == VOCABULARY


def test_a_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draws: list[str]) -> None:
    """A file where the folder should be costs the cache and nothing else."""
    (tmp_path / "file").touch()
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file" / "cache"))
    assert load_vocabulary() == load_vocabulary() == VOCABULARY
    assert len(draws) == 2


@pytest.mark.parametrize("failing", ["mkdir", "write_text", "unlink"])
def test_an_unwritable_folder(failing: str, folder: Path, draws: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """No step of writing may fail loudly, not even tidying up on a read-only disk."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr(Path, failing, refuse)
    monkeypatch.setattr(os, "replace", refuse)
    assert load_vocabulary() == VOCABULARY
    assert draws == ["en_US"]


def test_nothing_is_left_beside_a_file_that_cannot_be_renamed(
    folder: Path, draws: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written under another name is taken away again."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "replace", refuse)
    load_vocabulary()
    assert list(folder.iterdir()) == []


def test_a_warm_start_does_not_import_faker(folder: Path) -> None:
    """The first process asks Faker, the second one only reads."""
    assert load_in_a_process(folder) == "True"
    assert load_in_a_process(folder) == "False"


def test_processes_that_start_together_agree(folder: Path) -> None:
    """Each writer replaces a whole file by a whole file, and nothing else stays behind."""
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(load_in_a_process, [folder] * 3)) <= {"True", "False"}
    (file,) = folder.iterdir()
    assert file.suffix == ".json"
    assert load_in_a_process(folder) == "False"


def test_an_unknown_locale_names_the_nearest(folder: Path) -> None:
    """A wrong locale is one line, and leaves no file."""
    with pytest.raises(UsageError) as caught:
        load_vocabulary("de_DD")
    assert str(caught.value).startswith("there is no locale 'de_DD': did you mean de_DE")
    assert not folder.exists()


def test_a_locale_is_never_a_path(folder: Path) -> None:
    """What is no locale touches no file."""
    with pytest.raises(UsageError):
        load_vocabulary("../../etc/passwd")
    assert not folder.exists()


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/xdg"}, "/xdg/mhook"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "/somebody/.cache/mhook"),
        ("linux", {}, "/somebody/.cache/mhook"),
        ("darwin", {}, "/somebody/Library/Caches/mhook"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/mhook/Cache"),
        ("win32", {}, "/somebody/AppData/Local/mhook/Cache"),
        ("win32", {CACHE_VARIABLE: "/named"}, "/named"),
    ],
)
def test_the_folder_is_the_platforms(
    platform: str, variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache lies where such files belong, unless the user names a place."""
    for name in (CACHE_VARIABLE, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/somebody")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert cache_folder() == Path(expected)


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch, draws: list[str]) -> None:
    """A container's user without a home gets no folder called ``~`` where the program runs."""
    for name in (CACHE_VARIABLE, "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert cache_folder() is None
    assert load_vocabulary() == VOCABULARY


@pytest.mark.parametrize("origin", [None, "/nonexistent/faker/__init__.py", os.devnull])
def test_an_unknown_version_of_faker_is_not_cached(
    origin: str | None, folder: Path, draws: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that cannot be told from those of another version are not kept."""

    class Spec:
        """What finding a module gives."""

        def __init__(self) -> None:
            self.origin = origin

    monkeypatch.setattr(cache, "find_spec", lambda _: Spec())
    assert load_vocabulary() == VOCABULARY
    assert not folder.exists()
