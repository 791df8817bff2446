"""Keeping a process in its folder and on this machine: whatever it tries beside that is told, or refused.

No name is ever looked up: one that the system would have to ask others about is unknown.
"""

import os
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

Tell = Callable[[str], None]
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = {
    **dict.fromkeys(("os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.chmod", "os.chown", "os.utime"), (0,)),
    **dict.fromkeys(("os.link", "os.symlink"), (1,)),
    "os.rename": (0, 1),
}
"""What the interpreter tells before it changes a place, and which arguments name the place."""

_HERE = ("localhost", "127.", "::1", "::ffff:127.", "0.0.0.0", "::", "")


def stay_here(tell: Tell, folder: Path) -> None:
    """Let nothing be written outside of the folder, and nobody be asked but this machine."""
    _patch_sockets(tell)
    tempfile.tempdir = None
    odd_place = os.environ.get("TMPDIR") != str(folder / "tmp")  # then the system has another one
    allowed = (
        f"{folder}/",
        *(("/tmp/",) if odd_place else ()),
        "/dev/",
        "/proc/self/",
        str(folder.parent / "out"),
        str(folder.parent / "err"),
    )

    def check(path: Any, event: str) -> None:
        if isinstance(path, int) or path is None:
            return
        name = os.path.abspath(os.fsdecode(path))
        place = os.path.join(os.path.realpath(os.path.dirname(name)), os.path.basename(name))
        if not f"{place}/".startswith(allowed):
            tell(f"{event} outside of the folder: {os.fsdecode(path)}")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            flags = arguments[2]
            if isinstance(flags, int) and flags & _WRITING and not str(arguments[0]).endswith(".pyc"):
                check(arguments[0], event)
        elif event in _CHANGING:
            for place in _CHANGING[event]:
                if isinstance(arguments[place], (str, bytes)) and ".pyc" not in os.fsdecode(arguments[place]):
                    check(arguments[place], event)

    sys.addaudithook(hook)


def _patch_sockets(tell: Tell) -> None:
    lookup = socket.getaddrinfo

    def look_up(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        return lookup(_known(host), port, *rest, **more)

    socket.getaddrinfo = look_up
    for name in ("connect", "connect_ex", "bind"):
        setattr(socket.socket, name, _checked(name, tell))


def _checked(name: str, tell: Tell) -> Callable[..., Any]:
    import _socket

    original = getattr(_socket.socket, name)

    def call(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]
            _known(host, encodes=not host.isascii())
            if name != "bind" and not str(host).startswith(_HERE[:5]):
                tell(f"{name} to {host}")
                raise OSError(101, "Network is unreachable")
        return original(self, address)

    return call


def _known(host: Any, *, encodes: bool = True) -> Any:
    """Return a host that needs no look-up; raise for others what the system's look-up raises for an unknown one."""
    if isinstance(host, bytes):
        return _known(host.decode("ascii", "replace")) and host
    if host is None or str(host) in ("localhost", ""):
        return host
    name = str(host)
    for family in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError, ValueError, UnicodeError):
            socket.inet_pton(family, name.partition("%")[0])
            return host
    try:
        name.encode("idna")
    except UnicodeError:
        if name.isascii() and encodes:
            raise
        return host  # and let it be refused there
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
