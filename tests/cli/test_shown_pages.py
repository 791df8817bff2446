"""What commands show is what stands in ``pages/``, to the letter and the colour."""

from pathlib import Path

import pytest

from tests.cli.calling import Mhook
from tests.cli.shown_pages import PAGES, is_now, place, read_pages, show

FILES = sorted(PAGES.glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_pages(mhook: Mhook, file: Path) -> None:
    """Each command line of a file shows its page, one after the other in one project."""
    with place():
        for page in read_pages(file):
            shown = show(mhook, page.command, now=is_now(file))
            assert shown == page.shown, f"mhook {page.command}; python -m tests.cli.shown_pages makes the pages anew"
