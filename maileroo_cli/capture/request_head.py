"""Reading the head of a request: what it says about the body, or what is wrong with it. No byte is changed.

The rule is strict where programs have been seen to disagree (RFC 9112, section 11.2): see ``anomaly``.
"""

import re
from typing import NamedTuple

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_VALUE = rb"[\t\x20-\x7e\x80-\xff]*+"
_HEAD = re.compile(
    rb"(?P<method>" + _TOKEN + rb") (?P<target>[^\x00-\x20\x7f]++) HTTP/(?P<version>[0-9]\.[0-9])\r\n"
    rb"(?P<fields>(?:" + _TOKEN + rb":" + _VALUE + rb"\r\n)*+)\r\n"
)
_REQUEST_LINE = re.compile(_TOKEN + rb" [^\x00-\x20\x7f]++ HTTP/([0-9]\.[0-9])\r\n")
_FIELD_LINE = re.compile(_TOKEN + rb":" + _VALUE + rb"\r\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_DECISIVE = re.compile(
    rb"\r\n(host|content-length|transfer-encoding|connection|expect|x-maileroo-signature):[ \t]*+([^\r]*+)",
    re.IGNORECASE,
)
_LENGTH = re.compile(rb"[0-9]{1,19}")
_LIST = re.compile(rb"[0-9]+(?:[ \t]*,[ \t]*[0-9]*)+|,.*")
_VERSIONS = (b"1.1", b"1.0")


class Head(NamedTuple):
    """What a head says. ``length`` is the body's in bytes, ``None`` where it comes in chunks.

    ``signature`` is the value of the signature's header, several joined with a comma, ``None`` without one.
    ``continues`` tells that the client waits for ``100 Continue``; ``keeps`` that the connection can stay.
    """

    method: str
    target: str
    length: int | None
    signature: str | None
    keeps: bool
    continues: bool
    content: bytes


class HeadError(Exception):
    """A head that is refused; the text is the anomaly's code."""


def read_head(content: bytes) -> Head | None:
    """Read a whole head; ``None`` where a line is not as it has to be, which :func:`check_line` then explains.

    What the lines say together raises :class:`HeadError`.
    """
    found = _HEAD.fullmatch(content)
    if found is None or found["version"] not in _VERSIONS:
        return None
    method, target, version, _ = found.groups()
    fields = _Fields(content)
    old = version == b"1.0"
    length = fields.length(old=old)
    continues = fields.expects_continue() and not old and length != 0
    signature = fields.signature
    return Head(
        method.decode("ascii"),
        target.decode("latin-1"),
        length,
        signature,
        fields.keeps(old=old),
        continues,
        content,
    )


class _Fields:
    """The headers that decide how a request is read; all the others are only kept."""

    __slots__ = ("chunked", "connection", "expect", "hosts", "lengths", "signature")

    def __init__(self, content: bytes) -> None:
        self.hosts = 0
        self.lengths: list[bytes] = []
        self.chunked: list[bytes] = []
        self.connection = self.expect = b""
        self.signature: str | None = None
        for name, raw in _DECISIVE.findall(content):
            value, size = raw.rstrip(b" \t"), len(name)
            if size == 20:
                text = value.decode("latin-1")
                self.signature = text if self.signature is None else f"{self.signature}, {text}"
            elif size == 14:
                self.lengths.append(value)
            elif size == 4:
                self.hosts += 1
            elif size == 17:
                self.chunked.append(value)
            elif size == 10:
                self.connection += b"," + value.lower()
            else:
                self.expect += value.lower()

    def length(self, *, old: bool) -> int | None:
        """Return how long the body is, ``None`` for chunks."""
        if self.hosts != 1 and (self.hosts or not old):
            raise HeadError("host-repeated" if self.hosts else "host-missing")
        if self.chunked:
            self._check_chunked(old=old)
            return None
        if not self.lengths:
            return 0
        if len(self.lengths) > 1:
            raise HeadError("content-length-repeated")
        (value,) = self.lengths
        if not _LENGTH.fullmatch(value):
            raise HeadError("content-length-list" if _LIST.fullmatch(value) else "content-length-invalid")
        return int(value)

    def _check_chunked(self, *, old: bool) -> None:
        if self.lengths:
            raise HeadError("length-and-chunked")
        if len(self.chunked) > 1:
            raise HeadError("transfer-encoding-repeated")
        if old:
            raise HeadError("transfer-encoding-http10")
        if self.chunked[0].lower() != b"chunked":
            raise HeadError("transfer-encoding-unknown")

    def expects_continue(self) -> bool:
        """Tell whether the client waits before it sends the body."""
        if self.expect and self.expect != b"100-continue":
            raise HeadError("expectation-unknown")
        return bool(self.expect)

    def keeps(self, *, old: bool) -> bool:
        """Tell whether the connection can carry another request."""
        if not self.connection:
            return not old
        options = {option.strip(b" \t") for option in self.connection.split(b",")}
        return b"close" not in options and (not old or b"keep-alive" in options)


def check_line(line: bytes, *, first: bool) -> str:
    """Return the code of what is wrong with one line of a head, its end included; empty where nothing is."""
    if not line.endswith(b"\r\n"):
        return "bare-lf"
    if _CONTROL.search(line, 0, len(line) - 2):
        return "control-byte"
    if first:
        found = _REQUEST_LINE.fullmatch(line)
        if found is None:
            return "request-line"
        return "" if found[1] in _VERSIONS else "http-version"
    if line == b"\r\n" or _FIELD_LINE.fullmatch(line):
        return ""
    return "obs-fold" if line[:1] in (b" ", b"\t") else "header-line"
