"""The manual's receivers in other languages than Python are correct as they are printed: ``make receivers``.

Each runs where its program is installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.docs.receiver_checks import SECRET, check_broken_store, check_receiver, check_without_secret
from tests.docs.receiver_page import Program, page_receivers

pytestmark = pytest.mark.usefixtures("secret_is_set")
RECEIVERS = page_receivers()
# `make receivers` installs Express there, and a Node.js that has SQLite.
NODE_MODULES = Path(sys.prefix) / "node_modules"
# Where Debian's packages of Go code lie, golang-github-mattn-go-sqlite3-dev among them.
GO_CODE = Path("/usr/share/gocode")
LANGUAGES = [
    pytest.param("Express", marks=pytest.mark.node),
    pytest.param("Go", marks=pytest.mark.go),
    pytest.param("PHP", marks=pytest.mark.php),
]


@pytest.mark.parametrize("title", LANGUAGES)
def test_a_receiver_stores_each_event_once_and_nothing_else(
    title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It answers 200 to all that is signed, 401 to each bad signature and 413 to what is too large, and lives on."""
    with Program(RECEIVERS[title], tmp_path, SECRET, prepare(title, tmp_path)) as program:
        check_receiver(program, tmp_path, capsys)


@pytest.mark.parametrize("secret", [None, ""], ids=["unset", "empty"])
@pytest.mark.parametrize("title", LANGUAGES)
def test_a_receiver_without_a_secret_refuses_everything(
    title: str, secret: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It answers 401 and stores nothing, also where somebody signs with an empty secret."""
    with Program(RECEIVERS[title], tmp_path, secret, prepare(title, tmp_path)) as program:
        check_without_secret(program, tmp_path, capsys)


@pytest.mark.php
def test_php_answers_500_also_where_errors_are_displayed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """PHP's own answer would be 200 then, as it is without a php.ini."""
    shown = RECEIVERS["PHP"]
    displaying = replace(shown, command=shown.command.replace("php ", "php -d display_errors=1 "))
    with Program(displaying, tmp_path, SECRET, prepare("PHP", tmp_path)) as program:
        check_broken_store(program, tmp_path, capsys)


def prepare(title: str, folder: Path) -> Mapping[str, str]:
    """Return the variables with which a receiver finds what it imports; skip where that, or its program, is missing."""
    if title == "Express":
        return _prepare_express(folder)
    if title == "Go":
        need("go")
        if not (GO_CODE / "src" / "github.com" / "mattn" / "go-sqlite3").is_dir():
            pytest.skip("Debian's golang-github-mattn-go-sqlite3-dev is not installed")
        # Debian has the packages of Go as code without modules, and SQLite as a library beside it.
        return {**os.environ, "GO111MODULE": "off", "GOPATH": str(GO_CODE), "GOFLAGS": "-tags=libsqlite3"}
    need("php")
    if "pdo_sqlite" not in subprocess.run(["php", "-m"], capture_output=True, text=True, check=True).stdout:
        pytest.skip("PHP has no SQLite")
    return os.environ


def _prepare_express(folder: Path) -> Mapping[str, str]:
    if not NODE_MODULES.is_dir():
        pytest.skip("make receivers installs Express")
    (folder / "node_modules").symlink_to(NODE_MODULES)
    programs = [str(path.parent) for path in NODE_MODULES.glob("node-linux-*/bin/node")]
    environment = {**os.environ, "PATH": os.pathsep.join([*programs, os.environ["PATH"]])}
    need("node", environment["PATH"])
    has_sqlite = subprocess.run(
        ["node", "-e", "require('node:sqlite')"], env=environment, capture_output=True, check=False
    )
    if has_sqlite.returncode:
        pytest.skip("this Node.js has no SQLite")
    return environment


def need(program: str, path: str | None = None) -> None:
    """Skip the test where ``program`` is not installed."""
    if shutil.which(program, path=path) is None:
        pytest.skip(f"{program} is not installed")
