"""Reading some requests of a file ahead of checking them: the owner of a signature may come after the request with it.

What is ahead is only looked at where a signature verifies nothing; ``other_requests`` remembers it.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TypeVar

from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, place_in
from maileroo_cli.capture.record import CaptureRecord

_MOST = 1000
_SIZE = 4 * 1024 * 1024
"""So much text of bodies is kept in memory; a single request may be larger."""

_Result = TypeVar("_Result", ReadRequest, DamagedPlace, ReadRequest | DamagedPlace)


def read_ahead(results: Iterable[_Result], others: OtherRequests, source: str = "") -> Iterator[_Result]:
    """Yield ``results`` while ``others`` may look at some that are ahead; ``source`` is what their places name."""
    for lot in in_lots(results):
        others.look_ahead(partial(places, lot, source))
        yield from lot


def in_lots(results: Iterable[_Result]) -> Iterator[list[_Result]]:
    """Yield ``results`` in lists of a bounded size; where a file breaks off, what was read before comes first."""
    lot: list[_Result] = []
    size = 0
    try:
        for result in results:
            lot.append(result)
            if isinstance(result, ReadRequest):
                size += len(result.record.body or result.record.body_base64 or "")
            if len(lot) >= _MOST or size >= _SIZE:
                yield lot
                lot, size = [], 0
    except Exception:
        if lot:
            yield lot
        raise
    if lot:
        yield lot


def places(lot: Iterable[_Result], source: str = "") -> Iterator[tuple[str, CaptureRecord]]:
    """Yield the requests of a lot, each with its place in ``source``, if that has a name."""
    for result in lot:
        if isinstance(result, ReadRequest):
            yield place_in(source, result.where) if source else result.where, result.reserved
