"""Running an example as a program of its own, as its users start it, until a ``with`` block ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.transport.client.target import parse_target
from tests.receivers.correct import PATH, SECRET
from tests.receivers.examples.database import ExampleDatabase
from tests.receivers.raw import closed_port

EXAMPLES_FOLDER = Path(__file__).parent.parent.parent / "examples"
_MIGRATE = ("django", "migrate", "--run-syncdb", "--verbosity", "0")
_UVICORN = ("uvicorn", "--log-level", "warning", "--backlog", "512", "--port", "{port}")


@dataclass(frozen=True, slots=True)
class Example:
    """How an example is started: a module of Python with its arguments; ``set_up`` makes its tables before.

    ``prefix`` is that of the names of its tables.
    """

    serve: tuple[str, ...]
    set_up: tuple[str, ...] = ()
    prefix: str = ""


EXAMPLES: Mapping[str, Example] = {
    "flask": Example(("flask", "--app", "flask_app.app:create_app()", "run", "--port", "{port}")),
    "fastapi": Example((*_UVICORN, "--factory", "fastapi_app.main:create_app")),
    "django": Example((*_UVICORN, "django_app.asgi:application"), _MIGRATE, "django_app_"),
}


class RunningExample:
    """A correct receiver in one of the frameworks; its files lie in ``folder``."""

    def __init__(self, name: str, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.port = closed_port()
        self._example = EXAMPLES[name]
        self._folder = folder
        self.database = ExampleDatabase(folder / "events.db", self._example.prefix)
        if self._example.set_up:
            assert self._start(self._example.set_up).wait(60) == 0, self.said
        self._program = self._start(self._example.serve)

    @property
    def url(self) -> str:
        """The URL of its webhook."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    @property
    def said(self) -> str:
        """What the program has written."""
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> Self:
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kill()

    def restart(self) -> None:
        """End it in a crash, and start it again."""
        self._kill()
        self._program = self._start(self._example.serve)
        self._wait()

    def _start(self, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *(one.format(port=self.port) for one in arguments)],
                cwd=self._folder,
                env={
                    **os.environ,
                    "PYTHONPATH": str(EXAMPLES_FOLDER),
                    "DJANGO_SETTINGS_MODULE": "django_app.settings",
                    "MAILEROO_WEBHOOK_SECRET": SECRET,
                },
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait(self) -> None:
        wait_for(parse_target(self.url), 60)

    def _kill(self) -> None:
        os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait(10)
