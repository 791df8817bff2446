"""mhook in processes that are forked from one in which all is imported, so that starting and killing cost milliseconds.

The program reads a job a line: the arguments, the folder to stand in, and the file for each of the two streams. It says
the process's id, and its exit code once it has ended.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, NoReturn, Self

ROOT = Path(__file__).parent.parent.parent
CAN_FORK = hasattr(os, "fork")


class Left(NamedTuple):
    """What a process left: its exit code, below 0 where a signal killed it, and what it wrote to the two streams."""

    code: int
    out: str
    err: str


class Forks:
    """Runs command lines in ``folder``, one after the other, while the ``with`` block runs."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self._folder = folder
        self._variables = {"PYTHONPATH": str(ROOT), "MAILEROO_WEBHOOK_SECRET": "secret", **variables}

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.cli.forked"]
        environment = os.environ | self._variables
        pipe = subprocess.PIPE
        self._program = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT, env=environment)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._program.communicate(timeout=30)

    def run(self, arguments: Sequence[str], meanwhile: Callable[[int], None] = lambda _: None) -> Left:
        """Run a command line to its end; ``meanwhile`` is called with the process's id as soon as there is one."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        out, err = self._folder / "out", self._folder / "err"
        for stream in (out, err):  # a process may be killed before it makes them
            stream.write_bytes(b"")
        self._program.stdin.write(json.dumps([list(arguments), str(self._folder), str(out), str(err)]) + "\n")
        self._program.stdin.flush()
        meanwhile(int(self._program.stdout.readline()))
        code = int(self._program.stdout.readline())
        return Left(code, out.read_text(errors="replace"), err.read_text(errors="replace"))


def _child(arguments: list[str], folder: str, *streams: str) -> NoReturn:
    code = 70
    try:
        os.chdir(folder)
        for number, name in enumerate(streams, 1):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv = ["mhook", *arguments]
        from maileroo_cli.__main__ import main

        code = main()
    except BaseException:  # noqa: BLE001 - it is shown, and the fork ends here in any case
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _main() -> None:
    import maileroo_cli.cli.app
    import maileroo_cli.cli.commands.replay
    import maileroo_cli.cli.runs.resume
    import maileroo_cli.transport.client.raw_transport
    import maileroo_cli.transport.server.listener  # noqa: F401

    for line in sys.stdin:
        if not (pid := os.fork()):
            _child(*json.loads(line))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
