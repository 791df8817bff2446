"""Guards over the repository: what its files must not hold, and that its settings agree with its code."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from maileroo_cli.version import __version__

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"([a-z0-9-]+)==([^\s;]+)( ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
# Written in pieces, or this file would find itself.
MACHINE_PATH = re.compile(rb"(?<![\w.~${}/-])/(?:" + rb"root|work|home|Users|opt" + rb")/\w")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PEERS = {"starlette", "uvicorn"}
"""What a benchmark is run beside; it installs them for itself."""
UNDER_LOCUST = {"zmq"}
"""What Locust speaks over, and a test does in its place."""
HOSTS = {"pytest", "hypothesis"}
"""What loads our plugins, and so is there where they are imported; our strategies say where it is missing."""
OURS = {"maileroo_cli", "tests", *(path.name for path in (ROOT / "tests" / "examples").glob("*_app"))}
DISTRIBUTIONS = {"ruamel": "ruamel-yaml"}
"""What an import is called where its distribution is called something else."""


def tracked_files() -> list[Path]:
    """Return the files that git knows, links left out."""
    listing = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False)
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def third_party(folder: str) -> Iterator[str]:
    """Yield the distribution of each import in ``folder`` that is neither ours nor the standard library's."""
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in names:
                top = name.split(".")[0]
                if top not in OURS and top not in sys.stdlib_module_names:
                    yield DISTRIBUTIONS.get(top, top.lower().replace("_", "-"))


def required(lines: list[str]) -> dict[str, SpecifierSet]:
    """Return the specifier of each required distribution."""
    parsed = [Requirement(line) for line in lines]
    return {one.name: one.specifier for one in parsed}


def pins(lock: Path) -> dict[str, str]:
    """Return the version of each distribution in a lock."""
    found = (PINNED.fullmatch(line) for line in lock.read_text().splitlines())
    return {match[1]: match[2] for match in found if match}


RUN = required(PROJECT["project"]["dependencies"])
DEV = required([line for line in PROJECT["dependency-groups"]["dev"] if isinstance(line, str)])
BUILD = required(PROJECT["dependency-groups"]["build"])
LOAD = required(PROJECT["project"]["optional-dependencies"]["load"])
INSPECT = required(PROJECT["project"]["optional-dependencies"]["inspect"])


def test_no_file_names_a_developers_machine() -> None:
    """No tracked file holds an absolute path that exists on one machine only."""
    found = {
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in tracked_files()
        for match in MACHINE_PATH.finditer(path.read_bytes())
    }
    assert not found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_holds_pins_and_hashes_alone(lock: Path) -> None:
    """A lock names no index and no host: each line pins a version or gives a hash."""
    strange = [line for line in lock.read_text().splitlines() if not (PINNED.fullmatch(line) or HASH.fullmatch(line))]
    assert not strange


def test_locks_agree() -> None:
    """The locks of users and of the build pin the same versions as that of developers."""
    assert [path.name for path in LOCKS] == ["build.txt", "dev.txt", "run.txt"]
    build, dev, run = (pins(path).items() for path in LOCKS)
    assert run <= dev
    assert build <= dev


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [("run.txt", RUN), ("build.txt", BUILD), ("dev.txt", RUN | BUILD | DEV | LOAD)],
    ids=["run", "build", "dev"],
)
def test_lock_fits_the_declared_dependencies(lock: str, wanted: dict[str, SpecifierSet]) -> None:
    """What pyproject.toml asks for is pinned, at a version that it allows."""
    pinned = pins(ROOT / "requirements" / lock)
    assert {name for name, allowed in wanted.items() if pinned.get(name, "") not in allowed} == set()


def test_the_base_install_is_small() -> None:
    """Few packages come with the tool, besides those that only Windows needs."""
    lines = (ROOT / "requirements" / "run.txt").read_text().splitlines()
    everywhere = [line for line in lines if PINNED.fullmatch(line) and ";" not in line]
    assert len(everywhere) <= 16


def test_every_import_of_the_package_is_declared() -> None:
    """The package imports nothing that an install may lack, and declares nothing that it does not use."""
    assert set(third_party("maileroo_cli")) - HOSTS == set(RUN) | set(LOAD) | set(INSPECT)


def test_every_import_of_the_tests_is_declared() -> None:
    """The tests import nothing that the developers' lock brings by accident alone."""
    assert set(third_party("tests")) - PEERS - UNDER_LOCUST <= set(RUN) | set(BUILD) | set(DEV) | set(LOAD)


def test_version_is_told_once() -> None:
    """The version is read from the package, and the changelog knows it once it is released."""
    assert PROJECT["project"]["dynamic"] == ["version", "readme"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text()
