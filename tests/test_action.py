"""The action for GitHub: its text fits the published schema, and its steps do what they say, in a shell.

A step is run as GitHub does it: the inputs become variables, and nothing of them is a part of the script.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
from ruamel.yaml import YAML

from tests.receivers.broken.signature import AcceptsMissing
from tests.receivers.correct import SECRET, CorrectReceiver

ROOT = Path(__file__).parent.parent
ACTION = ROOT / "action.yml"
_EXPRESSION = re.compile(r"\$\{\{ *(inputs|github)\.([\w-]+) *\}\}")
pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


class StepRun(NamedTuple):
    """What a step left: its exit code, its log, and what it wrote to the files of the runner."""

    code: int
    log: str
    output: str
    summary: str


def action() -> dict[str, Any]:
    """Return the action as it is read."""
    read: dict[str, Any] = YAML(typ="safe").load(ACTION)
    return read


def run_step(number: int, folder: Path, inputs: Mapping[str, str]) -> StepRun:
    """Run one step in a shell, in ``folder``, with these inputs and the defaults of the others."""
    read = action()
    values: dict[str, str] = {name: one.get("default", "") for name, one in read["inputs"].items()}
    values.update(inputs)
    step = read["runs"]["steps"][number]
    contexts = {"inputs": values, "github": {"action_path": str(ROOT)}}
    variables = {
        name: _EXPRESSION.sub(lambda found: contexts[found[1]][found[2]], text) for name, text in step["env"].items()
    }
    runner = {name: str(folder / name.lower()) for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
    for path in runner.values():
        Path(path).touch()
    paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MHOOK", "MAILEROO", "GITHUB"))}
    env = kept | variables | runner | {"RUNNER_TEMP": str(folder), "PATH": paths, "GITHUB_ACTIONS": "true"}
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(shell, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=120)
    output, _, summary = (Path(path).read_text() for path in runner.values())
    return StepRun(done.returncode, done.stdout + done.stderr, output, summary)


def install(folder: Path) -> str:
    """Run the step that installs, from an index, and return the version that it put on the path."""
    folder.mkdir()
    ran = run_step(0, folder, {})
    assert ran.code == 0, ran.log
    program = Path((folder / "github_path").read_text().strip()) / "mhook"
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout


def test_fits_the_schema() -> None:
    """The action is one in the eyes of the schema of GitHub's actions."""
    tool = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", str(ACTION)]
    done = subprocess.run(tool, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_input_is_a_part_of_a_script() -> None:
    """What somebody gives as an input reaches the shell as a variable, so that it cannot be run."""
    assert [step["name"] for step in action()["runs"]["steps"] if "${{" in step["run"]] == []


def test_a_correct_receiver(tmp_path: Path) -> None:
    """The step succeeds, and leaves both reports and the summary."""
    with CorrectReceiver() as receiver:
        inputs = {"url": receiver.url, "secret": SECRET, "arguments": "--select SIG --seed 1"}
        ran = run_step(1, tmp_path, inputs)
    assert ran.code == 0, ran.log
    assert ran.output == "exit-code=0\n"
    assert "mhook check" in ran.summary
    assert ET.parse(tmp_path / "mhook-check.xml").getroot().get("failures") == "0"
    assert (tmp_path / "mhook-check.sarif").is_file()
    assert SECRET not in ran.log


def test_a_broken_receiver(tmp_path: Path) -> None:
    """The step fails, and what is wrong is an annotation."""
    with AcceptsMissing() as receiver:
        ran = run_step(1, tmp_path, {"url": receiver.url, "secret": SECRET, "arguments": "--select SIG"})
    assert (ran.code, ran.output) == (1, "exit-code=1\n")
    assert "::error" in ran.log
    assert "SIG002" in ran.summary


def test_an_endpoint_that_never_comes(tmp_path: Path) -> None:
    """The step ends with the code that says so, after the time that it was given."""
    with CorrectReceiver() as receiver:
        gone = receiver.url
    ran = run_step(1, tmp_path, {"url": gone, "secret": SECRET, "wait-for-answer": "0"})
    assert (ran.code, ran.output) == (4, "exit-code=4\n")


def test_the_install_step_is_a_script() -> None:
    """The step that installs is run for real where an index can be reached; here it is read by the shell."""
    script = action()["runs"]["steps"][0]["run"]
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
