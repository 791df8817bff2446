"""Whatever a capture holds stays text: the page has the same elements as with harmless captures of the same kinds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Opened
from tests.browser.hostile_captures import TEXTS, captures_of
from tests.browser.watched import WatchedPage
from tests.cli.store import fill
from tests.inspecting import InspectProcess
from tests.receivers.raw import Receiver

_STRUCTURE = """
() => { const left = new Set(['style', 'title', 'data-wait', 'datetime']);
  const isText = one => one.matches('#toasts, #spoken, span.invisible');
  const shape = node => {
    const names = node.getAttributeNames().filter(name => !left.has(name)).sort();
    const inner = [...node.children].filter(one => !isText(one)).map(shape);
    return node.localName + '[' + names + ']' + (inner.length ? '(' + inner + ')' : ''); };
  return shape(document.body); }
"""
"""All elements with the names of their attributes; what stands for a character that cannot be seen counts as text."""

_EXPAND = """
() => document.querySelectorAll('[data-role=pane] details:not([open]) > summary').forEach(one => one.click())
"""
VIEWS = ("detail", "mail", "diff")


def shapes(watched: WatchedPage, inspector: InspectProcess) -> Iterator[tuple[str, str]]:
    """Yield the shape of each view of each capture: with all its sections open, each form of a body, and edited."""
    ids = [one["id"] for one in watched.rows()]
    yield "list", watched.js(_STRUCTURE)
    for number, capture in enumerate(ids):
        for view in VIEWS:
            other = f"&with={ids[number - 1]}" if view == "diff" else ""
            watched.open(f"{inspector.origin}/?capture={capture}&view={view}{other}")
            settle(watched, view)
            watched.js(_EXPAND)
            settle(watched, view)
            yield f"{number} {view}", watched.js(_STRUCTURE)
        watched.open(f"{inspector.origin}/?capture={capture}&view=detail")
        settle(watched, "detail")
        for form in ("pretty", "hex"):
            for one in watched.find(f"[data-form={form}]").all():
                one.click()
            settle(watched, "detail")
            yield f"{number} {form}", watched.js(_STRUCTURE)
        for key in ("e", "r"):
            watched.press(key)
            settle(watched, "detail")
            yield f"{number} {key}", watched.js(_STRUCTURE)


def settle(watched: WatchedPage, view: str) -> None:
    """Wait until a view is there and asks for nothing more."""
    watched.page.wait_for_selector(f"[data-role={view}]")
    watched.settle()


def harmless(text: str) -> str:
    """Return a text of the same length that nobody could take for anything else."""
    return "x" * len(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", TEXTS)
def test_stays_text(opened: Opened, name: str, tmp_path: Path) -> None:
    """No element, no attribute and no address comes of it; no dialog, no error, no foreign request, no violation."""
    found: list[dict[str, str]] = []
    for folder, text in (("hostile", TEXTS[name]), ("harmless", harmless(TEXTS[name]))):
        (tmp_path / folder).mkdir()
        store = fill(tmp_path / folder / "captures.db", *captures_of(text))
        with Receiver() as receiver, InspectProcess(store, "--target", receiver.url) as inspector:
            watched = opened(inspector)
            found.append(dict(shapes(watched, inspector)))
            assert watched.violations() == []
    assert found[0] == found[1]


def test_a_filter_stays_text(opened: Opened, tmp_path: Path) -> None:
    """What the address says as a filter, a capture or a view is text too, and nothing is found."""
    with InspectProcess(fill(tmp_path / "captures.db", *captures_of("plain"))) as inspector:
        watched = opened(inspector)
        for text in TEXTS.values():
            words: dict[str, Any] = {"text": text[:1000], "event-id": text[:1000], "capture": text[:1000]}
            query = watched.js("words => String(new URLSearchParams(words))", words)
            watched.page.goto(f"{inspector.origin}/?{query}")
            watched.settle()
            assert watched.js("() => document.querySelectorAll('img, svg, body script, iframe').length") == 0
            assert watched.violations() == []
