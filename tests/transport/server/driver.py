"""A bare listener in a process of its own, what is posted to it, and what has to hold of its store afterwards."""

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Self

from maileroo_cli.capture.entry import Capture
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from tests.listening import PATIENCE

KEY = "secret"
"""The secret of what is posted."""

SIGNER = Signer(Secret(KEY))

# A listener without the command line, which starts in half the time. It obeys lines on stdin, tells its port on stdout,
# and what it says about the store after it.
DRIVER = """
import os, sys
from pathlib import Path
from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.capture.store.writer import Durability, Store
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.address import Address, bind
from maileroo_cli.transport.server.listener import ListenServer
from maileroo_cli.webhook.signing.secret import Secret

def say(line):
    os.write(1, f"{line}\\n".encode())

class Reporter:
    def ready(self, url): say(url)
    def arrived(self, arrivals): pass
    def trouble(self, sentence): say(sentence)

path, durability, patch = sys.argv[1:]
with Store(Path(path), durability=Durability(durability), doing="a driver") as store:
    exec(patch)
    config = ListenConfig([Secret("secret")], Responder(parse_script([])))
    ListenServer(bind(Address()), store, config, Reporter()).run()
"""


class Driver:
    """A listener in a process of its own, on ``store``; ``patch`` is Python that runs before it begins."""

    def __init__(self, store: Path, durability: str = "normal", patch: str = "") -> None:
        self._command = [sys.executable, "-c", DRIVER, str(store), durability, patch]

    def __enter__(self) -> Self:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self._command, stdout=pipe, stderr=pipe)
        self.port = int(self.next_line().rpartition(":")[2])
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)

    def next_line(self) -> str:
        """Return the next line that it tells."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        assert line, self.process.communicate(timeout=PATIENCE)
        return line


def make_request(name: str, size: int) -> bytes:
    """Return a signed request whose body is ``name`` and some bytes, among them such as are no text."""
    body = b'{"event_id":"%b"}' % name.encode() + random.Random(name).randbytes(size)
    lines = (
        b"POST /%b HTTP/1.1" % name.encode(),
        b"Host: x",
        b"X-Order: 2",
        b"x-ORDER: 1",
        b"x-maileroo-signature: " + SIGNER.sign(body).encode(),
        b"Content-Length: %d" % len(body),
    )
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def bytes_of(capture: Capture) -> bytes:
    """Return a capture as it came."""
    return capture.content.head + capture.content.body


def check_integrity(store: Path) -> None:
    """Check that SQLite finds nothing wrong in the store, and that each entry has its content."""
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT seq FROM capture EXCEPT SELECT seq FROM content").fetchall() == []
        assert connection.execute("SELECT seq FROM content EXCEPT SELECT seq FROM capture").fetchall() == []
