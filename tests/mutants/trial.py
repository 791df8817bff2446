"""Trying one change: it is made in a copy of the tree, and tests run until one of them notices."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from tests.mutants.change import Change
from tests.mutants.coverage_map import environment

_PORTION = 100
"""So many tests are run at once: the first of them mostly suffice."""

_PATIENCE = 90.0
"""Seconds for a portion, and what each of its tests is given on top: a change that makes something hang is noticed."""
_EACH = 2.0

_USAGE_ERROR = 4
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+(?:\[.*?\])?)(?: - |$)", re.MULTILINE)


class Outcome(StrEnum):
    """How a change came out."""

    NOTICED = "noticed"
    HUNG = "hung"
    SURVIVED = "survived"


class Trial(NamedTuple):
    """What came of one change: ``by`` is the test that noticed it."""

    change: Change
    outcome: Outcome
    by: str = ""


class TreeCopy:
    """A copy of the tree in which one change at a time is made."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root, self._folder = root, folder
        shutil.rmtree(folder, ignore_errors=True)
        copy_tree(root, folder)
        self._failing: dict[str, bool] = {}

    def try_change(self, change: Change, tests: Sequence[str]) -> Trial:
        """Make a change, run tests until one fails that passes without it, and take the change back."""
        path = self._folder / change.path
        source = path.read_bytes()
        blamed: list[str] = []
        self._write(path, change.apply(source))
        try:
            for portion in _portions(tests):
                outcome, by = self._run(portion, blamed)
                while outcome is Outcome.NOTICED and by and self._fails_without(path, source, change, by):
                    blamed.append(by)
                    outcome, by = self._run(portion, blamed)
                if outcome is not Outcome.SURVIVED:
                    return Trial(change, outcome, by)
        finally:
            self._write(path, source)
        return Trial(change, Outcome.SURVIVED)

    def _fails_without(self, path: Path, source: bytes, change: Change, test: str) -> bool:
        """Tell whether a test fails even on the code as it is, so that its failure says nothing."""
        if test not in self._failing:
            self._write(path, source)
            self._failing[test] = self._run([test], [])[0] is not Outcome.SURVIVED
            self._write(path, change.apply(source))
        return self._failing[test]

    def _run(self, tests: Sequence[str], without: Sequence[str]) -> tuple[Outcome, str]:
        listed = self._folder / ".tests"
        listed.write_text("\n".join(tests), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-p",
            "no:cov",
        ]
        command += ["--no-header", "--tb=no", *(f"--deselect={one}" for one in without), f"@{listed}"]
        code, text = self._call(command, _PATIENCE + _EACH * len(tests))
        if code is None:
            return Outcome.HUNG, ""
        if code == _USAGE_ERROR and any("::" in one for one in tests):  # a test's name came from what was changed
            return self._run(sorted({one.partition("::")[0] for one in tests}), without)
        found = _FAILED.search(text)
        return (Outcome.NOTICED if code in {1, 2, 3} else Outcome.SURVIVED), found[1] if found else ""

    def _call(self, command: list[str], limit: float) -> tuple[int | None, str]:
        with subprocess.Popen(
            command,
            cwd=self._folder,
            env=environment(self._folder, COLUMNS="300"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                out, _ = process.communicate(timeout=limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return None, ""
        return process.returncode, out

    def _write(self, path: Path, source: bytes) -> None:
        """Write a module, and forget what it was compiled to: two changes in one second have one time."""
        path.write_bytes(source)
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
            compiled.unlink()


def copy_tree(root: Path, folder: Path) -> None:
    """Copy the files of a checkout that git knows, as they are now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        target = folder / name
        if (root / name).is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target)


def _portions(tests: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield a few tests first, then more at once."""
    start, size = 0, _PORTION // 4
    while start < len(tests):
        yield tests[start : start + size]
        start, size = start + size, _PORTION * 2
