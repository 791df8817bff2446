"""The sink in C, ``sink.c``: compiled into a folder, and running until a ``with`` block ends. Linux with gcc alone."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.request import ProxyHandler, build_opener

_SOURCE = Path(__file__).parent / "sink.c"
_OPEN = build_opener(ProxyHandler({})).open


@dataclass(frozen=True, slots=True)
class SinkCounts:
    """What it has counted: ``distinct`` are different bodies, ``broken`` connections that ended within a request."""

    requests: int
    distinct: int
    signed: int
    bytes: int
    connections: int
    broken: int


def can_compile() -> bool:
    """Tell whether this system has what the sink needs: Linux, gcc, and the headers of the C library."""
    if sys.platform != "linux" or shutil.which("gcc") is None:
        return False
    tried = subprocess.run(["gcc", "-E", "-"], input=b"#include <sys/epoll.h>", capture_output=True, check=False)
    return tried.returncode == 0


def compile_sink(folder: Path) -> Path:
    """Compile it into ``folder``, and return the program's path."""
    program = folder / "sink"
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-o", program, _SOURCE], check=True)
    return program


class CSink:
    """A running sink."""

    def __init__(self, folder: Path) -> None:
        self._program = subprocess.Popen([compile_sink(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._program.stdout is not None
        self.port = int(self._program.stdout.readline())

    @property
    def url(self) -> str:
        """The URL of the webhook."""
        return f"http://127.0.0.1:{self.port}/webhook"

    def counts(self) -> SinkCounts:
        """Return what it has counted so far."""
        with _OPEN(f"http://127.0.0.1:{self.port}/") as answer:
            return SinkCounts(**json.loads(answer.read()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._program.kill()
        self._program.communicate()
