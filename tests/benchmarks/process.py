"""Running a program and asking the system how long it took and how much memory it held."""

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_UNIT = 1 if sys.platform == "darwin" else 1024
_PEAK = """
import os, resource, subprocess, sys
child = subprocess.run(sys.argv[1:], stdout=open(os.devnull, "wb"), stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(child.returncode)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program: wall seconds, processor seconds with those of its children, and its peak of memory."""

    seconds: float
    cpu: float
    mebibytes: float


def run(command: list[str], stdin: Path | None = None, code: int = 0) -> Run:
    """Run ``command``, which is to end with ``code``, its output thrown away; the peak is of the largest process."""
    began, used = time.perf_counter(), _cpu()
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, *command],
        check=False,
        capture_output=True,
        stdin=None if stdin is None else stdin.open("rb"),
    )
    if done.returncode != code:
        raise AssertionError(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return Run(time.perf_counter() - began, _cpu() - used, int(done.stdout) * _UNIT / 2**20)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
