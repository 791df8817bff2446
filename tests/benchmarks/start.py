"""How long each command takes to start, as a ratio to ``python -c pass`` run in turn with it.

    python -m tests.benchmarks.start [PYTHON ...]

For each interpreter (by default the one that runs this) the wheel is built and installed alone into a new environment,
from the lock, by the current pip; a checkout would be compiled at each start. The program that older versions of pip
write for ``mhook`` imports ``re`` before anything of ours, which alone takes half as long as ``python -c pass``. Every
ratio is the median of the ratios of 21 pairs.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.receiver import fast_receiver

ROOT = Path(__file__).parents[2]
PAIRS = 21
BOUNDS = {
    "--version": 1.3,
    "--help": 14,
    "sign": 8,
    "events": 8,
    "causes": 8,
    "rules explain": 12,
    "generate": 8,
    "verify": 8,
    "send": 14,
    "listen": 15,
}


@contextmanager
def installed(python: str) -> Iterator[Path]:
    """Yield the folder of programs of a new environment in which the wheel alone is installed."""
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        wheel = next(Path(folder).glob("*.whl"))
        subprocess.run([python, "-m", "venv", f"{folder}/env"], check=True)
        programs = Path(folder) / "env" / ("Scripts" if os.name == "nt" else "bin")
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--upgrade", "pip"], check=True, stderr=subprocess.DEVNULL)
        subprocess.run(
            [*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "run.txt")],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
        yield programs


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Return how long one run takes."""
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def seconds_until_ready(command: list[str], environment: dict[str, str]) -> float:
    """Return how long it takes until a listener accepts requests, which its first line tells."""
    began = time.perf_counter()
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith(b"listening on ")
        took = time.perf_counter() - began
        running.terminate()
        running.stdout.read()
    return took


def measure(python: str) -> bool:
    """Print each command's ratio with one interpreter, and return whether all are within their bounds."""
    with installed(python) as programs, tempfile.TemporaryDirectory() as folder, fast_receiver() as url:
        environment = {**os.environ, "MHOOK_CACHE_DIR": folder, "MAILEROO_WEBHOOK_SECRET": "secret"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        mhook, plain = str(programs / "mhook"), [str(programs / "python"), "-c", "pass"]
        body, capture = f"{folder}/body.json", f"{folder}/capture.ndjson"
        for arguments in (["--output", body], ["--signed", "--output", capture]):
            subprocess.run([mhook, "generate", "delivered", *arguments], check=True, env=environment)
        commands = {
            "--version": ["--version"],
            "--help": ["--help"],
            "sign": ["sign", body],
            "events": ["events"],
            "causes": ["causes", "header-missing"],
            "rules explain": ["rules", "explain", "SIG004"],
            "generate": ["generate", "delivered"],
            "verify": ["verify", capture],
            "send": ["send", "delivered", "--url", url],
            "listen": ["listen", "--port", "0", "--store", f"{folder}/captures.db"],
        }
        version = subprocess.run([*plain[:1], "--version"], check=True, capture_output=True, text=True).stdout.strip()
        print(f"{version}: ratio to python -c pass, median of {PAIRS} pairs (lowest, highest)")
        good = True
        for name, arguments in commands.items():
            command = [mhook, *arguments]
            take = seconds_until_ready if name == "listen" else seconds
            take(command, environment)
            pairs = [(seconds(plain, environment), take(command, environment)) for _ in range(PAIRS)]
            ratios = sorted(ours / base for base, ours in pairs)
            ratio = statistics.median(ratios)
            good &= ratio <= BOUNDS[name]
            mark = "ok" if ratio <= BOUNDS[name] else "TOO SLOW"
            base = statistics.median(base for base, _ in pairs) * 1000
            print(
                f"  {name:10} {ratio:5.2f}  ({ratios[0]:.2f}, {ratios[-1]:.2f})  at most {BOUNDS[name]:<4g} {mark}"
                f"  [pass: {base:.1f} ms]"
            )
        return good


def main(pythons: list[str]) -> int:
    """Measure with every interpreter that was named."""
    good = [measure(python) for python in pythons or [sys.executable]]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
