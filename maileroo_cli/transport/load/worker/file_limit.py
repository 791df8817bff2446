"""How many files and sockets a process may have open, where the system has such a limit."""

from __future__ import annotations

import sys

from maileroo_cli.errors import UsageError

_BESIDE = 64
"""So many files are open beside connections."""

_MACOS_MOST = 10_240
"""More than that macOS refuses, whatever it says that the limit is."""


def raise_file_limit() -> None:
    """Allow this process as many open files as it may allow itself."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _most(hard)
    if wanted > soft != resource.RLIM_INFINITY:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):  # as it is it may do
            return


def check_connections(connections: int) -> None:
    """Raise ``UsageError`` where one process cannot have so many connections."""
    if sys.platform == "win32":
        return
    import resource

    most = _most(resource.getrlimit(resource.RLIMIT_NOFILE)[1]) - _BESIDE
    if connections > most:
        raise UsageError(
            f"{connections:,} connections of one process are more than this system allows ({most:,})",
            "use fewer connections or more processes, or raise the limit (ulimit -Hn)",
        )


def _most(hard: int) -> int:
    import resource

    most = sys.maxsize if hard == resource.RLIM_INFINITY else hard
    return min(most, _MACOS_MOST) if sys.platform == "darwin" else most
