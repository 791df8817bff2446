"""The public API is what the file says, and explains itself."""

import doctest
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import maileroo_cli
from tests.docs.api import FILE, api_text

PLAIN = {"CAUSES", "EventPayload", "SIGNATURE_HEADER", "__version__"}
"""What is a value, and has no docstring that Python keeps."""

READERS = {"read_request_file"}
"""What needs a file of the user's: the manual shows how it is called."""

EXPLAINED = [name for name in maileroo_cli.__all__ if name not in PLAIN]
MODULES = sorted(
    {"maileroo_cli", "maileroo_cli.strategies", *(f"maileroo_cli.{module}" for module in maileroo_cli._PUBLIC.values())}
)


def public_members(value: object) -> Iterator[tuple[str, object]]:
    """Yield the methods and properties of a class that are its own."""
    if inspect.isclass(value):
        for name, member in vars(value).items():
            explained = isinstance(member, property | classmethod | staticmethod) or inspect.isfunction(member)
            if explained and not name.startswith("_"):
                yield name, member


def test_the_api_is_locked() -> None:
    """No exported name, signature or member changes by accident: ``python -m tests.docs.api`` says that it is meant."""
    assert FILE.read_text(encoding="utf-8") == api_text()


@pytest.mark.parametrize("name", EXPLAINED)
def test_each_name_explains_itself(name: str) -> None:
    """What is exported has a docstring of its own, and so has each of its members."""
    value = getattr(maileroo_cli, name)
    assert (value.__doc__ or "").strip()
    assert [member for member, found in public_members(value) if not (found.__doc__ or "").strip()] == []


@pytest.mark.parametrize("name", [name for name in EXPLAINED if inspect.isroutine(getattr(maileroo_cli, name))])
def test_each_function_shows_an_example(name: str) -> None:
    """Whoever asks for the help of a function sees how it is called, and says what it raises where it can fail."""
    text = getattr(maileroo_cli, name).__doc__
    assert ">>> " in text or name in READERS
    assert "raise" in text or not inspect.signature(getattr(maileroo_cli, name)).parameters or name == "encode_record"


DRAWING = "maileroo_cli.strategies"
"""Its examples draw hundreds of times."""


@pytest.mark.parametrize(
    "module", [pytest.param(one, marks=pytest.mark.slow) if one == DRAWING else one for one in MODULES]
)
def test_each_example_is_true(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples in the docstrings of every module with public names return what they show."""
    monkeypatch.chdir(Path(__file__).parents[2] / "fixtures" / "captures" / "mhook")
    said: list[str] = []
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder().find(import_module(module)):
        runner.run(test, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
