"""What is changed to see whether a test notices: code alone, and never so that it is no Python any more."""

import ast
from pathlib import Path

import pytest

from tests.mutants.change import Change, changes_of
from tests.mutants.equivalent import read_equivalents

ROOT = Path(__file__).parent.parent
MODULES = ["report/replay/picture/drawing.py", "capture/check/comparison.py", "webhook/signing/secret.py"]
SOURCE = '''"""A docstring of 1."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    KNOWN = 1


def work(number: int = 2, *words: "str") -> "bool":
    """Compare with 3."""
    if number < 4 and words:
        print(words, number, end="")
    return not words


class Thing:
    """A thing of 5."""

    def __repr__(self) -> str:
        return "a thing of 6"
'''


def changes(tmp_path: Path, source: str = SOURCE) -> dict[str, list[str]]:
    """Return the lines that come of a source, by the kind of the change."""
    (tmp_path / "module.py").write_text(source, encoding="utf-8")
    found: dict[str, list[str]] = {}
    for change in changes_of(tmp_path, tmp_path / "module.py"):
        found.setdefault(change.kind, []).append(change.lines(source.encode())[1])
    return found


@pytest.mark.parametrize("name", MODULES)
def test_each_change_is_python(name: str) -> None:
    """With each change a module can still be parsed, and is another module."""
    path = ROOT / "maileroo_cli" / name
    source = path.read_bytes()
    found = changes_of(ROOT, path)
    assert len(found) > 20
    for change in found:
        changed = change.apply(source)
        ast.parse(changed)
        assert changed != source


def test_what_is_changed(tmp_path: Path) -> None:
    """Comparisons, conditions, constants, results, statements and arguments are changed, defaults too."""
    assert changes(tmp_path) == {
        "constant": [
            'def work(number: int = 1, *words: "str") -> "bool":',
            'def work(number: int = 3, *words: "str") -> "bool":',
            "if number < 3 and words:",
            "if number < 5 and words:",
        ],
        "comparison": ["if (number <= 4) and words:", "if (number >= 4) and words:"],
        "and, or": ["if (number < 4 or words):"],
        "condition left out": ["if (number < 4):", "if words:"],
        "deleted statement": ["pass"],
        "swapped arguments": ["print(number, words, end='')"],
        "argument left out": ["print(words, number)"],
        "text": ["print(words, number, end='x')"],
        "return value": ["return None"],
        "negation": ["return words"],
    }


def test_what_is_accepted_is_still_there() -> None:
    """Each change that is accepted for its reason is one that can be made to the code as it is."""
    for module, before, after in read_equivalents():
        source = (ROOT / module).read_bytes()
        found: list[Change] = changes_of(ROOT, ROOT / module)
        assert (before, after) in [change.lines(source) for change in found]
