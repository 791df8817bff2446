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
_UVICORN = ("uvicorn", "--log-level", "warning", "--backlog", "512", "--port", "{port}")
_MIGRATE = ("django", "migrate", "--run-syncdb", "--verbosity", "0")


@dataclass(frozen=True, slots=True)
class Example:
    """A correct receiver: ``app`` is where ``--app`` finds it; ``serve`` starts it as a module of Python.

    ``set_up`` makes its tables before; ``prefix`` is that of their names.
    """

    app: str
    serve: tuple[str, ...]
    set_up: tuple[str, ...] = ()
    prefix: str = ""

    def prepare(self, folder: Path) -> None:
        """Make what it needs in ``folder``, where it will run."""
        folder.mkdir(exist_ok=True)
        if self.set_up:
            command = [sys.executable, "-m", *self.set_up]
            subprocess.run(command, cwd=folder, env=example_environment(), check=True, timeout=60)


EXAMPLES: Mapping[str, Example] = {
    "flask": Example(
        "flask_app.app:create_app()", ("flask", "--app", "flask_app.app:create_app()", "run", "--port", "{port}")
    ),
    "fastapi": Example("fastapi_app.main:create_app()", (*_UVICORN, "--factory", "fastapi_app.main:create_app")),
    "django": Example(
        "django_app.asgi:application", (*_UVICORN, "django_app.asgi:application"), _MIGRATE, "django_app_"
    ),
}


def example_environment() -> dict[str, str]:
    """Return the variables with which the examples are found, and have a secret."""
    return {
        **os.environ,
        "PYTHONPATH": str(EXAMPLES_FOLDER),
        "DJANGO_SETTINGS_MODULE": "django_app.settings",
        "MAILEROO_WEBHOOK_SECRET": SECRET,
    }


class RunningExample:
    """A correct receiver in one of the frameworks; its files lie in ``folder``."""

    def __init__(self, name: str, folder: Path) -> None:
        self.port = closed_port()
        self._example = EXAMPLES[name]
        self._folder = folder
        self.database = ExampleDatabase(folder / "events.db", self._example.prefix)
        self._example.prepare(folder)
        self._program = self._start()

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
        self._program = self._start()
        self._wait()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *(one.format(port=self.port) for one in self._example.serve)]
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self._folder,
                env=example_environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait(self) -> None:
        wait_for(parse_target(self.url), 60)

    def _kill(self) -> None:
        os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait(10)
