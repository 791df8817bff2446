"""GET /api/stream: what is new, as events over one answer that does not end."""

from collections.abc import AsyncIterator
from contextlib import suppress

from maileroo_cli.inspector.call import InspectorCall
from maileroo_cli.report.inspect.streamed import COMMENT, stream_event

PAUSE = 0.04
"""So many seconds lie between two pieces at least: what comes meanwhile is told together."""

QUIET = 15.0
"""After so many seconds without an event there is a comment, so that nobody takes the connection for dead."""


async def stream(call: InspectorCall, last_row: int | None) -> AsyncIterator[bytes]:
    """Yield pieces of the stream, the first at once, until the follower of the settings is closed.

    ``last_row`` is the last row that the client was told of before, as ``Last-Event-ID`` says. A client that reads
    slowly is told together what came meanwhile: nothing is kept for it.
    """
    import asyncio

    loop, changed = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            loop.call_soon_threadsafe(changed.set)

    subscribing = asyncio.ensure_future(asyncio.to_thread(call.settings.follower.subscribe, wake, last_row))
    try:
        subscription = await asyncio.shield(subscribing)
    except asyncio.CancelledError:  # the client has gone already, and nobody else would end it
        subscribing.add_done_callback(lambda done: done.result().close())
        raise
    try:
        yield COMMENT
        while not subscription.is_over:
            changed.clear()
            news = subscription.take()
            if news:
                yield b"".join(stream_event(one, call.settings.cover) for one in news)
                await asyncio.sleep(PAUSE)
                continue
            try:
                await asyncio.wait_for(changed.wait(), QUIET)
            except TimeoutError:
                yield COMMENT
    finally:
        subscription.close()
