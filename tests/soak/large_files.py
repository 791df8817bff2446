"""Files with one enormous record: what it costs is bounded, it is told, and the rest of the file is read."""

from collections.abc import Iterator

from tests.large_files import KINDS, read_large
from tests.soak.part import Effort, SoakRow

_MIB = 1 << 20
_SIZES = (60, 100, 300)
_MOST = 256
"""In MiB: the window of 64, and a body of 60 as text and as bytes."""


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Read each kind of entry in each size; a share of less than a third reads the smallest alone."""
    sizes = _SIZES[: effort.of(len(_SIZES))]
    for form in ("har", "answered har"):
        # Brackets within brackets are counted one by one, which takes a second for each MiB.
        asked = [(kind, size * _MIB // (10 if kind == "nests" else 1)) for size in sizes for kind in KINDS]
        found = [read_large(form, kind, size) for kind, size in asked]
        wrong = sum(result.last != "good" or result.grown > _MOST for result in found)
        most = max(result.grown for result in found)
        yield SoakRow(f"one enormous entry, {form}", len(found), wrong, f"at most {most} MiB")
    lines = [read_large("records", kind, size * _MIB) for size in sizes for kind in ("headers", "no end")]
    wrong = sum(result.last != "good" or result.grown > _MOST for result in lines)
    yield SoakRow("one enormous record", len(lines), wrong, f"at most {max(one.grown for one in lines)} MiB")
