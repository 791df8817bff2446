"""Verifying the blocks of files in several worker processes: who gets which blocks, and the order of what comes."""

import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeAlias

from maileroo_cli.capture.formats.ndjson import BLOCK, Block, read_blocks
from maileroo_cli.errors import InputError
from maileroo_cli.operation.verify.lot import VerifiedLot, VerifyTask, verify_blocks
from maileroo_cli.operation.verify.record_files import RunRequests
from maileroo_cli.transport.file.source import open_source

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from maileroo_cli.capture.check.checker import Checker

_BATCH = 32
_SMALL = _BATCH * BLOCK
"""A file of so many bytes, or fewer, would be one worker's alone."""

_PATIENCE = 2.0
"""After so many seconds without work a worker looks whether it was left alone."""


class Workers:
    """The processes of one run: started for the first input that needs them, and kept, as they learn from each."""

    def __init__(self, task: VerifyTask, jobs: int) -> None:
        self._task = task
        self._jobs = jobs
        self._processes: list[Any] = []
        self._pipes: list[Connection] = []

    @staticmethod
    def are_needed(path: str | None) -> bool:
        """Tell whether the file at ``path`` is large enough for several processes; a pipe (``None``) may be."""
        try:
            return path is None or os.path.getsize(path) > _SMALL
        except OSError:
            return True

    def verify(self, stream: BinaryIO, source: str, path: str | None) -> Iterator[VerifiedLot]:
        """Verify a stream of capture records; yield a lot for several blocks, in order.

        Where it ends early, so do the processes: they still have work that nobody waits for.
        """
        try:
            yield from self._verify(stream, source, path)
        except BaseException:
            self.end()
            raise

    def _verify(self, stream: BinaryIO, source: str, path: str | None) -> Iterator[VerifiedLot]:
        if not self._pipes:
            self._start()
        for worker in self._pipes:
            _send(worker, _Input(path, source))
        most = (1 if path is None else 2) * self._jobs
        waiting: deque[Connection] = deque()
        for batch, worker in zip(_batches(read_blocks(stream)), cycle(self._pipes), strict=False):
            _send(worker, _share(batch, sent=path is None))
            waiting.append(worker)
            if len(waiting) == most:
                yield _receive(waiting.popleft())
        while waiting:
            yield _receive(waiting.popleft())

    def _start(self) -> None:
        """Start the processes, and give a pipe to each.

        No thread, lock or queue is shared with them, so that nothing can be left locked. A worker is given one share
        more than it works on only where shares are so small that sending never waits for it.
        """
        import multiprocessing

        context: Any = multiprocessing.get_context(_start_method())
        with _signals_held():
            for _ in range(self._jobs):
                ours, theirs = context.Pipe()
                process = context.Process(target=_work, args=(self._task, theirs), daemon=True)
                process.start()
                theirs.close()
                self._processes.append(process)
                self._pipes.append(ours)

    def end(self) -> None:
        """End the processes, whatever they do; those of the next input are new ones."""
        processes, self._processes = self._processes, []
        pipes, self._pipes = self._pipes, []
        for process in processes:
            process.kill()
        for process, pipe in zip(processes, pipes, strict=False):
            process.join()
            pipe.close()


class _Input(NamedTuple):
    """The input whose shares come next: where a worker reads it itself, if it does, and how it is called."""

    path: str | None
    source: str


class _Share(NamedTuple):
    """What a worker is to verify next: blocks, without their bytes where it reads the file itself, and their sizes."""

    blocks: list[Block]
    sizes: list[int]


_Message: TypeAlias = _Input | _Share


def _share(blocks: list[Block], *, sent: bool) -> _Share:
    sizes = [len(block.data) for block in blocks]
    return _Share(blocks if sent else [block._replace(data=b"") for block in blocks], sizes)


def _send(worker: "Connection", message: _Message) -> None:
    try:
        worker.send(message)
    except OSError:
        raise _ended() from None


def _receive(worker: "Connection") -> VerifiedLot:
    try:
        lot: VerifiedLot = worker.recv()
    except (EOFError, OSError):
        raise _ended() from None
    return lot


def _ended() -> InputError:
    return InputError("another program ended a process of --jobs", "there may be too little memory: try --jobs 1")


def _batches(blocks: Iterator[Block]) -> Iterator[list[Block]]:
    """Put several blocks together: handing one over takes as long as verifying a dozen records."""
    while batch := list(islice(blocks, _BATCH)):
        yield batch


def _work(task: VerifyTask, parent: "Connection") -> None:
    """Verify what comes from ``parent`` until it is killed, or until nobody is there any more: a worker's life."""
    import signal
    from multiprocessing import parent_process

    starter = parent_process()
    for number in (signal.SIGINT, signal.SIGTERM):  # they come to the whole group, and who has the workers ends them
        signal.signal(number, signal.SIG_IGN)
    desk = _Desk(task)
    while True:
        while not parent.poll(_PATIENCE):
            if starter is None or not starter.is_alive():
                return
        message: _Message = parent.recv()
        if isinstance(message, _Input):
            desk.take(message)
        else:
            parent.send(desk.verify(message))


class _Desk:
    """What a worker has before it: one input after the other, and what came of all its searches so far."""

    def __init__(self, task: VerifyTask) -> None:
        self._task = task
        self._history = cache(task.make_history)
        self._requests = RunRequests()
        self._input = _Input(None, "")
        self._file: BinaryIO | None = None
        self._checker: Checker | None = None

    def take(self, new: _Input) -> None:
        """Begin with another input; that of before is done with."""
        if self._file is not None:
            self._file.close()
        self._input, self._checker = new, None
        self._file = None if new.path is None else open_source(new.path)

    def verify(self, share: _Share) -> VerifiedLot:
        """Verify a share of the input."""
        path, source = self._input
        if self._checker is None:
            self._checker = self._task.make_checker(self._requests.of_records(path, source), self._history)
        blocks = share.blocks if self._file is None else _fetch(share.blocks, share.sizes, self._file)
        return verify_blocks(blocks, source, self._task, self._checker)


def _fetch(blocks: Sequence[Block], sizes: Sequence[int], file: BinaryIO) -> Iterator[Block]:
    """Yield blocks that were sent without their bytes with them, read from the file."""
    for block, size in zip(blocks, sizes, strict=True):
        file.seek(block.offset)
        yield block._replace(data=file.read(size))


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
