"""The store in memory does what the one on a disk does."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.writer import Store, StoredAnswer
from maileroo_cli.transport.server.memory import MemoryStore
from maileroo_cli.transport.server.pipeline.store import ListenStore
from tests.capture.stored import capture

Step: TypeAlias = tuple[str, int, int]

STEPS: Mapping[str, Callable[[ListenStore, int, int], object]] = {
    "answer": lambda store, row, number: store.set_answers([StoredAnswer(200 + number, "script", 1.5, row)]),
    "detail": lambda store, row, number: store.set_details([("secret-newline", row)], [(float(number), row)]),
    "spare": lambda store, _, __: store.spare_existing(),
    "delete": lambda store, row, _: store.delete_rows([(row, f"{row:016x}"), (row, "of another")]),
    "captures": lambda store, most, number: store.prune(StoreLimits(captures=most), 9.0, probes_first=number > 200),
    "seconds": lambda store, seconds, _: store.prune(StoreLimits(seconds=seconds), 9.0),
    "bytes": lambda store, most, number: store.prune(StoreLimits(bytes=most * number), 9.0, probes_first=most % 2 > 0),
}
"""What is done to a store, beside adding to it, with two numbers."""

steps = st.tuples(st.sampled_from(["add", "probe", "content", *STEPS]), st.integers(1, 8), st.integers(0, 399))


def take_step(store: ListenStore, step: Step, newest: int) -> object:
    """Do one step and return what the store says of it; ``newest`` is the row that was added last."""
    name, row, size = step
    if name in ("add", "probe"):
        return store.add([new_capture(newest + 1, size, "probe" if name == "probe" else "valid")])
    if name == "content":  # a store on a disk has an answer for each row that is named
        contents = [(b"head", b"x" * size, row)] if row == newest else []
        store.set_answers([StoredAnswer(200, "application", 1.5, row)], contents)
        return None
    return STEPS[name](store, row, size)


def new_capture(number: int, size: int, verdict: str) -> Capture:
    """Return a capture with ``size`` bytes that arrived in the second ``number``."""
    return capture(number, at=float(number), body=b"x" * size, verdict=verdict, status=200)


@given(taken=st.lists(steps, max_size=12))
def test_both_stores_are_alike(tmp_path_factory: pytest.TempPathFactory, taken: list[Step]) -> None:
    """Whatever is added, changed, limited and deleted, both say the same and hold the same captures."""
    path, memory, newest = tmp_path_factory.mktemp("store") / "a.db", MemoryStore(), 0
    with Store(path) as disk:
        for step in taken:
            assert take_step(memory, step, newest) == take_step(disk, step, newest), step
            newest += step[0] in ("add", "probe")
            assert memory.count(limited=True) == disk.count(limited=True), step
            assert disk.size in (None, memory.size), step
        with Archive(path) as archive:
            assert memory.captures() == list(archive.captures())


def test_what_is_new() -> None:
    """Captures behind a row are found, also where all before were forgotten; a row is never used again."""
    store = MemoryStore()
    store.add([capture(1), capture(2)])
    assert store.captures(after=1) == [capture(2)]
    store.clear()
    assert (store.captures(), store.last, store.size) == ([], 2, 0)
    assert store.add([capture(3)]) == 3
    assert store.captures(after=2) == store.captures() == [capture(3)]
    store.set_answers([StoredAnswer(200, "script", 1.0, 1)])
    assert store.captures() == [capture(3)]
    assert store.checkpoint() is False
    store.close()
    assert store.count() == 1
