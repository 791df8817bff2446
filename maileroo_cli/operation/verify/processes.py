"""Verifying the blocks of one file in several worker processes: who gets which blocks, and the order of what comes."""

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from maileroo_cli.capture.formats.ndjson import Block, read_blocks
from maileroo_cli.errors import InputError
from maileroo_cli.operation.verify.lot import VerifiedLot, VerifyTask, verify_blocks
from maileroo_cli.operation.verify.record_files import RunRequests
from maileroo_cli.transport.file.source import open_source

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_BATCH = 32
_PATIENCE = 2.0
"""After so many seconds without work a worker looks whether it was left alone."""


def verify_in_processes(
    stream: BinaryIO, source: str, task: VerifyTask, jobs: int, path: str | None
) -> Iterator[VerifiedLot]:
    """Verify a stream of capture records in ``jobs`` processes; yield a lot for several blocks, in order."""
    ahead = 1 if path is None else 2
    with _start_workers(task, jobs, path) as workers:
        waiting: deque[Connection] = deque()
        for batch, worker in zip(_batches(read_blocks(stream)), cycle(workers), strict=False):
            worker.send(_share(batch, source, sent=path is None))
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


def _share(blocks: list[Block], source: str, *, sent: bool) -> _Share:
    sizes = [len(block.data) for block in blocks]
    return _Share(blocks if sent else [block._replace(data=b"") for block in blocks], source, sizes)


def _receive(worker: "Connection") -> VerifiedLot:
    try:
        lot: VerifiedLot = worker.recv()
    except (EOFError, OSError):
        raise InputError("a process of --jobs was ended from outside", "is there memory enough? try --jobs 1") from None
    return lot


def _batches(blocks: Iterator[Block]) -> Iterator[list[Block]]:
    """Put several blocks together: handing one over takes as long as verifying a dozen records."""
    while batch := list(islice(blocks, _BATCH)):
        yield batch


def _work(task: VerifyTask, path: str | None, parent: "Connection") -> None:
    """Verify what comes from ``parent`` until it is killed, or until nobody is there any more: a worker's life."""
    import signal
    from multiprocessing import parent_process

    starter = parent_process()
    for number in (signal.SIGINT, signal.SIGTERM):  # they come to the whole group, and who has the workers ends them
        signal.signal(number, signal.SIG_IGN)
    checker = task.make_checker(RunRequests().of_records(path, path or ""))
    file = None if path is None else open_source(path)  # closed when the process ends
    while True:
        while not parent.poll(_PATIENCE):
            if starter is None or not starter.is_alive():
                return
        share: _Share = parent.recv()
        blocks = share.blocks if file is None else _fetch(share.blocks, share.sizes, file)
        parent.send(verify_blocks(blocks, share.source, task, checker))


def _fetch(blocks: Sequence[Block], sizes: Sequence[int], file: BinaryIO) -> Iterator[Block]:
    """Yield blocks that were sent without their bytes with them, read from the file."""
    for block, size in zip(blocks, sizes, strict=True):
        file.seek(block.offset)
        yield block._replace(data=file.read(size))


@contextmanager
def _start_workers(task: VerifyTask, jobs: int, path: str | None) -> Iterator[list["Connection"]]:
    """Start ``jobs`` processes, give a pipe to each, and end them however this ends.

    No thread, lock or queue is shared with them, so that nothing can be left locked. A worker is given one share more
    than it works on only where shares are so small that sending never waits for it.
    """
    import multiprocessing

    context: Any = multiprocessing.get_context(_start_method())
    processes, pipes = [], []
    try:
        with _signals_held():
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


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let signals come after the block: a process that has just begun does what this one does at a signal."""
    import signal

    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_method() -> str:
    """Return how processes start: forking costs a tenth, and this process has no thread that it could tear apart."""
    return "fork" if sys.platform == "linux" else "spawn"
