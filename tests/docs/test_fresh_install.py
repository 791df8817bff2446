"""The manual's pages on tests and on the library work for whoever has just installed the wheel, as they are printed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.built_wheel import build_wheel
from tests.docs.examples import PAGE, SHARED
from tests.docs.pages import MANUAL, Block, Section, commands, page, sections
from tests.docs.receiver_page import page_receivers
from tests.docs.story import receiver_source

pytestmark = pytest.mark.slow
FRAMEWORKS = ("Flask", "FastAPI", "Django")
_EXPORT = re.compile(r"export ([A-Z_]+)=(\S+)")
_MINE = ("MHOOK", "MAILEROO", "PYTEST", "PYTHON", "COV_")


class FreshReader:
    """Somebody with an environment of Python that has nothing but pip, in an empty folder."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder / "project"
        self.folder.mkdir()
        self._wheel = wheel
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True, timeout=120)
        self._variables = {name: value for name, value in os.environ.items() if not name.startswith(_MINE)}
        self._variables["PATH"] = f"{folder / 'venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"

    def do(self, blocks: list[Block]) -> None:
        """Do what a page says, block by block: save files, run commands."""
        for block in blocks:
            if block.language == "sh":
                for command in commands(block):
                    self.run(command.text)
            elif block.file:
                (self.folder / block.file).write_text(block.text + "\n", encoding="utf-8")

    def run(self, command: str) -> str:
        """Run one command and return what it printed; it has to end with 0."""
        if export := _EXPORT.fullmatch(command):
            self._variables[export[1]] = export[2]
            return ""
        if command.startswith("pip install "):
            command = command.replace("maileroo-cli", f"'{self._wheel}'")
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self._variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode and command.startswith("pip install ") and "No matching distribution" in done.stdout:
            pytest.skip(f"no index has what is needed: {done.stdout.strip().splitlines()[-1]}")
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def reader(wheel: Path, tmp_path: Path) -> FreshReader:
    """Make an environment for one reader."""
    return FreshReader(tmp_path, wheel)


def part(title: str, level: int) -> Section:
    """Return a part of the page."""
    (found,) = [one for one in sections(page(PAGE.stem).text, level) if one.title == title]
    return found


def test_the_plugin_needs_nothing_but_pytest(reader: FreshReader) -> None:
    """With the wheel and pytest alone, the plugin is there and a test can use it."""
    test = (
        "def test_it(maileroo_request, maileroo_event_type):\n    assert maileroo_request(maileroo_event_type).body\n"
    )
    (reader.folder / "test_it.py").write_text(test, encoding="utf-8")
    reader.run("pip install maileroo-cli pytest")
    assert "8 passed" in reader.run("pytest -W error")
    assert "maileroo_lifecycle" in reader.run("pytest --fixtures -W error")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_recipes_run_as_they_stand(framework: str, reader: FreshReader) -> None:
    """A reader who does what the page says for one framework, and nothing else, has tests that pass."""
    receiver = page_receivers()[framework]
    (reader.folder / receiver.file).write_text(receiver.source, encoding="utf-8")
    reader.do(part(framework, 3).blocks())
    reader.do([*part("Lifecycles and retries", 2).blocks(), *part("All rules", 2).blocks()])
    reader.do([block for block in part("A whole example", 2).blocks() if block.file == SHARED])
    reader.do(part(f"In {framework}", 3).blocks())
    if framework == "Django":
        reader.do(part("With pytest-django", 3).blocks())


def test_the_page_of_the_plugin_runs_as_it_stands(reader: FreshReader) -> None:
    """With the receiver of the tour and no variable but those of the page, each of its tests passes."""
    (reader.folder / "receiver.py").write_text(receiver_source(), encoding="utf-8")
    reader.run("pip install maileroo-cli pytest flask")
    reader.do([block for block in page("pytest").blocks() if not block.not_run])


def test_the_page_of_the_library_runs_as_it_stands(reader: FreshReader) -> None:
    """Its examples need nothing but the wheel, and Hypothesis where the page says so."""
    reader.run("pip install maileroo-cli hypothesis")
    reader.do(page("library").blocks("toml"))
    reader.run(f"python -m doctest -o ELLIPSIS '{MANUAL / 'library.md'}'")
