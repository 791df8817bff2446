"""What commands show is what ``pages/`` holds, to the letter and the colour, on each of three widths."""

from difflib import unified_diff
from pathlib import Path

import pytest

from tests.cli.shown_pages import PAGES, read_pages, show_all

pytestmark = pytest.mark.slow

FILES = sorted(PAGES.glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_pages(file: Path) -> None:
    """Each command line of a file shows its page; where one does not, the difference is shown."""
    for page, now in zip(read_pages(file), show_all(file), strict=True):
        for width, shown in now.shown.items():
            changes = unified_diff(
                page.shown[width].splitlines(), shown.splitlines(), "the page", "now", lineterm="", n=1
            )
            difference = "\n".join(changes)
            assert not difference, (
                f"mhook {page.command}, {width} columns; python -m tests.cli.shown_pages writes the pages again\n"
                f"{difference}"
            )
