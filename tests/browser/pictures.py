"""The README's pictures of the inspector, made in Chromium over a sample store: ``python -m tests.browser.pictures``.

Each PNG has in it, as its description, the text that it shows: so a test can tell whether it still is what is shown.
"""

import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import launch, program
from tests.browser.sample_store import sample_captures, write_sample
from tests.inspecting import InspectProcess

FOLDER = Path(__file__).parents[1] / "docs"
MOST = 120_000
"""So many bytes a picture may have."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CAPTURES = [one.entry for one in sample_captures()]


class PagePicture(NamedTuple):
    """One picture: its name, what the address says, how large it is, and what is there when it is complete."""

    name: str
    search: str
    size: tuple[int, int]
    shown: str

    @property
    def file(self) -> Path:
        """Where it lies."""
        return FOLDER / f"inspector-{self.name}.png"


PICTURES = (
    PagePicture("list", "", (1000, 440), "[role=grid] [data-id]"),
    PagePicture("detail", f"capture={_CAPTURES[6].id}", (1000, 410), "[data-section=why][open] [data-cause]"),
    PagePicture("mail", f"capture={_CAPTURES[5].id}&view=mail", (1000, 500), "[data-role=mail] table"),
)


def serve(folder: Path) -> InspectProcess:
    """Return an inspector of the sample store, which names it as one in the project does."""
    write_sample(folder)
    return InspectProcess(Path("captures.db"), folder=folder, env={"PYTHONPATH": str(Path(__file__).parents[2])})


def take(browser: Browser, inspector: InspectProcess, picture: PagePicture) -> tuple[bytes, str]:
    """Return a picture of the page as a PNG, and the text on it."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, timezone_id="UTC", locale="en-GB", color_scheme="light"
    )
    page = context.new_page()
    page.goto(inspector.url_of(picture.search))
    page.wait_for_selector("[data-role=connection][data-state=live]")
    page.wait_for_selector(picture.shown)
    page.wait_for_function("() => !document.body.innerText.includes('Loading \u2026')")
    if picture.name == "detail":
        page.eval_on_selector("[data-section=why]", "one => one.scrollIntoView()")
    shot, text = page.screenshot(animations="disabled", caret="hide"), text_of(page)
    context.close()
    return described(shot, text), text


def text_of(page: Page) -> str:
    """Return the text of a page, each line once trimmed, without what is spoken at some moment and not shown."""
    page.eval_on_selector("#spoken", "one => one.remove()")
    lines = (" ".join(line.split()) for line in page.inner_text("body").splitlines())
    return "\n".join(filter(None, lines))


def described(png: bytes, text: str) -> bytes:
    """Return a PNG with a description, its pixels packed as small as they go."""
    parts = list(chunks(png))
    pixels = b"".join(data for kind, data in parts if kind == b"IDAT")
    packed = zlib.compress(zlib.decompress(pixels), 9)
    head = [data for kind, data in parts if kind == b"IHDR"]
    note = b"Description\0\0\0\0\0" + text.encode()
    made = [(b"IHDR", head[0]), (b"iTXt", note), (b"IDAT", packed), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in made)


def description(png: bytes) -> str:
    """Return the description of a PNG."""
    return next(data for kind, data in chunks(png) if kind == b"iTXt").removeprefix(b"Description\0\0\0\0\0").decode()


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the content of each part of a PNG."""
    assert png.startswith(_SIGNATURE)
    at = len(_SIGNATURE)
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def main() -> int:
    """Make all pictures whose text is no longer so, or all of them with ``--all``."""
    if program() is None:
        print("chromium is not installed: the pictures of the inspector are left as they are")
        return 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        with serve(Path(folder)) as inspector:
            for picture in PICTURES:
                png, text = take(browser, inspector, picture)
                if "--all" in sys.argv or not picture.file.exists() or description(picture.file.read_bytes()) != text:
                    picture.file.write_bytes(png)
                    print(f"{picture.file.name}: {len(png):,} bytes")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
