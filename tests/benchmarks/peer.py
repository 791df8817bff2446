"""The peer of ``mhook listen`` in the benchmark: Starlette on uvicorn, which reads, verifies and stores the same.

    python -m tests.benchmarks.peer STORE DURABILITY group|each

It is written as such programs are: events are read with ``json`` and verified with ``hmac``, and uvicorn prints a line
for each request, as mhook prints its own. The rows are mhook's, written by its store: ``group`` commits together what
came in one turn of the loop, as mhook does, ``each`` every request for itself. It prints its port first. Needs uvicorn,
starlette and msgspec.
"""

import asyncio
import hashlib
import hmac
import json
import socket
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from maileroo_cli.capture.entry import AnswerSource, Capture, CaptureContent, CaptureEntry
from maileroo_cli.capture.store.writer import CHECKPOINT_BYTES, Durability, Store

SECRET = "secret"


class Keeper:
    """Stores requests, together or each for itself."""

    def __init__(self, store: Store, *, together: bool) -> None:
        self._store = store
        self._together = together
        self._waiting: list[tuple[Capture, asyncio.Future[None]]] = []

    async def keep(self, request: Any) -> None:
        """Return when the request has been committed."""
        body = await request.body()
        capture = self._capture(request, body)
        if not self._together:
            self._add([capture])
            return
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._flush)
        self._waiting.append((capture, future))
        await future

    def _capture(self, request: Any, body: bytes) -> Capture:
        scope = request.scope
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        valid = hmac.compare_digest(signature.encode(), request.headers.get("x-maileroo-signature", "").encode())
        event = json.loads(body)
        lines = [f"{scope['method']} {scope['path']} HTTP/1.1".encode()]
        lines += [name + b": " + value for name, value in scope["headers"]]
        client = scope["client"]
        entry = CaptureEntry(
            uuid.uuid4().hex[:16],
            time.time(),
            f"{client[0]}:{client[1]}",
            scope["method"],
            scope["path"],
            event["event_type"],
            event["event_id"],
            event["message_reference_id"],
            event["event_time"],
            "valid" if valid else "invalid",
            "",
            "literal",
            "",
            len(body),
            200,
            AnswerSource.SCRIPT,
        )
        return Capture(entry, CaptureContent(b"\r\n".join(lines) + b"\r\n\r\n", body))

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._add([capture for capture, _ in waiting])
        for _, future in waiting:
            future.set_result(None)

    def _add(self, captures: list[Capture]) -> None:
        self._store.add(captures)
        if self._store.unmoved >= CHECKPOINT_BYTES:
            self._store.checkpoint()


def main(path: str, durability: str, commit: str) -> None:
    """Serve until the end of the process."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    with Store(Path(path), durability=Durability(durability), doing="a benchmark") as store:
        timekeeper = Keeper(store, together=commit == "group")

        async def webhook(request: Any) -> Any:
            await timekeeper.keep(request)
            return PlainTextResponse("ok\n")

        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        print(listener.getsockname()[1], flush=True)
        app = Starlette(routes=[Route("/webhook", webhook, methods=["POST"])])
        uvicorn.Server(uvicorn.Config(app, http="httptools", lifespan="off")).run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
