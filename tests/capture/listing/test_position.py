"""Where one row of a store stands in the list. Those that are there are held to the list in ``test_view``."""

from pathlib import Path

from maileroo_cli.capture.listing.view import StoreView
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.store.writer import Store
from tests.capture.stored import capture


def test_position_of_no_row(tmp_path: Path) -> None:
    """What is not there, or is not wanted, has no position."""
    path = tmp_path / "captures.db"
    view = StoreView(path)
    assert view.position(1) is None
    with Store(path) as store:
        store.add([capture(number, event_type="sent" if number == 3 else "opened") for number in (1, 2, 3)])
        store.delete([f"{2:016x}"])
    filters = (CaptureFilter(), CaptureFilter(types=("opened",)))
    places = [[view.position(row, wanted) for row in range(5)] for wanted in filters]
    assert places == [[None, 0, None, 1, None], [None, 0, None, None, None]]
    view.close()
