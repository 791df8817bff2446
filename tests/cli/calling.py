"""Calling mhook as the tests of the command line do: in this process through the real entry, or as a process.

Whatever is called, some things hold of every call; they are checked here, so that no test has to ask for them: what is
said on stderr has one form and one line an error, nothing that a terminal could obey comes out, the secret never does,
and each JSON object has the keys that the list says.
"""

import io
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from unittest import mock

import pytest

from maileroo_cli.cli.app import run
from tests.json_keys import check_lines

SECRET = "canary-5bX9zQ2w-secret"
"""The secret of every call, in the variable that mhook reads; it has to stay out of all output."""

VARIABLE = "MAILEROO_WEBHOOK_SECRET"
_LINE = re.compile(r"mhook: (note|error): \S.*")
_SGR = re.compile(r"\x1b\[[0-9;]*m")
_TRACES = ("Traceback", 'File "', "Exception ignored")


class Ran(NamedTuple):
    """What a call left: its exit code, the bytes on stdout and the text on stderr."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """What stdout showed."""
        return self.out.decode()

    @property
    def lines(self) -> list[str]:
        """The lines of stdout."""
        return self.text.splitlines()

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout, one a line."""
        return [json.loads(line) for line in self.out.split(b"\n") if line]

    @property
    def talk(self) -> list[dict[str, Any]]:
        """The JSON objects on stderr."""
        return [json.loads(line) for line in self.err.splitlines() if line.startswith("{")]

    @property
    def errors(self) -> list[str]:
        """What is said on stderr besides notes."""
        return [line for line in self.err.splitlines() if not _is_note(line)]

    @property
    def error(self) -> str:
        """The one error, without what stands before it."""
        (line,) = self.errors
        return line.removeprefix("mhook: error: ")


class Stream(io.TextIOWrapper):
    """A standard stream over bytes in memory, which may pose as a terminal."""

    def __init__(self, content: bytes = b"", *, terminal: bool = False, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(content), encoding=encoding)
        self._terminal = terminal

    def isatty(self) -> bool:
        """Tell what the test wants to be told."""
        return self._terminal

    @property
    def content(self) -> bytes:
        """All bytes that were written."""
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue()


class Mhook:
    """Calls the command line in this process; the standard streams are bytes in memory."""

    def __call__(
        self,
        *arguments: str | os.PathLike[str],
        stdin: bytes | io.BufferedReader = b"",
        env: Mapping[str, str | None] | None = None,
        terminal: bool = False,
        hides: bool = True,
    ) -> Ran:
        """Run one command line. ``env`` sets variables, or removes them; ``hides`` False lets the secret be seen.

        On a ``terminal`` what is said on stderr may be wrapped.
        """
        out, err = Stream(terminal=terminal), Stream(terminal=terminal)
        source = Stream(stdin) if isinstance(stdin, bytes) else io.TextIOWrapper(stdin)
        with mock.patch.dict(os.environ), pytest.MonkeyPatch.context() as patch:
            patch.setenv(VARIABLE, SECRET)
            for name, value in (env or {}).items():
                if value is None:
                    patch.delenv(name, raising=False)
                else:
                    patch.setenv(name, value)
            for name, stream in {"stdin": source, "stdout": out, "stderr": err}.items():
                patch.setattr(sys, name, stream)
            code = run([os.fspath(argument) for argument in arguments])
        ran = Ran(code, out.content, err.content.decode())
        check(ran._replace(err=unwrapped(ran.err)) if terminal else ran, hides=hides)
        return ran


def unwrapped(text: str) -> str:
    """Return what is said on a terminal with each note in one line again."""
    return re.sub(r"(?:\x1b\[0m)?\n(?:\x1b\[2m)?  ", " ", text)


def process(
    arguments: Sequence[str | os.PathLike[str]],
    *,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    through: str = "",
    **options: Any,
) -> Ran:
    """Run mhook in a process of its own and wait for its end; ``options`` are those of ``subprocess.run``.

    ``through`` is a line of shell that ends in calling ``"$@"``, which is mhook. A process that may not write as much
    as it likes writes no compiled modules: Python would leave them cut short, and believe them ever after.
    """
    if through or "preexec_fn" in options:
        env = {"PYTHONDONTWRITEBYTECODE": "1", **(env or {})}
    line = ["sh", "-c", through, "sh", *command(arguments)] if through else command(arguments)
    settings: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60, "input": stdin}
    done = subprocess.run(line, check=False, env=environment(env), **{**settings, **options})
    ran = Ran(done.returncode, done.stdout or b"", (done.stderr or b"").decode())
    check(ran)
    return ran


def command(arguments: Sequence[str | os.PathLike[str]]) -> list[str]:
    """Return the command line of a process of mhook."""
    return [sys.executable, "-m", "maileroo_cli", *(os.fspath(one) for one in arguments)]


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables of a process of mhook."""
    return {**os.environ, VARIABLE: SECRET, **(extra or {})}


def check(ran: Ran, *, hides: bool = True) -> None:
    """Check what holds of every call."""
    said = _SGR.sub("", ran.err)
    assert not any(word in said for word in _TRACES), said
    lines = said.splitlines() if said.isprintable() else said.split("\n")[:-1]
    assert all(line.isprintable() and _has_form(line) for line in lines), ran.err
    assert len([line for line in lines if not _is_note(line)]) <= 1, ran.err
    check_lines([*ran.out.split(b"\n"), *ran.err.encode().split(b"\n")])
    if hides:
        for form in (SECRET.encode(), SECRET.encode().hex().encode(), b64encode(SECRET.encode())):
            assert form not in ran.out
            assert form.decode() not in ran.err


def check_printable(ran: Ran) -> None:
    """Check that stdout shows nothing but printable characters, newlines and our own colours."""
    shown = _SGR.sub("", ran.out.decode())
    assert shown.replace("\n", "").isprintable(), ascii(shown)


def _is_note(line: str) -> bool:
    return line.startswith(("mhook: note: ", "wrote ", '{"schema":"mhook.note/1"'))


def _has_form(line: str) -> bool:
    if line.startswith("{"):
        return json.loads(line)["schema"] in {"mhook.note/1", "mhook.error/2"}
    return _LINE.fullmatch(line) is not None or line.startswith("wrote ")
