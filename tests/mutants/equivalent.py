"""Changes that change nothing anybody could see, by hand: each with its reason in ``equivalents.toml``.

A change is known by the text of its lines before and after it, so that other edits of the module move nothing.
"""

import tomllib
from pathlib import Path

_FILE = Path(__file__).with_name("equivalents.toml")


def read_equivalents() -> dict[tuple[str, str, str], str]:
    """Return the reason of each change that is accepted, by module, line before and line after."""
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8")).get("change", [])
    return {(one["module"], one["before"], one["after"]): one["reason"] for one in listed}
