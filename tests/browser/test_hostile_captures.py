"""Whatever a capture holds stays text: the page has the same elements as with harmless captures of the same kinds."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Opened
from tests.browser.hostile_captures import TEXTS, VISITS, captures_of
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


def shapes(watched: WatchedPage) -> Iterator[tuple[str, str]]:
    """Yield the shape of each view: a capture with all its sections open, each form of its body, edited, resent."""
    ids = [one["id"] for one in watched.rows()]
    yield "list", watched.js(_STRUCTURE)
    for number, capture in enumerate(ids):
        show(watched, f"capture={capture}&view=detail", f"[data-role=detail] [data-capture='{capture}']")
        yield f"{number} detail", watched.js(_STRUCTURE)
        for form in ("pretty", "hex"):
            for one in watched.find(f"[data-form={form}]").all():
                one.click()
            watched.settle()
            yield f"{number} {form}", watched.js(_STRUCTURE)
        for key in ("e", "r"):
            watched.press(key)
            watched.settle()
            yield f"{number} {key}", watched.js(_STRUCTURE)
    # No view follows one of its kind, so that it is known which of them is there.
    for name, search in (
        ("diff 2", f"capture={ids[2]}&with={ids[-1]}&view=diff"),
        ("mail", f"capture={ids[-1]}&view=mail"),
        ("diff 4", f"capture={ids[4]}&with={ids[-1]}&view=diff"),
    ):
        show(watched, search, f"[data-role={name.split()[0]}]")
        yield name, watched.js(_STRUCTURE)


def show(watched: WatchedPage, search: str, shown: str) -> None:
    """Open a view, wait until it is there, and open all its sections."""
    watched.go(f"/?{search}")
    watched.page.wait_for_selector(shown)
    watched.settle()
    watched.js(_EXPAND)
    watched.settle()


def shapes_of(opened: Opened, folder: Path, text: str) -> dict[str, str]:
    """Return the shapes of the page over a store whose captures have a text in every field."""
    folder.mkdir()
    store = fill(folder / "captures.db", *captures_of(text))
    with Receiver() as receiver, InspectProcess(store, "--target", receiver.url) as inspector:
        watched = opened(inspector)
        found = dict(shapes(watched))
        assert watched.violations() == []
    return found


MARKUP = ("markup", "templates", "prototype")
"""What tries to be more than text, and is shown as long as it is: nothing of it is an escape or an error."""

_ELEMENT = re.compile(r"[\w-]+\[[^\]]*\]")
_MAY_COME = {"p[class,role]", "p[class]", "mark[class]", "time[]", "b[]", "small[]", "code[]", "ul[]", "li[]"}
_HARMLESS: dict[str, str] = {}


def harmless(opened: Opened, folder: Path) -> dict[str, str]:
    """Return the shapes of the page over harmless captures; they are asked for once."""
    if not _HARMLESS:
        _HARMLESS.update(shapes_of(opened, folder / "harmless", "x" * 10))
    return _HARMLESS


def elements(shapes: dict[str, str]) -> set[str]:
    """Return each kind of element there is, with the names of its attributes but that of being disabled."""
    found = {one for text in shapes.values() for one in _ELEMENT.findall(text)}
    return {one.replace("disabled,", "").replace(",disabled", "") for one in found}


@pytest.mark.parametrize("name", VISITS)
def test_stays_text(opened: Opened, name: str, tmp_path: Path) -> None:
    """No kind of element and no attribute comes of it; no dialog, no error, no foreign request, no violation."""
    wanted, found = harmless(opened, tmp_path), shapes_of(opened, tmp_path / "hostile", VISITS[name])
    assert elements(found) - elements(wanted) - _MAY_COME == set()
    if name in MARKUP:
        # What a resend comes to depends on what may stand in a request, and how two unlike bodies differ on the text.
        same = [one for one in wanted if not one.endswith(" r") and one != "diff 2"]
        assert [one for one in same if found[one] != wanted[one]] == []


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
