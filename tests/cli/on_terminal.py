"""Running programs on a terminal of their own, as a person does: a size, keys that are pressed, and what is shown."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.cli.calling import command, environment


class Screen(NamedTuple):
    """What a terminal showed until the program ended, with its colours, and the exit code."""

    code: int
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines, without the white space behind them."""
        return [line.rstrip() for line in self.text.split("\n")]


def on_terminal(
    arguments: Sequence[str],
    *,
    width: int = 80,
    env: Mapping[str, str] | None = None,
    keys: Mapping[str, bytes] | None = None,
) -> Screen:
    """Run mhook on a terminal of ``width`` columns; ``keys`` are pressed, each once, when the text before it is shown.

    The variables that decide on pagers and colours are those of ``env`` alone.
    """
    unset = ("PAGER", "LESS", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
    variables = {name: value for name, value in environment().items() if name not in unset}
    return run_on_terminal(command(arguments), {**variables, "TERM": "xterm", **(env or {})}, width=width, keys=keys)


def run_on_terminal(
    arguments: Sequence[str],
    variables: Mapping[str, str],
    *,
    width: int,
    folder: Path | None = None,
    keys: Mapping[str, bytes] | None = None,
) -> Screen:
    """Run any program so, with these variables alone."""
    own, other = open_terminal(width)
    program = subprocess.Popen(
        arguments,
        stdin=other,
        stdout=other,
        stderr=other,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  (no threads here)
        env=variables,
        cwd=folder,
    )
    os.close(other)
    try:
        shown = _read(own, dict(keys or {}))
        return Screen(program.wait(60), shown.decode(errors="replace").replace("\r\n", "\n"))
    finally:
        os.close(own)
        program.kill()
        program.wait()


def open_terminal(width: int) -> tuple[int, int]:
    """Open a terminal of so many columns; return its own end, and the one that programs are given."""
    own, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    return own, other


def _read(terminal: int, keys: dict[str, bytes]) -> bytes:
    shown = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # so Linux says that the last program has closed its end
            part = b""
        if not part:
            return shown
        shown += part
        for awaited in [one for one in keys if one.encode() in shown]:
            os.write(terminal, keys.pop(awaited))
