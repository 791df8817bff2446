"""The cases of ``cases``, each in a process of its own: importing Locust would patch that of the tests."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CASES = re.findall(r"^        (\w+),$", Path(__file__).with_name("cases.py").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.openssl
@pytest.mark.parametrize("case", CASES)
def test_a_case_holds(case: str) -> None:
    """What the case says holds, and nothing else is said."""
    line = [sys.executable, "-m", "tests.with_locust.cases", case]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_all_cases_are_found() -> None:
    """None of them is left out."""
    assert len(CASES) == 12
