"""A store of many captures, of every verdict and type, made in this process."""

from pathlib import Path

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.writer import Store
from tests.cli.store import captured, event

VERDICTS = ("valid",) * 7 + ("invalid", "unverifiable", "probe")
TYPES = ("accepted", "delivered", "opened", "clicked", "failed")
_AT_ONCE = 5_000


def write_store(path: Path, count: int) -> Path:
    """Write ``count`` captures into a new store: each hundredth second one, each tenth invalid."""
    with Store(path) as store:
        for first in range(0, count, _AT_ONCE):
            last = min(count, first + _AT_ONCE)
            store.add([_one(number) for number in range(first, last)])
    return path


def id_of(number: int) -> str:
    """Return the id of the capture with a number, counted from 0."""
    return f"{number:016x}"


def _one(number: int) -> Capture:
    verdict = VERDICTS[number % len(VERDICTS)]
    cause = "secret-space" if verdict == "invalid" else ""
    body = event(number, TYPES[number % len(TYPES)], message_reference_id=f"{number // 5:024x}")
    return captured(number, body, verdict=verdict, cause=cause, id=id_of(number), at=1_773_617_542 + number / 100)
