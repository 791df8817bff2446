"""The examples of the manual are files that are tested, and their tests pass as a reader runs them."""

import filecmp
import shutil
from pathlib import Path

import pytest

from tests.docs.examples import EACH, EXAMPLES, PAGE, SHARED, example_files, rewritten, shown_files
from tests.docs.pages import page
from tests.docs.story import execute


def test_the_page_has_the_examples_of_now() -> None:
    """Each file of an example is on the page, to the letter."""
    one = page(PAGE.stem)
    assert list(shown_files()) == [name for name in shown_files() if name in example_files()]
    assert set(shown_files()) == set(example_files())
    assert rewritten(one) == one.text, "python -m tests.docs.examples rewrites the page"


def test_all_examples_have_the_same_tests() -> None:
    """What the page shows once is the file of each example."""
    assert [filecmp.cmp(EXAMPLES / EACH[0] / SHARED, EXAMPLES / name / SHARED, shallow=False) for name in EACH] == [
        True
    ] * 3


@pytest.mark.slow
@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize(
    "tests", ["not rules", pytest.param("rules", marks=pytest.mark.slow)], ids=["all but the rules", "the rules"]
)
def test_the_tests_of_an_example_pass(name: str, tests: str, tmp_path: Path) -> None:
    """Where its folder is copied into a project, its tests pass, and leave nothing there."""
    shutil.copytree(EXAMPLES / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    done = execute(["pytest", "-q", "-p", "no:cacheprovider", "-k", tests, name], tmp_path)
    assert done.returncode == 0, done.stdout
    assert [path.name for path in tmp_path.iterdir()] == [name]
