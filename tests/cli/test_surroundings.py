"""Variables and streams as nobody sets them: what libraries would fail on is taken out before they see it."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.calling import VARIABLE, Mhook, command, environment, process

SIZES = ["99999999999999999999", "9" * 5000, "x", "²", "٣", "-5", "0", "", "100000", " 80"]


@pytest.mark.parametrize("line", ["events --help", "causes"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: size[:22])
def test_sizes_that_no_terminal_has(mhook: Mhook, size: str, line: str) -> None:
    """A width or a height that cannot be one is no width at all."""
    plain = mhook(*line.split())
    for name in ("COLUMNS", "LINES"):
        assert mhook(*line.split(), env={name: size}) == plain


@pytest.mark.parametrize("size", ["99999999999999999999", "x"])
def test_the_width_of_help(size: str) -> None:
    """So it is with the variable that the parser reads where it is imported."""
    assert process(["--help"], env={"TERMINAL_WIDTH": size}) == process(["--help"])


def test_widths_that_a_terminal_has(mhook: Mhook) -> None:
    """Any other width is kept, be it as small or as large as can be."""
    for width in ("1", "30", "10000"):
        assert mhook("causes", env={"COLUMNS": width}).code == 0
    assert mhook("causes", env={"COLUMNS": "30"}) != mhook("causes")


@pytest.mark.parametrize("encoding", ["ascii", "koi8-r"])
@pytest.mark.parametrize("line", ["--help", "causes"])
def test_encodings_that_lack_characters(encoding: str, line: str) -> None:
    """What an encoding does not have is written as an escape, in the help as everywhere."""
    ran = subprocess.run(
        command(line.split()), env=environment({"PYTHONIOENCODING": encoding}), capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.decode(encoding)


def test_completion_that_nobody_asked_for(mhook: Mhook) -> None:
    """An empty variable asks for nothing."""
    assert mhook("events", env={"_MHOOK_COMPLETE": ""}) == mhook("events")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize(("line", "code"), [("nothing", 2), ("sign missing", 3), ("causes --format json", 0)])
def test_a_full_stderr(line: str, code: int) -> None:
    """What cannot be said any more does not change the exit code."""
    settings = {**environment(), "PYTHONUNBUFFERED": "", VARIABLE: "a secret with space "}
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(command(line.split()), stderr=full, stdout=subprocess.DEVNULL, env=settings, check=False)
    assert ran.returncode == code


@pytest.mark.parametrize("line", ["causes", "runs list --help"])
def test_an_interpreter_without_docstrings(line: str) -> None:
    """Where the interpreter leaves docstrings out, commands do their work, and help has at least their summaries."""
    plain, bare = process(line.split()), process(line.split(), env={"PYTHONOPTIMIZE": "2"})
    assert bare.code == 0
    assert bare == plain or ("--help" in line and "--runs" in bare.text)
