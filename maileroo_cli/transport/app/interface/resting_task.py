"""Whether a task has nothing to do: one that waits for its queue to hold something rests.

Many applications answer first and let a worker do the work: it never ends, but it rests when all of it is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

_RECEIVES = "MemoryObjectReceiveStream.receive"
"""How AnyIO, and so Starlette, takes something from a queue."""


def rests_task(task: asyncio.Task[Any]) -> bool:
    """Return whether a task waits for its queue to hold something."""
    waits_for = getattr(task, "_fut_waiter", None)
    if waits_for is None or waits_for.done():  # it goes on soon
        return False
    return any(
        code is asyncio.Queue.get.__code__ or code.co_qualname == _RECEIVES for code in _awaited(task.get_coro())
    )


def _awaited(coroutine: Any) -> Iterator[Any]:
    """Yield the code of a coroutine, of what that waits for, and so on."""
    while coroutine is not None:
        kind = next((kind for kind in ("cr", "gi", "ag") if hasattr(coroutine, f"{kind}_code")), None)
        if kind is None:
            return
        yield getattr(coroutine, f"{kind}_code")
        coroutine = getattr(coroutine, "gi_yieldfrom" if kind == "gi" else f"{kind}_await")
