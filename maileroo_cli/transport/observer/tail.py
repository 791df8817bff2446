"""The end of a file that another program writes: the latest lines of a log."""

import os

_MOST = 65_536


def read_end(path: str) -> str:
    """Return the last bytes of a file as text; empty where it is no file, or cannot be read."""
    try:
        if not os.path.isfile(path):  # a pipe would be waited for
            return ""
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _MOST))
            return file.read(_MOST).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
