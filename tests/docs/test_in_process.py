"""What the manual says of an application in process is what the rules say."""

from pathlib import Path

import pytest

from tests.docs.in_process import END, PAGES, blind_table, rewritten


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_lists_what_cannot_be_shown(page: Path) -> None:
    """Exactly the rules that are skipped in process are in the table, each with its reason."""
    text = page.read_text(encoding="utf-8")
    assert (text.count(blind_table()), text.count(END)) == (1, 1), "run: python -m tests.docs.in_process"
    assert rewritten(text) == text, "run: python -m tests.docs.in_process"
