"""The files in a folder that the user named. Opening one is done in ``source``; what it holds is decided elsewhere."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import read_source, unreadable


class Folder(NamedTuple):
    """What is in a folder: the paths of its files, sorted, and an error for each part that cannot be listed."""

    files: list[str]
    errors: list[InputError]


def list_folder(folder: str) -> Folder:
    """Return every regular file in ``folder`` and its folders.

    Hidden files and folders are left out, and so are symbolic links that lead to a folder or out of ``folder``.
    """
    errors: list[OSError] = []
    files = sorted(_walk(folder, errors))
    return Folder(files, [unreadable(os.fsdecode(error.filename), error) for error in errors])


def _walk(folder: str, errors: list[OSError]) -> Iterator[str]:
    root = os.path.realpath(folder)
    for place, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = os.path.join(place, name)
            if not name.startswith(".") and os.path.isfile(path) and _is_within(path, root):
                yield path


def _is_within(path: str, root: str) -> bool:
    return not os.path.islink(path) or os.path.commonpath([os.path.realpath(path), root]) == root


def is_folder(name: str) -> bool:
    """Tell whether the user named a folder."""
    try:
        return os.path.isdir(name)
    except ValueError:
        return False


def read_in_folder(folder: str, name: str) -> bytes | None:
    """Return the bytes of the file that a file of requests calls ``name``, such as curl's ``--data-binary @body.json``.

    Only what lies in the same ``folder`` or its folders is read, ``None`` returned for any other: the file of requests
    may come from somebody else.
    """
    root = os.path.realpath(folder or os.curdir)
    try:
        path = os.path.realpath(os.path.join(root, name))
        if os.path.commonpath([root, path]) != root or not os.path.isfile(path):
            return None
        return read_source(path)
    except (InputError, ValueError):
        return None
