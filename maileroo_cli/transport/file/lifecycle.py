"""From what the user gave for a lifecycle to the lifecycle: a name of the catalogue, or a file in TOML."""

import os

from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import read_source
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES, Lifecycle, find_lifecycle
from maileroo_cli.webhook.override.syntax import COMMAND_LINE, Syntax

_LARGEST = 1024 * 1024


def load_lifecycle(given: str, *, force: bool, syntax: Syntax = COMMAND_LINE) -> Lifecycle:
    """Return the lifecycle that is meant; ``force`` allows types and paths that the catalogue does not know.

    ``syntax`` is how it was asked for. A file is what ends in ``.toml``, has a separator of folders in it, or exists
    under that name. What is neither raises ``UsageError``, a file that cannot be read ``InputError``.
    """
    if given in LIFECYCLES or not _looks_like_file(given):
        return find_lifecycle(given)
    try:
        text = read_source(given, _LARGEST).decode()
    except UnicodeDecodeError:
        raise InputError(f"{given!r} is not valid TOML (it is not UTF-8 text)", syntax.form) from None
    from maileroo_cli.webhook.generation.lifecycle_file import parse_lifecycle

    return parse_lifecycle(text, os.path.basename(given), force=force, syntax=syntax)


def _looks_like_file(name: str) -> bool:
    return name.endswith(".toml") or os.sep in name or "/" in name or os.path.exists(name)
