"""The head of a request as bytes and as pairs. Which bytes are a head is decided in ``http`` and ``formats.http``."""

import re

from maileroo_cli.webhook.signing.request import NAME_CHARACTER, Headers

_NO_TOKEN = re.compile(f"(?!{NAME_CHARACTER}).", re.DOTALL)
_NO_TARGET = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_FOLD = "\n "


def head_headers(head: bytes) -> Headers:
    """Return the headers of a request's head as pairs; a line that is no header is left out."""
    pairs = []
    for line in head.split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            pairs.append((name.decode("latin-1"), value.strip(b" \t").decode("latin-1")))
    return tuple(pairs)


def make_head(method: str, target: str, headers: Headers) -> bytes:
    """Return a request's head from its parts; what latin-1 cannot hold is written as UTF-8."""
    lines = [f"{method} {target} HTTP/1.1", *[f"{name}: {value}" for name, value in headers], "", ""]
    try:
        return "\r\n".join(lines).encode("latin-1")
    except UnicodeEncodeError:
        return b"\r\n".join(map(to_wire, lines))


def make_storable_head(method: str, target: str, headers: Headers) -> bytes:
    """Return a head that keeps what HTTP itself cannot carry, so that a request from a file is never lost for it.

    Its lines are those of the request whatever stands in them: in a name, method or target such bytes are written as
    ``%XX``, and a line break in a value goes on as a folded line. A signature reads as it did.
    """
    lines = [f"{_percent(method, _NO_TOKEN)} {storable_target(target)} HTTP/1.1"]
    lines += [f"{_percent(name, _NO_TOKEN) or '%'}: {_LINE_BREAK.sub(_FOLD, value)}" for name, value in headers]
    return b"\r\n".join(map(to_wire, (*lines, "", "")))


def storable_target(target: str) -> str:
    """Return a target with what cannot stand in a request line as ``%XX``."""
    return _percent(target, _NO_TARGET) or "/"


def _percent(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda found: "".join(f"%{byte:02X}" for byte in to_wire(found[0])), text)


def to_wire(line: str) -> bytes:
    """Return the bytes of a line that was read as latin-1; text beyond it goes out as UTF-8, as curl sends it."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogatepass")


def as_received(headers: Headers) -> Headers:
    """Return headers as a connection hands them on: as latin-1, without white space around a value.

    The same object comes back where they are so already.
    """
    for name, value in headers:
        if not (name.isascii() and value.isascii()) or value != value.strip(" \t"):
            break
    else:
        return headers
    return tuple((_as_latin_1(name), _as_latin_1(value).strip(" \t")) for name, value in headers)


def _as_latin_1(text: str) -> str:
    return text if text.isascii() else to_wire(text).decode("latin-1")


def as_sent(headers: Headers) -> Headers:
    """Return headers of a request that arrived as they are sent again: those were read as latin-1, these are UTF-8."""
    return tuple((name, _as_utf_8(value)) for name, value in as_received(headers))


def _as_utf_8(text: str) -> str:
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")
