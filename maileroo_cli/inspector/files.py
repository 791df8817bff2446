"""The files of the page, read once when the inspector starts: no request ever names a file of the system."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "page"
_INDEX = "index.html"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""What may lie there."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file: its bytes, and what a browser is to take them for."""

    content: bytes
    kind: str


def read_page(folder: Path = _FOLDER) -> Mapping[bytes, PageFile]:
    """Return the files by the path that each has on the server; the page itself is at ``/``."""
    return {
        b"/" if file.name == _INDEX else f"/{file.name}".encode(): PageFile(file.read_bytes(), _TYPES[file.suffix])
        for file in sorted(folder.iterdir())
        if file.suffix in _TYPES
    }
