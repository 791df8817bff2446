"""On a narrow screen, and beside an open capture, the list keeps what matters of each row."""

from pathlib import Path

import pytest

from tests.browser.conftest import Opened
from tests.browser.sample_store import sample_captures, write_sample
from tests.inspecting import InspectProcess

_CLIPPED = """
() => [...document.querySelectorAll('.row:not([hidden]) > *, .head > *')]
  .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth).map(one => one.textContent)
"""


@pytest.mark.parametrize(("width", "search"), [(1280, f"capture={sample_captures()[6].entry.id}"), (390, "")])
def test_shows_what_matters(opened: Opened, width: int, search: str, tmp_path: Path) -> None:
    """Event, verdict in a word and cause are there and nothing is clipped; the whole cause is the cell's title."""
    with InspectProcess(write_sample(tmp_path)) as inspector:
        watched = opened(inspector, search, width=width)
        watched.wait_drawn()
        row = watched.find(f"[data-id='{sample_captures()[6].entry.id}']")
        for words in ("opened", "invalid", "json-python"):
            assert row.get_by_text(words).is_visible()
        assert row.locator(".c-cause").get_attribute("title") == "json-python"
        assert not row.locator(".c-request").is_visible()
        assert watched.js(_CLIPPED) == []
