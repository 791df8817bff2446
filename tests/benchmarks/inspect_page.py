"""How fast the inspector's page is, in a real Chromium: its first rows, what comes live, and its keys.

    python -m tests.benchmarks.inspect_page [COUNT] [ROUNDS]

Chromium draws as soon as there is something to draw, without waiting for a display, so that a figure is what the page
takes. From commit to row is measured from the arrival of a request's last byte, as ``listen`` has it, to the end of the
frame that draws its row; requests come at 1,000/s from another process. Where there is no Chromium nothing is measured.
"""

import statistics
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.benchmarks.listen import memory
from tests.browser.chromium import launch, program
from tests.browser.large_store import write_store
from tests.cli.calling import SECRET
from tests.inspecting import InspectProcess
from tests.listening import ListenProcess

FIRST_ROWS = {100_000: 500.0, 1_000_000: 1_000.0}
"""For so many captures, so many milliseconds from navigation to usable rows."""

LIVE_MIDDLE, LIVE_SLOWEST, KEY, MEMORY = 80.0, 200.0, 16.0, 80.0
RATE, SECONDS = 1_000, 10
LEAST_ROWS = 3_000
"""Of so many rows that were drawn, the latency has to be known."""

_AS_IT_COMES = ("--disable-frame-rate-limit", "--disable-gpu-vsync")

_FIRST_ROWS = """
new MutationObserver((_, observer) => {
  if (!document.querySelector('[role=grid] [data-id]')) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => (window.__usable = performance.now())));
}).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ['data-id']});
"""
_LIVE = """
() => {
  window.__late = [];
  const waiting = [], seen = new Set();
  new MutationObserver(changes => {
    for (const {target} of changes) {
      const time = target.querySelector('[title]')?.title, id = target.dataset.id;
      if (id && time && !seen.has(id)) { seen.add(id); waiting.push(Date.parse(time)); }
    }
    if (waiting.length) requestAnimationFrame(() => setTimeout(() => {
      for (const began of waiting.splice(0)) window.__late.push(Date.now() - began);
    }));
  }).observe(document.querySelector('[role=grid]'), {subtree: true, attributes: true, attributeFilter: ['data-id']});
}
"""
_KEYS = """
() => {
  window.__keys = [];
  addEventListener('keydown', ({timeStamp}) => requestAnimationFrame(() => setTimeout(() =>
    window.__keys.push(performance.now() - timeStamp))), {capture: true});
}
"""


def main(count: int = 100_000, rounds: int = 7) -> int:
    """Measure all, print each figure against its bound, and return 1 where one is not met."""
    if program() is None:
        print("not measured: chromium is not installed")
        return 0
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        closing(launch(playwright, *_AS_IT_COMES)) as browser,
    ):
        good = [*_stored(browser, Path(folder), count, rounds), *_live(browser, Path(folder))]
    return 0 if all(good) else 1


def _stored(browser: Browser, folder: Path, count: int, rounds: int) -> list[bool]:
    store = write_store(folder / "stored.db", count)
    with InspectProcess(store) as inspector:
        first = [_first_rows(browser, inspector) for _ in range(rounds)]
        keys = _keys(browser, inspector)
        peak = memory(inspector.process.pid)
    return [
        tell(f"{count:,} captures: rows usable", statistics.median(first), FIRST_ROWS.get(count, 1_000.0)),
        tell("key to repaint, p95", percentile(keys, 0.95), KEY),
        tell(f"memory of inspect, {count:,} captures", peak, MEMORY, "MiB"),
    ]


def _first_rows(browser: Browser, inspector: InspectProcess) -> float:
    with closing(browser.new_context()) as context:
        context.add_init_script(_FIRST_ROWS)
        page = context.new_page()
        page.goto(inspector.url)
        page.wait_for_function("() => window.__usable")
        return float(page.evaluate("() => window.__usable"))


def _keys(browser: Browser, inspector: InspectProcess) -> list[float]:
    with closing(browser.new_context()) as context:
        page = _opened(context, inspector)
        page.evaluate(_KEYS)
        for key in "jjjjjjjjjk" * 30:
            page.keyboard.press(key)
        page.wait_for_function("() => window.__keys.length === 300")
        return list(page.evaluate("() => window.__keys"))


def _live(browser: Browser, folder: Path) -> list[bool]:
    with (
        ListenProcess(folder) as listen,
        InspectProcess(listen.store) as inspector,
        closing(browser.new_context()) as context,
    ):
        page = _opened(context, inspector)
        page.evaluate(_LIVE)
        _send(listen.url)
        sent = RATE * SECONDS
        page.wait_for_selector(f'[role=grid][aria-rowcount="{sent + 1}"]')
        page.wait_for_function("() => !document.querySelector('[role=grid] .row:not([hidden]):not([data-id])')")
        late = list(page.evaluate("() => window.__late"))
    print(f"{len(late):,} of {sent:,} rows were drawn: the others came and went between two frames")
    if len(late) < LEAST_ROWS:
        print(f"commit to row: NOT MEASURED: at least {LEAST_ROWS:,} rows have to be drawn")
        return [False]
    return [
        tell(f"commit to row at {RATE:,}/s, p50", percentile(late, 0.5), LIVE_MIDDLE),
        tell(f"commit to row at {RATE:,}/s, p99", percentile(late, 0.99), LIVE_SLOWEST),
    ]


def _opened(context: BrowserContext, inspector: InspectProcess) -> Page:
    page = context.new_page()
    page.goto(inspector.url)
    page.wait_for_selector("[data-role=connection][data-state=live]")
    return page


def _send(url: str) -> None:
    command = [sys.executable, "-m", "maileroo_cli", "load", f"{url}/webhook", "--secret", SECRET, "--no-probe"]
    command += ["--rate", f"{RATE}/s", "--for", f"{SECONDS}s", "--processes", "1"]
    # Without the probe, which a listener that accepts forged events does not pass: it would end before the load.
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"the load was not sent as planned (exit code {ran.returncode}):\n{ran.stdout}{ran.stderr}")


def percentile(values: list[float], share: float) -> float:
    """Return the value that a share of all does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def tell(name: str, value: float, most: float, unit: str = "ms") -> bool:
    """Print a figure beside its bound, and tell whether it is within."""
    print(f"{name:44} {value:8.1f} {unit}  (at most {most:g})  {'ok' if value <= most else 'NOT MET'}")
    return value <= most


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
