"""A list of a hundred thousand captures is one to work with: scrolled, filtered, and steady under the reader."""

from pathlib import Path

import pytest

from tests.browser.conftest import Opened
from tests.browser.large_store import id_of, write_store
from tests.cli.store import captured, fill
from tests.inspecting import InspectProcess

COUNT = 100_000
_BOXES = """
() => { const grid = document.querySelector('[role=grid]').getBoundingClientRect();
  return [...document.querySelectorAll('[role=grid] [data-id]')]
    .map(row => [row.dataset.id, row.getBoundingClientRect()])
    .filter(([, box]) => box.bottom > grid.top + 30 && box.top < grid.bottom)
    .sort((a, b) => a[1].top - b[1].top).map(([id, box]) => [id, Math.round(box.top)]) }
"""
"""The rows that can be seen, from top to bottom, with their place."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the store once; tests that add to it make a copy."""
    return write_store(tmp_path_factory.mktemp("large") / "captures.db", COUNT)


def test_scrolls_to_the_middle_and_the_end(opened: Opened, store: Path) -> None:
    """Each place of the list has its captures, in order and without a gap; few rows are drawn."""
    with InspectProcess(store) as inspector:
        watched = opened(inspector)
        assert watched.rows()[0]["id"] == id_of(COUNT - 1)
        grid = watched.find("[role=grid]")
        for share, wanted in ((0.5, COUNT // 2), (1.0, 0), (0.25, 3 * COUNT // 4), (0.0, COUNT - 1)):
            grid.evaluate("(grid, share) => grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight)", share)
            watched.wait("""wanted => { const ids = [...document.querySelectorAll('[role=grid] .row:not([hidden])')]
                .map(row => row.dataset.id); return ids.every(Boolean) && ids.some(id =>
                Math.abs(parseInt(id, 16) - wanted) < 60); }""", wanted)  # fmt: skip
            numbers = [int(id_, 16) for id_, _ in watched.js(_BOXES)]
            assert numbers == list(range(numbers[0], numbers[0] - len(numbers), -1))
            assert len(numbers) > 15
            assert [one["index"] for one in watched.rows()] == [
                COUNT + 1 - int(one["id"], 16) for one in watched.rows()
            ]
        assert watched.js("() => document.querySelectorAll('[role=row]').length") < 120
        watched.press("End")
        watched.wait_row(id_of(0))
        watched.press("Home")
        watched.wait_row(id_of(COUNT - 1))


def test_a_filter_finds_all_it_lets_through(opened: Opened, store: Path) -> None:
    """The list has as many captures as the filter lets through, and the address has the filter; back undoes it."""
    with InspectProcess(store) as inspector:
        watched = opened(inspector)
        watched.wait_count(COUNT)
        watched.press("/")
        watched.page.keyboard.type(id_of(77)[-4:] + "0")
        watched.press("Escape")
        watched.open(f"{inspector.origin}/?verdict=invalid&type=clicked")
        watched.page.wait_for_selector("[role=grid][aria-rowcount]")
        many = COUNT // 10
        wanted = [number for number in range(COUNT) if number % 10 == 7 and number % 5 == 3]
        watched.wait_count(len(wanted))
        watched.open(f"{inspector.origin}/?verdict=invalid")
        watched.wait_count(many)
        watched.press("End")
        watched.wait_row(id_of(7))
        watched.open(f"{inspector.origin}/?verdict=invalid&verdict=probe&since=2026-03-15T23:40:00Z")
        later = [number for number in range(COUNT) if 1_773_617_542 + number / 100 >= 1_773_618_000]
        watched.wait_count(sum(number % 10 in {7, 9} for number in later))


def test_nothing_moves_under_the_reader(opened: Opened, tmp_path: Path) -> None:
    """Once the reader has moved, new captures wait behind a button that counts them; f follows them again."""
    store = write_store(tmp_path / "captures.db", 3_000)
    with InspectProcess(store) as inspector:
        watched = opened(inspector)
        watched.press("j", "j", "j")
        watched.wait_row(id_of(2_997))
        before = watched.js(_BOXES)
        focused = watched.find("[data-cursor]").get_attribute("data-id")
        fill(store, *(captured(100_000 + number, at=1_773_700_000 + number) for number in range(5)))
        fill(store, *(captured(200_000 + number, at=1_773_700_100 + number) for number in range(7)))
        watched.page.get_by_role("button", name="12 new").wait_for()
        assert watched.js(_BOXES) == before
        assert watched.find("[data-cursor]").get_attribute("data-id") == focused
        active = watched.find("[role=grid]").get_attribute("aria-activedescendant")
        assert watched.find(f"#{active}").get_attribute("data-id") == focused
        watched.press("k")
        watched.wait_row(id_of(2_998))
        watched.press("f")
        watched.wait_row(f"{200_006:04x}".ljust(16, "0"))
        watched.wait_count(3_012)
        assert watched.page.get_by_role("button", name="12 new").count() == 0


def test_focus_stays_on_its_row_in_the_middle(opened: Opened, tmp_path: Path) -> None:
    """So it is in the middle of the list, where the place of each row counts from the oldest."""
    store = write_store(tmp_path / "captures.db", 3_000)
    with InspectProcess(store) as inspector:
        watched = opened(inspector)
        watched.press("End", *["k"] * 40)
        watched.wait_row(id_of(40))
        before = watched.js(_BOXES)
        for number in range(30):
            fill(store, captured(100_000 + number, at=1_773_700_000 + number))
        watched.page.get_by_role("button", name="30 new").wait_for()
        assert watched.js(_BOXES) == before
        assert watched.find("[data-cursor]").get_attribute("data-id") == id_of(40)
        watched.press("Enter")
        watched.page.wait_for_url(f"**/?capture={id_of(40)}*")
