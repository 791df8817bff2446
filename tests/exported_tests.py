"""Running a file of tests that was exported, in a pytest of its own: with mhook, or as somebody has it without."""

import os
import subprocess
import sys
from pathlib import Path

_OWN = {"WEBHOOK_URL", "WEBHOOK_APP", "WEBHOOK_PATH", "MAILEROO_WEBHOOK_SECRET", "PYTEST_ADDOPTS", "CI"}


def run_tests(*paths: Path, mhook: bool, **variables: str) -> list[str]:
    """Run files of tests, with these ``variables`` alone of those that they read, and return what is printed.

    Without ``mhook`` it cannot be imported. The last line but one is ``exit code N``.
    """
    folder = paths[0].parent
    known = {name: value for name, value in os.environ.items() if name not in _OWN}
    env = {**known, **variables, "COLUMNS": "200", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    if not mhook:
        hidden = folder / "hidden"
        hidden.mkdir(exist_ok=True)
        (hidden / "maileroo_cli.py").write_text('raise ImportError("it is hidden")\n', encoding="utf-8")
        env["PYTHONPATH"] = str(hidden)
    words = ["-m", "pytest", "-v", "-rA", "-p", "no:cacheprovider", "-W", "error", "-c", os.devnull]
    words += ["--rootdir", str(folder), *map(str, paths)]
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=env, capture_output=True, check=False, text=True, timeout=120
    )
    return [*done.stdout.splitlines(), f"exit code {done.returncode}", done.stderr]


def results(lines: list[str], word: str) -> list[str]:
    """Return the names of the cases that came out as ``word`` says, such as ``PASSED``, each with its file."""
    return [line.split()[1].replace("::test_captured_webhook", "") for line in lines if line.startswith(f"{word} ")]
