"""The manual's shell scripts are run whole, as somebody runs them who has saved them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import Block, page
from tests.docs.receiver_page import page_receivers
from tests.receivers.raw import closed_port

SCRIPTS = [block for block in page("ci").blocks("sh") if block.text.startswith("#!/bin/sh")]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda block: f"line {block.line}")
def test_a_script_ends_well(script: Block, tmp_path: Path) -> None:
    """It exits with 0 against the manual's receiver for Flask, with no more than mhook and Flask installed."""
    receiver = page_receivers()["Flask"]
    (tmp_path / receiver.file).write_text(receiver.source, encoding="utf-8")
    (tmp_path / "script.sh").write_text(script.text.replace("8000", str(closed_port())), encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "script.sh"],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stdout + done.stderr


def test_both_scripts_are_found() -> None:
    """One script tests a receiver, the other a sender."""
    assert len(SCRIPTS) == 2
