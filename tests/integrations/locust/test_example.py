"""The manual's locustfile is the one that is run by ``make locust``."""

from pathlib import Path

from tests.docs.pages import page

LOCUSTFILE = Path(__file__).parent.parent.parent / "with_locust" / "locustfile.py"


def test_the_page_has_the_file_that_is_run() -> None:
    """The block that a reader saves as ``locustfile.py`` is that file, to the letter."""
    (block,) = page("load-machines").blocks("python")
    assert block.file == "locustfile.py"
    assert block.text.rstrip("\n") == LOCUSTFILE.read_text(encoding="utf-8").rstrip("\n")
