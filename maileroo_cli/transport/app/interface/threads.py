"""The threads that requests have started and left behind."""

import threading
import time

_POOLS = ("AnyIO", "asyncio_", "ThreadPoolExecutor", "mhook-")


class StrayThreads:
    """Knows the threads that were there before the first request. Those of pools rest, and are not waited for."""

    def __init__(self) -> None:
        self._known = set(threading.enumerate())

    def finish(self, seconds: float) -> bool:
        """Wait until the others have ended; those that did not in time are not waited for again."""
        end = time.monotonic() + seconds
        left = [one for one in threading.enumerate() if one not in self._known and not one.name.startswith(_POOLS)]
        left = [one for one in left if one is not threading.current_thread()]
        for one in left:
            one.join(max(0.0, end - time.monotonic()))
        late = [one for one in left if one.is_alive()]
        self._known |= set(late)
        return not late
