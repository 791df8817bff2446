"""All of the page can be used with the keyboard alone, and its help lists each key that does something."""

from pathlib import Path

from tests.browser.conftest import Opened
from tests.browser.sample_store import MAIL, sample_captures, write_sample
from tests.inspecting import InspectProcess
from tests.receivers.raw import Receiver

KEYS = ["j", "k", "Enter", "Esc", "/", "f", "p", "r", "e", "c", "d", "t", "y", "?"]
_CAPTURES = [one.entry for one in sample_captures()]


def test_the_whole_tour(opened: Opened, tmp_path: Path) -> None:
    """From the list to a capture, why it is invalid, its mail, a diff, a copy, a file, a resend, and back."""
    newest, _, third = (one.id for one in _CAPTURES[:-4:-1])
    with Receiver() as receiver, InspectProcess(write_sample(tmp_path), "--target", receiver.url) as inspector:
        watched = opened(inspector)
        page = watched.page
        watched.context.grant_permissions(["clipboard-read", "clipboard-write"])
        watched.press("j")
        assert watched.find("[data-cursor]").get_attribute("data-id") == newest
        watched.press("j", "k", "j", "j")
        assert watched.find("[data-cursor]").get_attribute("data-id") == third
        watched.press("Enter")
        page.wait_for_selector(f"[data-capture='{third}']")
        watched.press("j", "y")
        watched.wait("() => document.activeElement.closest('[data-section=why]')?.open")
        watched.press("c")
        watched.wait("async () => (await navigator.clipboard.readText()).startsWith('curl ')")
        watched.press("t")
        page.wait_for_selector("[data-role=mail]")
        assert MAIL in page.inner_text("[data-role=mail]")
        watched.press("Escape")
        page.wait_for_selector("[data-role=pane]", state="hidden")
        watched.press("d", "j", "d")
        page.wait_for_selector("[data-role=diff]")
        watched.press("Escape")
        with page.expect_download() as download:
            watched.press("p")
            page.get_by_role("button", name="With signatures").click()
        assert "def test_" in Path(download.value.path()).read_text(encoding="utf-8")
        watched.press("r")
        page.wait_for_selector("[data-part=edit] >> text=200")
        watched.press("Escape", "e")
        page.wait_for_selector("[data-part=edit] textarea")
        watched.press("Escape")
        assert len(receiver.requests) == 1
        watched.press("Escape")
        page.wait_for_selector("[data-role=pane]", state="hidden")
        watched.press("f")
        assert watched.find("[data-cursor]").count() == 0


def test_a_search_and_back(opened: Opened, tmp_path: Path) -> None:
    """The slash leads into the search, Enter uses it, Esc leads back into the list, and f follows the newest."""
    with InspectProcess(write_sample(tmp_path)) as inspector:
        watched = opened(inspector)
        watched.press("/")
        watched.page.keyboard.type("order 1042")
        watched.press("Enter")
        watched.page.wait_for_url("**/?text=order*")
        watched.press("Escape")
        watched.wait("() => document.activeElement.closest('[role=grid]') || document.activeElement === document.body")
        watched.press("j", "j", "f")
        watched.wait("() => !document.querySelector('[data-cursor]')")


def test_the_help_lists_each_key(opened: Opened, tmp_path: Path) -> None:
    """It is a dialog that takes the focus and gives it back; typing a key into a field does nothing else."""
    with InspectProcess(write_sample(tmp_path)) as inspector:
        watched = opened(inspector)
        watched.press("j", "?")
        dialog = watched.page.get_by_role("dialog")
        dialog.wait_for()
        listed = dialog.locator("kbd").all_inner_texts()
        assert [key for key in KEYS if key not in listed] == []
        before = watched.find("[data-cursor]").get_attribute("data-id")
        watched.press("j")
        watched.press("Escape")
        dialog.wait_for(state="hidden")
        assert watched.find("[data-cursor]").get_attribute("data-id") == before
        watched.press("/")
        watched.page.keyboard.type("jkrt?")
        assert watched.js("() => document.activeElement.value") == "jkrt?"
        assert watched.page.get_by_role("dialog").count() == 0


def test_tab_reaches_everything(opened: Opened, tmp_path: Path) -> None:
    """Tab leads through all that can be used, in the order of the page, and shows where it is."""
    with InspectProcess(write_sample(tmp_path)) as inspector:
        watched = opened(inspector, f"capture={_CAPTURES[6].id}")
        watched.page.wait_for_selector("[data-role=detail]")
        watched.settle()
        wanted = watched.js("""() => { window.__all = [...document.querySelectorAll(
            'a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(one =>
              !one.disabled && one.checkVisibility() && !(one.type === 'radio' && !one.checked));
            window.__seen = new Set(); document.activeElement.blur(); return window.__all.length; }""")
        assert wanted > 20
        for _ in range(wanted + 5):
            watched.press("Tab")
            shown = watched.js("""() => { const at = document.activeElement; window.__seen.add(at);
                if (at === document.body) return true;
                const shown = [at, at.parentElement, at.querySelector('[data-cursor]')].filter(one => one);
                return shown.some(one => getComputedStyle(one).outlineStyle !== 'none') ||
                  getComputedStyle(at).boxShadow !== 'none'; }""")
            assert shown, watched.js("() => document.activeElement.outerHTML")
        missed = "() => window.__all.filter(one => !window.__seen.has(one)).map(one => one.outerHTML.slice(0, 200))"
        assert watched.js(missed) == []
