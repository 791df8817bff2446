"""Running hostile lines one after the other, each in a folder of its own, against a receiver on loopback."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.cli.calling import SECRET, VARIABLE
from tests.cli.hostile.folder import build, copy
from tests.cli.hostile.judge import Ended, complaints
from tests.cli.hostile.line import Line
from tests.cli.hostile.surroundings import Streams
from tests.receivers.raw import Receiver, answering, closed_port

PATIENCE = 2.5
_LISTENS = 1.0


class Lines:
    """Runs lines while the ``with`` block lasts; ``folder`` is an empty one that they may have."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template"
        self._place = folder / "line"
        self._home = folder
        self._run = ""

    def __enter__(self) -> Self:
        self._run = build(self._template)
        self._receiver = Receiver(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
        self._receiver.__enter__()
        self._closed = f"http://127.0.0.1:{closed_port()}/webhook"
        self._server = subprocess.Popen(
            [sys.executable, "-W", "default", "-m", "tests.cli.hostile.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._warm()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(60)
        self._server.stdout.close()
        self._receiver.__exit__(kind, error, trace)

    def run(self, line: Line) -> tuple[Ended, list[str]]:
        """Run one line and return how it ended, and what is wrong with that."""
        shutil.rmtree(self._place, ignore_errors=True)
        self._place.mkdir()
        folder = self._place / "folder"
        copy(self._template, folder, line.seed)
        streams, serves = line.streams, not {"listen", "inspect"}.isdisjoint(line.words[:2])
        job = {
            "words": [self._filled(word) for word in line.words],
            "environment": self._environment(line, folder),
            "folder": str(folder),
            "stdin": _source(streams.stdin, folder),
            "stdout": "/dev/full" if streams.stdout == "full" else streams.stdout,
            "stderr": "/dev/full" if streams.stderr == "full" else streams.stderr,
            "encoding": streams.encoding,
            "patience": _LISTENS if serves else PATIENCE,
            "interrupt_once": serves,
            **{name: str(self._place / name) for name in ("out", "err", "told")},
        }
        for name in ("out", "err", "told"):
            (self._place / name).touch()
        ended = self._ask(job)
        return ended, list(complaints(line, ended, folder))

    def _warm(self) -> None:
        """Let the vocabulary be drawn once: later lines find it in their cache, as on a developer's machine."""
        cache = Path(os.environ.get("MHOOK_CACHE_DIR") or self._home / "warm")
        self.run(Line(("generate", "delivered"), {"MHOOK_CACHE_DIR": str(cache)}, Streams(), 0))
        shutil.copytree(cache, self._template / "cache")

    def _ask(self, job: dict[str, object]) -> Ended:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(job).encode() + b"\n")
        self._server.stdin.flush()
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        out, err, told = ((self._place / name).read_bytes() for name in ("out", "err", "told"))
        return Ended(out=out, err=err, told=told.decode(), **answer)

    def _filled(self, word: str) -> str:
        words = {
            "{url}": self._receiver.url,
            "{closed}": self._closed,
            "{port}": str(self._receiver.port),
            "{run}": self._run,
            "{secret}": SECRET,
        }
        for name, value in words.items():
            word = word.replace(name, value)
        return word

    def _environment(self, line: Line, folder: Path) -> dict[str, str]:
        own = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
            "MHOOK_CACHE_DIR": str(folder / "cache"),
            VARIABLE: SECRET,
            "OTHER": "another secret",
            "EMPTY": "",
            "SPACES": "  ",
            "LANG": "C.UTF-8",
        }
        wanted = {name: value for name, value in {**own, **line.environment}.items() if value is not None}
        return {name: value.replace("\0", "") for name, value in wanted.items()}


def _source(name: str, folder: Path) -> str:
    return name if name in {"", "closed"} else str(folder / name)
