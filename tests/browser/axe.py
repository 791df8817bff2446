"""What axe-core finds on a page: barriers for people who do not see it, or do not use a mouse."""

from functools import cache
from pathlib import Path

import pytest

from tests.browser.watched import WatchedPage

_SOURCE = Path(__file__).parents[2] / ".venv" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """
async () => (await axe.run()).violations.map(one =>
  one.id + ': ' + one.help + ' at ' + one.nodes.slice(0, 5).map(node => node.target + ' ' + node.html).join(' and '))
"""


@cache
def _source() -> str:
    if not _SOURCE.exists():
        pytest.fail(f"axe-core is not installed: make {_SOURCE.parents[2].name}/.installed-node")
    return _SOURCE.read_text(encoding="utf-8")


def barriers(watched: WatchedPage) -> list[str]:
    """Return each rule that the page breaks, with the elements that do so; no script is added to the page."""
    watched.js(_source())
    found: list[str] = watched.js(_RUN)
    return found
