"""The receivers of the manual as data, and as programs that run: each is taken from the page as it is printed there."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.docs.pages import Section, page, sections
from tests.receivers.raw import closed_port

_FILE = re.compile(r"\bas `(receiver\.\w+)`:\n")


@dataclass(frozen=True, slots=True)
class PageReceiver:
    """One receiver of the page: its title, the name and the text of its file, and the line that starts it."""

    title: str
    file: str
    source: str
    command: str


def page_receivers() -> dict[str, PageReceiver]:
    """Return the receivers of the page by their titles, in order."""
    found = (section for section in sections(page("receivers").text) if _FILE.search(section.text))
    return {section.title: _receiver(section) for section in found}


def _receiver(section: Section) -> PageReceiver:
    name = _FILE.search(section.text)
    assert name is not None
    source, start = section.blocks()
    starts = [line for line in start.text.split("\n") if not line.startswith("export ")]
    assert len(starts) == 1, starts
    return PageReceiver(section.title, name[1], source.text + "\n", starts[0])


class Program:
    """A receiver of the page as a program of its own, on a free port of 127.0.0.1, until the ``with`` block ends.

    ``port`` may not be open yet: whoever sends waits for it. ``secret`` ``None`` leaves the variable unset.
    """

    def __init__(
        self, receiver: PageReceiver, folder: Path, secret: str | None, environment: Mapping[str, str] = os.environ
    ) -> None:
        (folder / receiver.file).write_text(receiver.source, encoding="utf-8")
        self._folder = folder
        self.port = closed_port()
        variables = {**environment, "PORT": str(self.port)}
        variables["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{variables['PATH']}"
        variables.pop("MAILEROO_WEBHOOK_SECRET", None)
        if secret is not None:
            variables["MAILEROO_WEBHOOK_SECRET"] = secret
        with self._log.open("wb") as log:
            # A reloader runs the receiver in a second process: as a group both are ended.
            self._program = subprocess.Popen(
                ["sh", "-c", receiver.command.replace("8000", str(self.port))],
                cwd=folder,
                env=variables,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def url(self) -> str:
        """The URL of the receiver's webhook."""
        return f"http://127.0.0.1:{self.port}/webhook"

    @property
    def said(self) -> str:
        """What the program has written."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def _log(self) -> Path:
        return self._folder / "receiver.log"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait(10)
