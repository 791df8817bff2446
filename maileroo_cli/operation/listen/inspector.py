"""The inspector that runs beside a listener: ``mhook inspect`` as a process of its own, which ends when this one does.

It reads the store that the listener writes, and takes no part in what the listener does. Should the listener be killed,
the inspector sees that its standard input has ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.inspect.results import InspectorReady
from maileroo_cli.transport.client.tls import Trust

if TYPE_CHECKING:
    from maileroo_cli.transport.server.forward import ForwardTarget
    from maileroo_cli.webhook.signing.secret import Secret

_VARIABLE = "MAILEROO_INSPECTED_SECRET_"
_KEPT = ("env:", "file:")
_PATIENCE = 60.0
_GRACE = 3.0
_LAST_WORDS = 65_536


class WantedInspector(NamedTuple):
    """What is to be inspected, at which port, and where captures may be sent to.

    ``references`` name the ``secrets``; where none are named, the environment does.
    """

    store: Path
    port: int
    references: Sequence[str] = ()
    secrets: Sequence[Secret] = ()
    application: ForwardTarget | None = None

    @property
    def options(self) -> list[str]:
        """The options of its command line, on which no secret stands."""
        options = ["--store", str(self.store), "--port", str(self.port)]
        for number, reference in enumerate(self.references):
            options += ["--secret", reference if reference.startswith(_KEPT) else f"env:{_VARIABLE}{number}"]
        if self.application is not None:
            target, trust = self.application.target, self.application.trust or Trust()
            options += ["--target", target.url, "--timeout", str(self.application.timeout)]
            options += [] if target.is_loopback else ["--authorize", target.host]
            options += [] if trust.cacert is None else ["--cacert", str(trust.cacert)]
            options += ["--insecure"] if trust.insecure else []
        return options

    @property
    def variables(self) -> Mapping[str, str]:
        """The secrets that its options name, and that no variable and no file holds."""
        named = zip(self.references, self.secrets, strict=False)
        return {
            f"{_VARIABLE}{number}": os.fsdecode(secret.reveal())
            for number, (reference, secret) in enumerate(named)
            if not reference.startswith(_KEPT)
        }


@contextmanager
def inspector_beside(wanted: WantedInspector) -> Iterator[InspectorReady]:
    """Run the inspector as long as the block; one that does not start raises ``UsageError``, with what it said."""
    process = _start(wanted)
    try:
        yield _ready(process)
    finally:
        _end(process)


def _start(wanted: WantedInspector) -> subprocess.Popen[bytes]:
    if not sys.executable or getattr(sys, "frozen", False):
        raise UsageError("--inspect cannot start mhook inspect (there is no Python for it)", "leave --inspect out")
    own = ["--no-open", "--until-eof", "--format", "json"]
    place = str(Path(__file__).parents[3])
    paths = os.pathsep.join(filter(None, (place, os.environ.get("PYTHONPATH"))))
    try:
        return subprocess.Popen(  # noqa: S603 - this same Python, with this same program
            [sys.executable, "-P", "-m", "maileroo_cli", "inspect", *wanted.options, *own],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **wanted.variables, "PYTHONPATH": paths},
            start_new_session=sys.platform != "win32",  # Ctrl-C is for the listener, which then ends it
        )
    except (OSError, ValueError) as error:  # ValueError: a secret with a NUL, which no variable can hold
        raise UsageError(f"--inspect cannot start mhook inspect ({error})", "leave --inspect out") from None


def _ready(process: subprocess.Popen[bytes]) -> InspectorReady:
    """Wait until it tells where it is; what it says afterwards is read, so that it never waits for that."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    assert process.stderr is not None  # noqa: S101 - as above
    said, talk = _Reading(process.stdout), _Reading(process.stderr)
    line = said.first_line(_PATIENCE)
    if not line:
        process.kill()
        raise _failure(talk.all_lines())
    told = json.loads(line)
    return InspectorReady(told["url"], told["page"], told["pid"], told["store"], told["resend_to"], told["token_file"])


def _failure(talk: list[bytes]) -> UsageError:
    """Return why it did not start, as it said itself."""
    for line in reversed(talk):
        with suppress(ValueError, KeyError, TypeError):
            error = json.loads(line)
            hint = str(error["hint"] or "").replace("--port", "--inspect-port")
            return UsageError(f"--inspect: {error['error']}", hint or "leave --inspect out")
    return UsageError("--inspect: mhook inspect did not start", "run it by itself to see why")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it by the end of its input; one that does not heed that is killed."""
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class _Reading:
    """Reads a pipe to its end in a thread, and keeps the first that came."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._kept = bytearray()
        self._line = threading.Event()
        self._thread = threading.Thread(target=self._read, name="mhook-inspector-output", daemon=True)
        self._thread.start()

    def first_line(self, seconds: float) -> bytes:
        """Wait for the first line; empty where none comes."""
        self._line.wait(seconds)
        line, end, _ = bytes(self._kept).partition(b"\n")
        return line if end else b""

    def all_lines(self) -> list[bytes]:
        """Wait for the end, and return what came."""
        self._thread.join(_GRACE)
        return bytes(self._kept).splitlines()

    def _read(self) -> None:
        with self._pipe as pipe:
            while chunk := os.read(pipe.fileno(), 4096):
                if len(self._kept) < _LAST_WORDS:
                    self._kept += chunk
                if b"\n" in chunk:
                    self._line.set()
        self._line.set()
