"""Running one of the applications as a program of its own, on a free port, until a ``with`` block ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.transport.client.target import parse_target
from tests.receivers.applications.inbox import PATH, SECRET_VARIABLE
from tests.receivers.correct import SECRET
from tests.receivers.raw import closed_port

APPLICATIONS = ("flask", "fastapi", "django")
_ROOT = Path(__file__).parent.parent.parent.parent


class RunningApplication:
    """A correct receiver in one of the frameworks; what it writes goes to ``log``."""

    def __init__(self, name: str, log: Path) -> None:
        self.port = closed_port()
        self._log = log
        command = [sys.executable, "-m", f"tests.receivers.applications.{name}_receiver", str(self.port)]
        with log.open("wb") as file:
            self._program = subprocess.Popen(
                command,
                cwd=_ROOT,
                env={**os.environ, SECRET_VARIABLE: SECRET},
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def url(self) -> str:
        """The URL of its webhook."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    @property
    def observe_url(self) -> str:
        """The URL that counts the effects of an event, as ``--observe-url`` takes it."""
        return f"http://127.0.0.1:{self.port}/effects?id={{event_id}}"

    @property
    def state_url(self) -> str:
        """The URL that tells the state of a recipient, as ``--state-url`` takes it."""
        return f"http://127.0.0.1:{self.port}/state?of={{recipient}}"

    @property
    def said(self) -> str:
        """What the program has written."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> Self:
        wait_for(parse_target(self.url), 60)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait(10)
