"""Which tests run a line: recorded once for a state of the tree, with the whole suite, and kept."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from coverage import CoverageData

FALLBACK = ("tests/cli/commands", "tests/cli", "tests/docs", "tests/transport")
"""Where to look for a test of what runs in other processes alone: of them it is not known for which test they run."""


_ENOUGH = 400
"""More tests than these are not run for one change, but some of each file."""


class CoverageMap:
    """The tests that run each line of the package."""

    def __init__(self, file: Path, root: Path) -> None:
        self._data = CoverageData(basename=str(file))
        self._data.read()
        self._names = {_inside(name): name for name in self._data.measured_files()}
        self._root = root

    def tests_of(self, path: str, line: int) -> list[str]:
        """Return the tests that may notice a change of a line, those of the module itself first."""
        name = self._names.get(path)
        found = self._data.contexts_by_lineno(name) if name else {}
        running = {_test_of(context) for context in found.get(line, ())} - {""}
        if not running:  # it runs at import: whoever uses the module may notice
            running = {_test_of(context) for contexts in found.values() for context in contexts} - {""}
        own = _own_folder(path)
        if not running:
            return [one for one in (own.as_posix(), *FALLBACK) if (self._root / one).is_dir()]
        near = sorted(running, key=lambda test: (not _is_near(test, own), test))
        return near if len(near) <= _ENOUGH else _spread(near, own)


def record(root: Path, file: Path) -> None:
    """Run the whole suite once and keep in ``file`` which test ran which line."""
    file.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "--cov"]
    command += ["--cov-context=test", "--cov-report=", "--cov-fail-under=0"]
    subprocess.run(command, cwd=root, env=environment(root, COVERAGE_FILE=str(file)), check=False)


def environment(root: Path, **more: str) -> dict[str, str]:
    """Return variables with which Python takes the package from ``root``, wherever it is installed from."""
    return {**os.environ, "PYTHONPATH": str(root), **more}


def _inside(name: str) -> str:
    return re.sub(r"^.*/(maileroo_cli/)", r"\1", Path(name).as_posix())


def _test_of(context: str) -> str:
    return context.rpartition("|")[0]


def _own_folder(path: str) -> Path:
    return Path("tests", *Path(path).parts[1:-1])


def _is_near(test: str, own: Path) -> bool:
    return test.startswith(f"{own.as_posix()}/")


def _spread(tests: list[str], own: Path) -> list[str]:
    """Return the near tests, and of every other file's some: what all of a long table sees, a few rows see."""
    chosen = [test for test in tests if _is_near(test, own)][:_ENOUGH]
    files: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        files[test.partition("::")[0]].append(test)
    return list(dict.fromkeys(chosen + [one for named in files.values() for one in named[:: max(1, len(named) // 8)]]))
