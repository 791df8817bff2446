"""Verifying whole files block by block, in this process or in several, in constant memory and in order.

What a block's requests are worth is decided in ``capture.check.checker``; how a line looks, in ``lines``.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.formats.ndjson import Block, read_blocks
from maileroo_cli.errors import InputError
from maileroo_cli.report.verify.lines import LineStyle, VerdictCounts, render
from maileroo_cli.webhook.signing.secret import Secret

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_BATCH = 32
_PATIENCE = 2.0
"""After so many seconds without work a worker looks whether it was left alone."""


class VerifyTask(NamedTuple):
    """What verifies and how it is shown: all that a worker process has to know."""

    secrets: Sequence[Secret]
    known: Sequence[Secret]
    style: LineStyle


class VerifiedBlock(NamedTuple):
    """A verified block: its lines, its counts, and how many bytes of input it was."""

    lines: bytes
    tally: VerdictCounts
    size: int


def verify_records(
    stream: BinaryIO, source: str, task: VerifyTask, jobs: int = 1, path: str | None = None
) -> Iterator[VerifiedBlock]:
    """Verify a stream of capture records; yield one result a block, in order.

    ``jobs`` > 1 uses so many processes. ``path`` names the regular file that ``stream`` reads from its beginning, if
    it is one: the processes then read it themselves.
    """
    if jobs == 1:
        checker = Checker(task.secrets, task.known)
        for block in read_blocks(stream):
            yield _verify_block(checker, task.style, block, source)
        return
    ahead = 1 if path is None else 2
    with _crew(task, jobs, path) as crew:
        waiting: deque[Connection] = deque()
        for batch, worker in zip(_batches(read_blocks(stream)), cycle(crew), strict=False):
            worker.send(
                _Share(
                    batch if path is None else [block._replace(data=b"") for block in batch],
                    source,
                    [len(block.data) for block in batch],
                )
            )
            waiting.append(worker)
            if len(waiting) == ahead * jobs:
                yield _receive(waiting.popleft())
        while waiting:
            yield _receive(waiting.popleft())


class _Share(NamedTuple):
    """What a worker is to verify next: blocks, without their bytes where it reads the file itself, and their sizes."""

    blocks: list[Block]
    source: str
    sizes: list[int]


def _receive(worker: "Connection") -> VerifiedBlock:
    try:
        done: VerifiedBlock = worker.recv()
    except (EOFError, OSError):
        raise InputError("a process of --jobs was ended from outside", "is there memory enough? try --jobs 1") from None
    return done


def _batches(blocks: Iterator[Block]) -> Iterator[list[Block]]:
    """Put several blocks together: handing one over takes as long as verifying a dozen records."""
    while batch := list(islice(blocks, _BATCH)):
        yield batch


def _verify_block(checker: Checker, style: LineStyle, block: Block, source: str) -> VerifiedBlock:
    tally = VerdictCounts()
    counted: dict[str, int] = {}
    checked = checker.check_lines(block.data, block.first_line, source, counted if style.quiet else None)
    lines = render(checked, style, tally)
    tally.add_valid(counted)
    return VerifiedBlock(lines, tally, len(block.data))


def _work(task: VerifyTask, path: str | None, parent: "Connection") -> None:
    """Verify what comes from ``parent`` until it is killed, or until nobody is there any more: a worker's life."""
    import signal
    from multiprocessing import parent_process

    starter = parent_process()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    checker = Checker(task.secrets, task.known)
    file = None if path is None else open(path, "rb")  # noqa: SIM115  (closed when the process ends)
    while True:
        while not parent.poll(_PATIENCE):
            if starter is None or not starter.is_alive():
                return
        share: _Share = parent.recv()
        whole = VerifiedBlock(b"", VerdictCounts(), 0)
        for block, size in zip(share.blocks, share.sizes, strict=True):
            done = _verify_block(checker, task.style, _fetch(block, size, file), share.source)
            whole.tally.merge(done.tally)
            whole = VerifiedBlock(whole.lines + done.lines, whole.tally, whole.size + done.size)
        parent.send(whole)


def _fetch(block: Block, size: int, file: BinaryIO | None) -> Block:
    """Return ``block`` with its bytes, read here unless they were sent along."""
    if file is None:
        return block
    file.seek(block.offset)
    return block._replace(data=file.read(size))


@contextmanager
def _crew(task: VerifyTask, jobs: int, path: str | None) -> Iterator[list["Connection"]]:
    """Start ``jobs`` processes, give a pipe to each, and end them however this ends.

    No thread, lock or queue is shared with them, so that nothing can be left locked. A worker is given one share more
    than it works on only where shares are so small that sending never waits for it.
    """
    import multiprocessing
    import sys

    # Forking costs a tenth of starting anew, and this process has no thread that a fork could tear apart.
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    processes, pipes = [], []
    try:
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(task, path, theirs), daemon=True)
            process.start()
            theirs.close()
            processes.append(process)
            pipes.append(ours)
        yield pipes
    finally:
        for process in processes:
            process.kill()
        for process, pipe in zip(processes, pipes, strict=False):
            process.join()
            pipe.close()
