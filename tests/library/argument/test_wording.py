"""The words of reports for who asks in Python: every option that a check or a replay can speak of is an argument."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import maileroo_cli
from maileroo_cli.errors import UsageError
from maileroo_cli.library.argument.wording import in_python, python_wording

_HOME = Path(maileroo_cli.__file__).parent
_SPOKEN = (
    *(_HOME / "rules").rglob("*.py"),
    *(path for path in (_HOME / "delivery").rglob("*.py") if not {"load", "storm"} & set(path.parts)),
    *(_HOME / "report" / "check" / "text").glob("*.py"),
    _HOME / "report" / "check" / "wording.py",
    *(_HOME / "operation" / "check").rglob("*.py"),
    *(_HOME / "report" / "replay").glob("*.py"),
)
"""Where the sentences are made that a check or a replay in Python tells; loads and storms are commands alone."""

_OPTION = re.compile(r"--[a-z][a-z-]*")
_OF_COMMANDS = {
    "--against",  # a built-in receiver is no receiver of the library's
    "--bad-signature",
    "--baseline",
    "--computed",
    "--expect",
    "--marker",  # goes with a seed, or is in a command line
    "--report",
    "--resume",
    "--show",
    "--add-host",  # of Docker
}
"""What only a command says, or another program's command line."""


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a module, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


@pytest.mark.parametrize("path", _SPOKEN, ids=lambda path: str(path.relative_to(_HOME)))
def test_no_option_is_left(path: Path) -> None:
    """Whatever option a sentence names, the library has an argument for it, or never says that sentence."""
    left = {name for text in texts(path) for name in _OPTION.findall(in_python(text))}
    assert left <= _OF_COMMANDS


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("needs --observe-cmd or --observe-url", "needs effects"),
        ("needs --break-cmd and --mend-cmd", "needs break_store and mend_store"),
        ("repeat with --seed 12 --marker c0ffee; only the times will differ", "repeat with seed=12; only the times"),
        ("give its file with --cacert, or use --insecure", "give its file as verify, or use verify=False"),
        ("allow more with --timeout", "allow more with timeout"),
        ("without an observer (--observe-…), a receiver", "without effects=…, a receiver"),
        ("it said --unknown-option itself", "it said --unknown-option itself"),
        (
            "Compare its secret with --secret; if they are the same, name the log with --computed FILE.",
            "Give your application and the test the same secret, in pytest that of the fixture maileroo_secret.",
        ),
        ("nothing of that", "nothing of that"),
    ],
)
def test_options_become_arguments(said: str, expected: str) -> None:
    """An option is called by the argument that does the same."""
    assert in_python(said).startswith(expected)


def test_errors_speak_of_arguments() -> None:
    """An error that leaves a call of the library is worded so, and stays the same exception."""
    error = UsageError("--select names nothing", "see --ignore")
    with pytest.raises(UsageError, match=r"^select names nothing: see ignore$") as caught, python_wording():
        raise error
    assert caught.value is error
