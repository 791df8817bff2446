"""Whether a thread has nothing to do: one that waits for its queue to hold something rests. See ``resting_task``."""

from __future__ import annotations

import linecache
import queue
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import threading
    from types import FrameType

_TAKES_FROM_QUEUE = ".get("
_INNER_FRAMES = 4


def rests_thread(thread: threading.Thread) -> bool:
    """Return whether a thread waits for its queue, which is empty."""
    inner = frames_of(thread)[:_INNER_FRAMES]
    for number, frame in enumerate(inner):
        if frame.f_code is queue.Queue.get.__code__ or (number == 0 and _TAKES_FROM_QUEUE in _line(frame)):
            return not any(one.qsize() for one in _queues(frame))
    return False


def frames_of(thread: threading.Thread) -> list[FrameType]:
    """Return where a thread is, the innermost first; nothing for one that has ended."""
    found, frame = [], sys._current_frames().get(thread.ident or 0)  # noqa: SLF001  (the only way to see it)
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found


def _line(frame: FrameType) -> str:
    return linecache.getline(frame.f_code.co_filename, frame.f_lineno)


def _queues(frame: FrameType) -> Iterator[Any]:
    """Yield the queues that a frame knows, as a variable or as one of its object's."""
    variables = frame.f_locals
    known = {**getattr(variables.get("self"), "__dict__", {}), **variables}
    yield from (
        one for one in [known.get("self"), *known.values()] if isinstance(one, (queue.Queue, queue.SimpleQueue))
    )
