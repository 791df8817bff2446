"""The headers of a config file: names and values that HTTP carries, and credentials only by the name of a variable."""

import os
import re
from collections.abc import Mapping
from typing import Any

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER
from maileroo_cli.webhook.text.shown import show

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_VARIABLE = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)", re.ASCII)
_CREDENTIALS = re.compile(
    r"(?:^|[-_])(?:auth|authorization|cookie|token|secret|pass|password|passwd|passphrase|session|jwt|credentials?"
    r"|x[-_]key|(?:api|access|auth|private|shared)[-_]?key)(?:$|[-_])|auth[-_]?token|access[-_]?token",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?:basic|bearer|digest|token)\s", re.IGNORECASE)
_OWN = ("content-length", "transfer-encoding", SIGNATURE_HEADER.lower())
_FORM = 'write them like { X-Trace = "42", Authorization = "env:STAGING_AUTHORIZATION" }'


def read_headers(given: Any, where: str) -> dict[str, str]:
    """Return headers by their names; ``given`` is a table, or the lines of a variable, ``Name: value``."""
    pairs = _lines(given, where) if isinstance(given, str) else given
    if not isinstance(pairs, Mapping) or not all(isinstance(value, str) for value in pairs.values()):
        raise UsageError(f"{where} has to be a table of texts", _FORM)
    for name, value in pairs.items():
        _check(name, value, where)
    return dict(pairs)


def header_lines(headers: Mapping[str, str], where: str) -> list[str]:
    """Return headers as ``--header`` takes them, each variable with its value."""
    return [f"{name}: {_resolved(name, value, where)}" for name, value in headers.items()]


def _lines(text: str, where: str) -> dict[str, str]:
    pairs = {}
    for line in filter(str.strip, text.splitlines()):
        name, colon, value = line.partition(":")
        if not colon:
            raise UsageError(f"{where} has to be lines like 'X-Trace: 42'", "write one header a line")
        pairs[name.strip()] = value.strip()
    return pairs


def _check(name: str, value: str, where: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(f"{where}: '{show(name)}' is not the name of a header", _FORM)
    if name.lower() in _OWN:
        raise UsageError(f"{where}: the header {show(name)} cannot be set", "it follows from the URL and the body")
    if not value.isprintable():
        raise UsageError(f"{where}: the value of {show(name)} contains a control character", "leave it out")
    if (_CREDENTIALS.search(name) or _SCHEME.match(value)) and not _VARIABLE.fullmatch(value):
        what = f"{where}: {show(name)} holds credentials, which have no place in a file"
        raise UsageError(what, f'put its whole value into a variable, and write {name} = "env:NAME"')


def _resolved(name: str, value: str, where: str) -> str:
    found = _VARIABLE.fullmatch(value)
    if found is None:
        return value
    held = os.environ.get(found[1])
    if not held:
        what = f"the environment variable {found[1]!r} is not set, which {where} names for {show(name)}"
        raise UsageError(what, f"set {found[1]}, or leave the header out")
    return held
