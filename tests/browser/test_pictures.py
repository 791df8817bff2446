"""The README's pictures of the inspector show what the page shows today."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.pictures import MOST, PICTURES, PagePicture, chunks, description, take
from tests.browser.sample_store import write_sample
from tests.docs.pages import README
from tests.inspecting import InspectProcess


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: one.name)
def test_shows_the_page_of_now(browser: Browser, picture: PagePicture, tmp_path: Path) -> None:
    """Each has the text of now, and its size; it is small, and stands in the README."""
    png = picture.file.read_bytes()
    with InspectProcess(write_sample(tmp_path)) as inspector:
        taken, text = take(browser, inspector, picture)
    assert description(png) == text, "run: make pictures"
    assert dict(chunks(png))[b"IHDR"] == dict(chunks(taken))[b"IHDR"]
    assert len(png) <= MOST
    assert f"](tests/docs/{picture.file.name})" in README.read_text(encoding="utf-8")
