"""The manual's examples of the library are true."""

import ast
import doctest
import os
import subprocess
import sys
from pathlib import Path

import pytest

import maileroo_cli
from maileroo_cli import BadSignature
from tests.docs.pages import Block, page

SECRET = "test-secret"
VARIABLE = "MAILEROO_WEBHOOK_SECRET"
RECEIVERS = {block.file: block for block in page("library").blocks("python") if block.file}
DRIVERS = Path(__file__).parent / "library_receivers.py"


def saved(block: Block, folder: Path) -> None:
    """Save a block as the page says."""
    (folder / block.file).write_text(block.text + "\n", encoding="utf-8")


@pytest.mark.slow
def test_examples_are_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example returns what is shown, one after the other in one session, beside the files that are saved."""
    monkeypatch.chdir(tmp_path)
    part = page("library")
    for block in part.blocks("toml"):
        saved(block, tmp_path)
    text = "\n".join(block.text for block in part.blocks("python") if ">>> " in block.text)
    test = doctest.DocTestParser().get_doctest(text, {}, "library.md", None, 0)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert result.attempted > 40
    assert result.failed == 0, "".join(said)


def test_the_page_has_a_receiver_for_each_framework() -> None:
    """Flask, FastAPI and Django, each with ``verify`` in so few lines that they are read at a glance."""
    assert list(RECEIVERS) == ["flask_hooks.py", "fastapi_hooks.py", "django_hooks.py"]
    assert all(" verify(" in block.text and block.text.count("\n") < 35 for block in RECEIVERS.values())


@pytest.mark.parametrize("file", RECEIVERS)
def test_a_receiver_verifies(file: str, tmp_path: Path) -> None:
    """As it is printed, it takes what is signed, as often as it comes, and refuses every bad signature."""
    saved(RECEIVERS[file], tmp_path)
    done = call(file, tmp_path, SECRET)
    good = "good, with its id True 200"
    assert done.stdout.splitlines() == [good, *(f"{bad} 401" for bad in BadSignature), good], done.stderr


@pytest.mark.parametrize("secret", [None, ""], ids=["unset", "empty"])
@pytest.mark.parametrize("file", RECEIVERS)
def test_a_receiver_does_not_start_without_a_secret(file: str, secret: str | None, tmp_path: Path) -> None:
    """Where none is configured nothing is accepted, since nothing runs."""
    saved(RECEIVERS[file], tmp_path)
    done = call(file, tmp_path, secret)
    assert (done.returncode, done.stdout) == (1, "")
    assert ("KeyError" if secret is None else "EmptySecretError") in done.stderr


def call(file: str, folder: Path, secret: str | None) -> subprocess.CompletedProcess[str]:
    """Run a receiver with its framework's test client in a process of its own."""
    environment = {"PYTHONPATH": f"{folder}{os.pathsep}{DRIVERS.parent.parent.parent}", "HOME": str(folder)}
    if secret is not None:
        environment[VARIABLE] = secret
    command = [sys.executable, "-m", "tests.docs.library_receivers", file.removesuffix("_hooks.py")]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_every_public_name_is_told() -> None:
    """Each name that the package offers is in the manual's page on the library."""
    text = page("library").text
    assert [name for name in maileroo_cli.__all__ if name != "__version__" and f"`{name}" not in text] == []


def test_type_checkers_see_every_public_name() -> None:
    """What a type checker reads is what is found at run time, under the same names and from the same modules."""
    assert maileroo_cli.__file__ is not None
    with open(maileroo_cli.__file__, encoding="utf-8") as file:
        imports = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.ImportFrom)]
    seen = {(one.names[0].asname, one.module) for one in imports if one.module != "importlib"}
    public = {(name, f"maileroo_cli.{module}") for name, module in maileroo_cli._PUBLIC.items()}
    assert seen == public
    assert all(getattr(maileroo_cli, name) is not None for name in maileroo_cli.__all__)
