"""How errors name a file of mhook's. What is wrong with one is told in ``failure``."""

from pathlib import Path
from typing import NamedTuple


class FileWording(NamedTuple):
    """How errors name a file, what may be named instead of it with which option, and what to do where it is damaged."""

    noun: str
    thing: str
    option: str
    rescue: str


def short_name(path: Path) -> str:
    """Return a file as a person would write it: from the current folder where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
