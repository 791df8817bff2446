"""Verifying whole files block by block, in this process or in several, in constant memory and in order.

What a block's requests are worth is decided in ``capture.check``; how a line looks, in ``verification``.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from maileroo_cli.capture.check import Checker
from maileroo_cli.capture.formats.ndjson import Block, read_blocks
from maileroo_cli.report.verification import LineStyle, Tally, render
from maileroo_cli.webhook.secret import Secret

if TYPE_CHECKING:
    from multiprocessing.pool import AsyncResult

_BATCH = 8


class Task(NamedTuple):
    """What verifies and how it is shown: all that a worker process has to know."""

    secrets: Sequence[Secret]
    known: Sequence[Secret]
    style: LineStyle


class Done(NamedTuple):
    """A verified block: its lines, its counts, and how many bytes of input it was."""

    lines: bytes
    tally: Tally
    size: int


def verify_records(stream: BinaryIO, source: str, task: Task, jobs: int = 1, path: str | None = None) -> Iterator[Done]:
    """Verify a stream of capture records; yield one result a block, in order.

    ``jobs`` > 1 uses so many processes. ``path`` names the regular file that ``stream`` reads from its beginning, if
    it is one: the processes then read it themselves.
    """
    if jobs == 1:
        checker = Checker(task.secrets, task.known)
        for block in read_blocks(stream):
            yield _verify_block(checker, task.style, block, source)
        return
    with _workers(task, jobs, path) as submit:
        waiting: deque[AsyncResult[Done]] = deque()
        for batch in _batches(read_blocks(stream)):
            sent = batch if path is None else [block._replace(data=b"") for block in batch]
            waiting.append(submit(_in_worker, (sent, source, [len(block.data) for block in batch])))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().get()
        while waiting:
            yield waiting.popleft().get()


def _batches(blocks: Iterator[Block]) -> Iterator[list[Block]]:
    """Put several blocks together: handing one over takes as long as verifying a dozen records."""
    while batch := list(islice(blocks, _BATCH)):
        yield batch


def _verify_block(checker: Checker, style: LineStyle, block: Block, source: str) -> Done:
    tally = Tally()
    counted: dict[str, int] = {}
    checked = checker.check_lines(block.data, block.first_line, source, counted if style.quiet else None)
    lines = render(checked, style, tally)
    tally.add_valid(counted)
    return Done(lines, tally, len(block.data))


class _Worker(NamedTuple):
    """What a process of the pool has prepared; ``file`` is read in place of the stream, where it can be."""

    checker: Checker
    style: LineStyle
    file: BinaryIO | None

    def fetch(self, block: Block, size: int) -> Block:
        """Return ``block`` with its bytes, read here unless they were sent along."""
        if self.file is None:
            return block
        self.file.seek(block.offset)
        return block._replace(data=self.file.read(size))


_worker: _Worker | None = None


def _start_worker(task: Task, path: str | None) -> None:
    import signal

    global _worker  # noqa: PLW0603  (a pool's worker has no other place for what its initializer prepared)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    file = None if path is None else open(path, "rb")  # noqa: SIM115  (closed when the process ends)
    _worker = _Worker(Checker(task.secrets, task.known), task.style, file)


def _in_worker(blocks: list[Block], source: str, sizes: list[int]) -> Done:
    if _worker is None:
        raise RuntimeError("the worker was not started")
    whole = Done(b"", Tally(), 0)
    for block, size in zip(blocks, sizes, strict=True):
        done = _verify_block(_worker.checker, _worker.style, _worker.fetch(block, size), source)
        whole.tally.merge(done.tally)
        whole = Done(whole.lines + done.lines, whole.tally, whole.size + done.size)
    return whole


@contextmanager
def _workers(task: Task, jobs: int, path: str | None) -> Iterator[Callable[..., Any]]:
    import multiprocessing
    import sys

    # Forking costs a tenth of starting anew, and this process has no thread that a fork could tear apart.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = context.Pool(jobs, _start_worker, (task, path))
    try:
        yield pool.apply_async
    finally:
        pool.terminate()
        pool.join()
