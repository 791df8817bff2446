"""Sizes as a user writes them and as they are shown: ``10MB``, ``512KiB``, or a number of bytes."""

import re

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.shown import show

_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,9})?) ?([kmgt]?)(i?)b?", re.ASCII | re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_STEP = 1000
_LARGEST = 2**63 - 1
_FORMS = "write it like 500kB, 10MB, 1.5GiB, or a number of bytes"


def parse_size(text: str) -> int:
    """Read a size in bytes: units are powers of 1000 (``kB``, ``MB``, ``GB``) or of 1024 (``KiB``, ``MiB``, ``GiB``).

    What is negative, no number, or does not fit into 64 bits raises ``UsageError``.
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None or (found[3] and not found[2]):
        raise UsageError(f"'{show(text)}' is not a size", _FORMS)
    unit = 1024 if found[3] else _STEP
    size = round(float(found[1]) * float(unit ** _POWERS[found[2].lower()]))
    if size > _LARGEST:
        raise UsageError(f"'{show(text)}' is larger than any file", _FORMS)
    return size


def format_size(size: float) -> str:
    """Return a number of bytes with three digits or so and a unit: ``459 B``, ``1.3 kB``, ``12 MB``."""
    if size < _STEP:
        return f"{size:.0f} B"
    for unit in ("kB", "MB", "GB"):
        size /= _STEP
        if size < 9.95:
            return f"{size:.1f} {unit}"
        if size < 999.5:
            return f"{size:.0f} {unit}"
    return f"{size / _STEP:.1f} TB"
