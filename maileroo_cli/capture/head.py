"""The head of a request as bytes and as pairs. Which bytes are a head is decided in ``http`` and ``formats.http``."""

from maileroo_cli.webhook.signing.request import Headers


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


def to_wire(line: str) -> bytes:
    """Return the bytes of a line that was read as latin-1; text beyond it goes out as UTF-8, as curl sends it."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogatepass")
