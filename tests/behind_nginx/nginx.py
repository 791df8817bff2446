"""A real nginx before a receiver, on a free port of 127.0.0.1, until a ``with`` block ends."""

import os
import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.transport.client.target import parse_target
from tests.receivers.correct import PATH
from tests.receivers.raw import closed_port

_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
_CONFIGURATION = """
daemon off;
{user}
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  {temporary}
  {before}
  server {{
    listen 127.0.0.1:{port} backlog=512;
    {server}
    location / {{
      proxy_pass http://127.0.0.1:{behind};
      {location}
    }}
  }}
}}
"""


class Nginx:
    """Hands all on to the port ``behind``; ``before``, ``server`` and ``location`` are more lines of its blocks."""

    def __init__(self, folder: Path, behind: int, *, before: str = "", server: str = "", location: str = "") -> None:
        self.port = closed_port()
        self._log = folder / "error.log"
        text = _CONFIGURATION.format(
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            temporary=" ".join(f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY),
            before=before.format(port=self.port),
            port=self.port,
            server=server,
            behind=behind,
            location=location,
        )
        file = folder / "nginx.conf"
        file.write_text(text, encoding="utf-8")
        self._program = subprocess.Popen(
            ["nginx", "-e", str(self._log), "-p", str(folder), "-c", str(file)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def url(self) -> str:
        """The URL of the webhook, as the outside sees it."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    @property
    def said(self) -> str:
        """What nginx wrote into its error log."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def __enter__(self) -> Self:
        wait_for(parse_target(self.url), 30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.killpg(self._program.pid, signal.SIGTERM)
        self._program.wait(10)
