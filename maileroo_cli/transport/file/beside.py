"""Files that a file of captured requests names as holding a body, such as ``--data-binary @body.json`` of curl.

Only what lies in the same folder is read: a file from somebody else may name any.
"""

import os

from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import read_source


def read_beside(folder: str, name: str) -> bytes | None:
    """Return the bytes of the file that is called ``name`` in ``folder`` or its folders; ``None`` for any other."""
    root = os.path.realpath(folder or os.curdir)
    try:
        path = os.path.realpath(os.path.join(root, name))
        if os.path.commonpath([root, path]) != root or not os.path.isfile(path):
            return None
        return read_source(path)
    except (InputError, ValueError):
        return None
