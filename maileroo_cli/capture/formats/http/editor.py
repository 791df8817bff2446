"""What editors make of a body before it is sent: variables have values, and ``< FILE`` stands for a file's bytes.

Where that cannot be done here, the body is not known. Which lines are for the editor alone is decided in ``line``.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from maileroo_cli.capture.formats.http.body import HttpBody
from maileroo_cli.capture.formats.http.line import INCLUDE
from maileroo_cli.webhook.signing.request import Headers

_USE = re.compile(rb"\{\{[ \t]{0,20}([^{}\r\n]{1,200})\}\}")
_MOST = 1_000
_DEEPEST = 8
_SHOWN = 80
_NO_VALUE = "the body holds the variable {}, which has no value here"
_LARGEST = 64 * 1024 * 1024


class Variables:
    """The variables that a file defines in lines such as ``@host = localhost``.

    ``look_ahead`` yields such lines of the whole file: it is asked once, when one is used that was not defined before.
    """

    def __init__(self, look_ahead: Callable[[], Iterable[bytes]]) -> None:
        self._values: dict[bytes, bytes] = {}
        self._look_ahead: Callable[[], Iterable[bytes]] | None = look_ahead

    def define(self, line: bytes) -> None:
        """Take the definition in a line that begins with ``@``; what is none is passed over."""
        self._values.update(_definition(line) if len(self._values) < _MOST else {})

    def resolve(self, text: bytes) -> bytes:
        """Return ``text`` with the values of the variables that have one here."""
        for _ in range(_DEEPEST):
            if b"{{" not in text:
                break
            before, text = text, _USE.sub(self._value, text)
            if text == before or len(text) > _LARGEST:
                break
        return text

    def resolve_headers(self, headers: Headers) -> Headers:
        """Return headers with the values of variables in theirs."""
        if not any("{{" in value for _, value in headers):
            return headers
        return tuple(
            (name, self.resolve(value.encode("latin-1")).decode("latin-1") if "{{" in value else value)
            for name, value in headers
        )

    def _value(self, found: re.Match[bytes]) -> bytes:
        name = found[1].strip()
        if name not in self._values and self._look_ahead is not None:
            later, self._look_ahead = self._look_ahead, None
            for line in later():
                self._values = {**_definition(line), **self._values}
        return self._values.get(name, found[0])


def _definition(line: bytes) -> dict[bytes, bytes]:
    name, equals, value = line[1:].partition(b"=")
    return {name.strip(): value.strip()} if equals and name.strip() else {}


def unresolved(text: bytes) -> str:
    """Return the first variable in ``text`` as it is used there; empty where it holds none."""
    found = _USE.search(text) if b"{{" in text else None
    return "" if found is None else found[0].decode("utf-8", "replace")[:_SHOWN]


def finish_body(body: HttpBody, variables: Variables, read_file: Callable[[str], bytes | None]) -> HttpBody:
    """Return the body that an editor would send; one whose length was counted is what it is already.

    Yet what an editor alone could draw, such as ``{{$guid}}``, was never sent as it stands there.
    """
    if body.counted:
        drawn = unresolved(body.content) if b"{{$" in body.content else ""
        return replace(body, doubt=_NO_VALUE.format(drawn)) if drawn else body
    if not body.content:
        return body
    if body.content.startswith(b"<") or b"\n<" in body.content:
        lines = body.content.splitlines(keepends=True)
        if any(line.startswith(b"<") and INCLUDE.fullmatch(line) for line in lines):
            return _with_files(body, lines, variables, read_file)
    if b"{{" not in body.content:
        return body
    content = variables.resolve(body.content)
    if name := unresolved(content):
        doubt = _NO_VALUE.format(name)
        return replace(body, content=content, doubt="; ".join(filter(None, (doubt, body.doubt))))
    return replace(body, content=content)


def _with_files(
    body: HttpBody, lines: list[bytes], variables: Variables, read_file: Callable[[str], bytes | None]
) -> HttpBody:
    pieces, missing, doubt = [], "", ""
    for line in lines:
        found = INCLUDE.fullmatch(line)
        if found is None:
            pieces.append(variables.resolve(line))
            continue
        name = variables.resolve(found[3].strip()).decode("utf-8", "replace")
        content = read_file(name.replace("\\", "/"))
        if content is None:
            missing = missing or f"the body is in the file {name[:_SHOWN]!r}, which is not in this file's folder"
            continue
        if found[1]:
            content = variables.resolve(_as_utf_8(content, found[2].decode()))
            if unresolved(content):
                doubt = f"the file {name[:_SHOWN]!r} holds a variable without a value"
        pieces.append(content)
    if missing:
        return HttpBody(body.content, (missing,), whole=False)
    alone = sum(1 for line in lines if line.strip()) == 1
    if not alone:
        doubt = doubt or "the body is composed of text and files"
    return HttpBody(pieces[0] if alone else b"".join(pieces), body.notes, doubt=doubt, open_end=alone)


def _as_utf_8(content: bytes, encoding: str) -> bytes:
    """Return a file's text as it is sent, where the file is in another encoding."""
    if not encoding:
        return content
    try:
        return content.decode(encoding).encode()
    except (LookupError, UnicodeError):
        return content
