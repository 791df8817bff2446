"""A process that has imported all of mhook and forks for each command line: ``python -m tests.cli.hostile.server``.

What runs is the real entry with real standard streams and a real end of the process, in a hundredth of the time that a
start takes. A child may talk to this machine alone, and write in its folder alone; what it tries beside that is told.
"""

import atexit
import gc
import io
import json
import os
import pkgutil
import re
import resource
import select
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from tests.cli.hostile.confinement import stay_here

MIB = 1024 * 1024
LARGEST_OUTPUT = 8 * MIB
MOST_MEMORY = 2048 * MIB
VISITS = (
    b"POST /w HTTP/1.1\r\nHost: x\r\nx-maileroo-signature: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
    b"POST /\xff HTTP/1.1\r\n\r\n",
)
_PLACE = re.compile(rb"http://(\[[^\]]*\]|[0-9.]+):([0-9]+)")
_MOMENT = 0.3
STUCK = 20.0
"""After so many seconds, one that did not end when it was interrupted is killed."""


def main() -> None:
    """Import all, and answer each job on stdin, a JSON object a line, with what became of it."""
    sys.dont_write_bytecode = True  # a library that is first imported for a line would write outside of its folder
    _import_all()
    waking, woken = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in iter(sys.stdin.buffer.readline, b""):
        job = json.loads(line)
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            _run(job)
        result = _wait(pid, job, waking)
        result["seconds"] = time.monotonic() - began
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


def _import_all() -> None:
    import maileroo_cli

    for module in pkgutil.walk_packages(maileroo_cli.__path__, "maileroo_cli."):
        if not module.name.startswith(("maileroo_cli.integrations", "maileroo_cli.__main__")):
            import_module(module.name)
    for name in (
        "typer.main",
        "typer.core",
        "typer.completion",
        "httpx",
        "tomllib",
        "zoneinfo",
        "concurrent.futures.thread",
        "idna.core",
        "ssl",
        "faker",
        "rich.markdown",
        "rich.columns",
        "rich.traceback",
    ):
        import_module(name)
    gc.collect()
    gc.freeze()


def _wait(pid: int, job: dict[str, Any], waking: int) -> dict[str, Any]:
    """Wait for the end of a child, interrupt it in time, and kill it where that does not help."""
    interrupted, killed = False, False
    end = time.monotonic() + job["patience"]
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        ready = job["interrupt_once"] and os.path.getsize(job["out"]) > 0
        left = end - time.monotonic()
        if not interrupted and (ready or left <= 0):
            _visit(job)
            os.kill(pid, signal.SIGINT)
            interrupted, end = True, time.monotonic() + STUCK
        elif interrupted and left <= 0:
            killed = True
            os.kill(pid, signal.SIGKILL)
        select.select([waking], [], [], 0.02 if job["interrupt_once"] and not interrupted else max(0.0, min(left, 1.0)))
        with suppress(BlockingIOError):
            os.read(waking, 1000)
    left_behind = False
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
        left_behind = True
    return {
        "code": os.waitstatus_to_exitcode(status),
        "interrupted": interrupted,
        "killed": killed,
        "left_behind": left_behind,
    }


def _visit(job: dict[str, Any]) -> None:
    """Send a few requests to a listener that has told where it is, and wait a moment for its answers."""
    told = _PLACE.search(Path(job["out"]).read_bytes()) if job["interrupt_once"] else None
    if told is None:
        return
    host, port = told[1].strip(b"[]").decode(), int(told[2])
    for data in VISITS:
        with suppress(OSError), socket.create_connection((host, port), 1) as visitor:
            visitor.settimeout(_MOMENT)
            visitor.sendall(data)
            while visitor.recv(65_536):
                pass


def _run(job: dict[str, Any]) -> NoReturn:
    """Be the child: take its folder, variables and streams, run mhook, and end as a process of its own would."""
    tell = _Told(os.open(job["told"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
    try:
        os.setsid()
        os.chdir(job["folder"])
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.dont_write_bytecode = True  # under the limit a compiled module would be left cut short
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.environ.clear()
        os.environ.update(job["environment"])
        time.tzset()
        _forget("typer", "rich_utils")  # it looks at the environment where it is imported
        _open_streams(job)
        stay_here(tell, Path(job["folder"]).resolve())
        sys.argv = ["mhook", *job["words"]]
    except BaseException as error:  # noqa: BLE001
        tell(f"the test went wrong: {error!r}")
        os._exit(99)
    from maileroo_cli.__main__ import main as mhook

    try:
        code = mhook()
    except BaseException:  # noqa: BLE001
        sys.excepthook(*sys.exc_info())
        code = 1
    _end(int(code), tell)


def _forget(package: str, module: str) -> None:
    """Let a module be imported anew."""
    sys.modules.pop(f"{package}.{module}", None)
    if package in sys.modules and hasattr(sys.modules[package], module):
        delattr(sys.modules[package], module)


def _end(code: int, tell: "_Told") -> NoReturn:
    """End as the interpreter does, but for taking apart what was imported, which would take longer than all else."""
    if others := [one.name for one in threading.enumerate() if one is not threading.main_thread()]:
        tell(f"threads are left: {others}")
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    gc.collect()  # what nobody closed is warned about here
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            code = 120
    os._exit(code)


class _Told:
    """Tells what must not be, beside the standard streams."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = os.dup2(descriptor, 60, inheritable=False)
        os.close(descriptor)

    def __call__(self, sentence: str) -> None:
        os.write(self._descriptor, f"{sentence!a}\n".encode())


def _open_streams(job: dict[str, Any]) -> None:
    """Open the standard streams as the interpreter does, in the encoding that is wished for."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        wanted = job[name]
        if wanted == "closed":
            os.close(number)
            setattr(sys, name, None)
            setattr(sys, f"__{name}__", None)
            continue
        _open_one(number, wanted or (os.devnull if name == "stdin" else job[name[3:]]))
        errors = "backslashreplace" if name == "stderr" else "strict"
        stream = io.TextIOWrapper(
            open(number, f"{mode}b", closefd=False),  # noqa: SIM115  (it stays open until the end)
            job["encoding"],
            errors,
            line_buffering=name == "stderr",
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _open_one(number: int, wanted: str) -> None:
    if wanted == "no-reader":
        reading, writing = os.pipe()
        os.close(reading)
        found = writing
    elif number == 0:
        found = os.open(wanted, os.O_RDONLY)
    else:
        found = os.open(wanted, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    if found != number:
        os.dup2(found, number)
        os.close(found)


if __name__ == "__main__":
    main()
