"""Starting and ending an ASGI application as its server does: the ``lifespan`` part of ASGI."""

from __future__ import annotations

import asyncio
from typing import Any

from maileroo_cli.errors import InputError
from maileroo_cli.transport.app.failure import tell_in_line
from maileroo_cli.transport.app.hiding import HIDING, one_line
from maileroo_cli.transport.app.kind import Callee

_ENDING = 5.0
_LONGEST = 300


class Lifespan:
    """Tells an application that it starts, and that it ends. One that knows nothing of that is left alone.

    ``state`` is what it wants each request to have.
    """

    def __init__(self, app: Callee, name: str) -> None:
        self._app = app
        self._name = name
        self._hiding = HIDING.get()
        self._inbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._started = asyncio.Event()
        self._ended = asyncio.Event()
        self._failure = ""
        self._stopped_by: BaseException | None = None
        self._is_known = True
        self._task: asyncio.Task[None] | None = None
        self.state: dict[str, Any] = {}

    async def start(self) -> None:
        """Return when the application is ready; where it says that it cannot start, raise ``InputError``."""
        self._task = asyncio.create_task(self._run())
        await self._inbox.put({"type": "lifespan.startup"})
        await self._started.wait()
        if self._failure:
            said = one_line(self._failure, _LONGEST)
            hint = "start it with your server to see more"
            raise InputError(f"{self._name} did not start: {said}", hint) from self._stopped_by

    async def end(self) -> None:
        """Return when the application has ended, or takes too long."""
        if self._task is None or not self._is_known or self._failure:
            return
        await self._inbox.put({"type": "lifespan.shutdown"})
        await self.wait_for_end()

    async def wait_for_end(self) -> None:
        """Return when the application has ended that was told to, or takes too long."""
        try:
            await asyncio.wait_for(self._ended.wait(), _ENDING)
        except TimeoutError:
            if self._task is not None:
                self._task.cancel()

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        try:
            await self._app(scope, self._inbox.get, self._take)
        except (SystemExit, KeyboardInterrupt) as error:  # nobody does so who only does not know of lifespans
            if not self._started.is_set():
                self._failure, self._stopped_by = tell_in_line(error, self._hiding), error
        # One that has not started does not know of lifespans, as servers see it.
        except BaseException:  # noqa: BLE001  (an application may raise whatever it likes)
            self._is_known = self._started.is_set()
        finally:
            self._started.set()
            self._ended.set()

    async def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "lifespan.startup.complete":
                self._started.set()
            case "lifespan.startup.failed":
                text = self._hiding.text(str(message.get("message", ""))).strip().splitlines()
                self._failure = text[-1] if text else "it gave no reason"
                self._started.set()
            case "lifespan.shutdown.complete" | "lifespan.shutdown.failed":
                self._ended.set()
            case _:
                pass
