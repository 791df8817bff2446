"""The page can be used by everybody: no barrier in any view, in any light, on a small screen or on paper."""

from collections.abc import Iterator
from typing import Literal

import pytest

from tests.browser.axe import barriers
from tests.browser.conftest import Opened
from tests.browser.sample_store import MAIL, sample_captures, write_sample
from tests.browser.watched import WatchedPage
from tests.inspecting import InspectProcess
from tests.receivers.raw import Receiver

_CAPTURES = [one.entry for one in sample_captures()]
VIEWS = {
    "list": "",
    "detail": f"capture={_CAPTURES[6].id}&view=detail",
    "detail of an answer of 500": f"capture={_CAPTURES[2].id}&view=detail",
    "mail": f"capture={_CAPTURES[5].id}&view=mail",
    "diff": f"capture={_CAPTURES[6].id}&with={_CAPTURES[5].id}&view=diff",
    "runs": "view=runs",
}
LIGHTS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DIALOGS = {
    "?": "dialog[open]",
    "r": "[data-part=edit] [role=status] >> text=200",
    "e": "[data-part=edit] textarea",
    "c": "#toasts > *",
    "p": "#toasts > *, dialog[open]",
}
"""What each key opens."""


def show(watched: WatchedPage, name: str) -> None:
    """Wait until a view has all that it shows."""
    if name != "list":
        watched.page.wait_for_selector(f"[data-role={name.split(maxsplit=1)[0]}]")
    watched.page.wait_for_function("() => document.querySelectorAll('[role=grid] [data-id]').length > 5")


@pytest.fixture(scope="module")
def inspector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InspectProcess]:
    """Start the one inspector of these tests: they only look at its captures, and resend to nobody who counts."""
    folder = tmp_path_factory.mktemp("sample")
    with Receiver() as receiver, InspectProcess(write_sample(folder), "--target", receiver.url) as started:
        yield started


@pytest.mark.parametrize("name", VIEWS)
def test_has_no_barrier(opened: Opened, name: str, inspector: InspectProcess) -> None:
    """Axe finds nothing, in each view and each of its parts, light or dark; the policy has nothing to stop."""
    watched = opened(inspector, VIEWS[name])
    show(watched, name)
    watched.settle()
    for light in LIGHTS:
        watched.page.emulate_media(color_scheme=light)
        assert barriers(watched) == []
    assert watched.violations() == []


@pytest.mark.parametrize(("key", "opens"), DIALOGS.items())
def test_what_a_key_opens_has_no_barrier(opened: Opened, key: str, opens: str, inspector: InspectProcess) -> None:
    """So it is with the help, the answer to a resend, the form to edit, and what comes after a copy or a file."""
    watched = opened(inspector)
    watched.press("j", "Enter")
    show(watched, "detail")
    watched.settle()
    watched.press(key)
    watched.page.wait_for_selector(opens)
    watched.settle()
    for light in LIGHTS:
        watched.page.emulate_media(color_scheme=light)
        assert barriers(watched) == []


@pytest.mark.parametrize("width", [1280, 800, 320])
def test_fits_the_screen(opened: Opened, width: int, inspector: InspectProcess) -> None:
    """Two columns on a wide screen, one on a narrow one, where the capture takes the place of the list; no overflow."""
    watched = opened(inspector, width=width)
    watched.press("j", "Enter")
    show(watched, "detail")
    overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert watched.js(overflow) <= 0
    sees_both = watched.find("[role=grid]").is_visible() and watched.find("[data-role=detail]").is_visible()
    assert sees_both == (width > 900)
    watched.press("Escape")
    watched.page.wait_for_selector("[role=grid]", state="visible")
    assert watched.js(overflow) <= 0


def test_nothing_moves_where_motion_is_reduced(opened: Opened, inspector: InspectProcess) -> None:
    """No animation runs and no transition takes time."""
    watched = opened(inspector)
    watched.page.emulate_media(reduced_motion="reduce")
    watched.press("j", "Enter")
    show(watched, "detail")
    assert watched.js("() => document.getAnimations().filter(one => one.playState === 'running').length") == 0
    slow = """() => [...document.querySelectorAll('*')].filter(one =>
        [getComputedStyle(one).transitionDuration, getComputedStyle(one).animationDuration]
          .some(text => text.split(',').some(part => parseFloat(part) > 0.011))).map(one => one.outerHTML)"""
    assert watched.js(slow) == []


def test_prints_the_capture(opened: Opened, inspector: InspectProcess) -> None:
    """On paper is the capture, dark on light and whole, without what can only be clicked."""
    watched = opened(inspector, VIEWS["mail"])
    show(watched, "mail")
    watched.page.emulate_media(media="print", color_scheme="dark")
    assert watched.find("[data-role=mail]").is_visible()
    assert watched.find("[data-role=mail]").inner_text().count(MAIL[:6]) >= 1
    assert not watched.find("[data-role=filter]").is_visible()
    paper = watched.js("() => getComputedStyle(document.body).backgroundColor")
    assert paper in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    clipped = "() => (pane => pane.scrollHeight - pane.clientHeight)(document.querySelector('[data-role=pane]'))"
    assert watched.js(clipped) <= 1
