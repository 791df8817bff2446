"""Reading the head of a request: what it says about the body, or what is wrong with it. No byte is changed.

The rule is strict where programs have been seen to disagree (RFC 9112, section 11.2): see ``anomaly``.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from maileroo_cli.webhook.signing.request import NAME_CHARACTER
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

TOKENS = f"{NAME_CHARACTER}++".encode()
_VALUE = rb"[\t\x20-\x7e\x80-\xff]*+"
_NAME = rb"[0-9A-Za-z._~!$&'()*+,;=%-]++"
_ADDRESS = rb"\[[0-9A-Za-z._~!$&'()*+,;=:-]++\]"
_PORT = rb"(?::[0-9]*+)?+"
_PATH = rb"/[\x21-\x7e]*+"
_URL = rb"[Hh][Tt][Tt][Pp][Ss]?+://(?:" + _NAME + rb"|" + _ADDRESS + rb")" + _PORT + rb"(?:[/?][\x21-\x7e]*+)?+"
_TARGET = _PATH + rb"|" + _URL + rb"|(?<=\AOPTIONS )\*"
_HEAD = re.compile(
    rb"((?!CONNECT )" + TOKENS + rb") (" + _TARGET + rb") HTTP/1\.([01])\r\n"
    rb"(?:" + TOKENS + rb":" + _VALUE + rb"\r\n)*+\r\n"
)
_REQUEST_LINE = re.compile(rb"(" + TOKENS + rb") [^\x00-\x20\x7f]++ HTTP/([0-9]\.[0-9])\r\n")
_GOOD_REQUEST_LINE = re.compile(TOKENS + rb" (?:" + _TARGET + rb") HTTP/[0-9]\.[0-9]\r\n")
_FIELD_LINE = re.compile(TOKENS + rb":" + _VALUE + rb"\r\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_DECISIVE = re.compile(
    rb"\r\n(host|content-length|transfer-encoding|connection|expect|%b):[ \t]*+([^\r]*+)" % SIGNATURE_HEADER.encode(),
    re.IGNORECASE,
)
_SIGNATURE_SIZE = len(SIGNATURE_HEADER)
_MOST_DIGITS = 19
_LENGTH = re.compile(rb"[0-9]{1,%d}" % _MOST_DIGITS)
_HOST = re.compile(rb"(?:" + _NAME + rb"|" + _ADDRESS + rb")?+" + _PORT)
_VERSIONS = (b"1.1", b"1.0")


class RequestHead(NamedTuple):
    """What a head says. ``length`` is the body's in bytes, ``None`` where it comes in chunks.

    ``signature`` is the value of the signature's header, several joined with a comma, ``None`` without one.
    ``continues`` tells that the client waits for ``100 Continue``; ``keeps`` that the connection can stay; ``old`` that
    it is HTTP/1.0.
    """

    method: str
    target: str
    length: int | None
    signature: str | None
    keeps: bool
    continues: bool
    old: bool
    content: bytes


class RequestHeadError(Exception):
    """A head that is refused; the text is the anomaly's code."""


def read_head(content: bytes) -> RequestHead | None:
    """Read a whole head; ``None`` where a line is not as it has to be, which :func:`check_line` then explains.

    What the lines say together raises :class:`RequestHeadError`.
    """
    found = _HEAD.fullmatch(content)
    if found is None:
        return None
    method, target, minor = found.groups()
    fields = _Fields(content)
    old = minor == b"0"
    length = fields.length(old=old)
    continues = fields.expects_continue() and not old and length != 0
    signature = fields.signature
    return RequestHead(
        method.decode("ascii"),
        target.decode("latin-1"),
        length,
        signature,
        fields.keeps(old=old),
        continues,
        old,
        content,
    )


class _Fields:
    """The headers that decide how a request is read; all the others are only kept."""

    __slots__ = ("chunked", "connection", "expect", "host", "hosts", "lengths", "signature")

    def __init__(self, content: bytes) -> None:
        self.hosts = 0
        self.lengths: list[bytes] = []
        self.chunked: list[bytes] = []
        self.connection = self.expect = self.host = b""
        self.signature: str | None = None
        for name, raw in _DECISIVE.findall(content):
            value, size = raw.rstrip(b" \t"), len(name)
            if size == _SIGNATURE_SIZE:
                text = value.decode("latin-1")
                self.signature = text if self.signature is None else f"{self.signature}, {text}"
            elif size == 14:
                self.lengths.append(value)
            elif size == 4:
                self.hosts += 1
                self.host = value
            elif size == 17:
                self.chunked.append(value)
            elif size == 10:
                self.connection += b"," + value.lower()
            else:
                self.expect += value.lower()

    def length(self, *, old: bool) -> int | None:
        """Return how long the body is, ``None`` for chunks."""
        if self.hosts != 1 and (self.hosts or not old):
            raise RequestHeadError("host-repeated" if self.hosts else "host-missing")
        if not _is_host(self.host):
            raise RequestHeadError("host-invalid")
        if self.chunked:
            self._check_chunked(old=old)
            return None
        if not self.lengths:
            return 0
        if len(self.lengths) > 1:
            raise RequestHeadError("content-length-repeated")
        (value,) = self.lengths
        if not _LENGTH.fullmatch(value):
            raise RequestHeadError(_length_problem(value))
        return int(value)

    def _check_chunked(self, *, old: bool) -> None:
        if self.lengths:
            raise RequestHeadError("length-and-chunked")
        if len(self.chunked) > 1:
            raise RequestHeadError("transfer-encoding-repeated")
        if old:
            raise RequestHeadError("transfer-encoding-http10")
        if self.chunked[0].lower() != b"chunked":
            raise RequestHeadError("transfer-encoding-unknown")

    def expects_continue(self) -> bool:
        """Tell whether the client waits before it sends the body."""
        if self.expect and self.expect != b"100-continue":
            raise RequestHeadError("expectation-unknown")
        return bool(self.expect)

    def keeps(self, *, old: bool) -> bool:
        """Tell whether the connection can carry another request."""
        if not self.connection:
            return not old
        options = {option.strip(b" \t") for option in self.connection.split(b",")}
        return b"close" not in options and (not old or b"keep-alive" in options)


@lru_cache(maxsize=16)
def _is_host(value: bytes) -> bool:
    """Tell whether a Host is one name or address, with or without a port, or empty (RFC 9110, section 7.2)."""
    return _HOST.fullmatch(value) is not None


def _length_problem(value: bytes) -> str:
    if len(value.lstrip(b"0")) > _MOST_DIGITS and value.isdigit():
        return "body-too-large"
    listed = b"," in value and not value.translate(None, b"0123456789, \t")
    return "content-length-list" if listed else "content-length-invalid"


def _first_line_problem(line: bytes) -> str:
    found = _REQUEST_LINE.fullmatch(line)
    if found is None:
        return "request-line"
    if found[2] not in _VERSIONS:
        return "http-version"
    if found[1] == b"CONNECT":
        return "connect"
    return "" if _GOOD_REQUEST_LINE.fullmatch(line) else "target"


def check_line(line: bytes, *, first: bool) -> str:
    """Return the code of what is wrong with one line of a head, its end included; empty where nothing is."""
    if not line.endswith(b"\r\n"):
        return "bare-lf"
    if _CONTROL.search(line, 0, len(line) - 2):
        return "control-byte"
    if first:
        return _first_line_problem(line)
    if line == b"\r\n" or _FIELD_LINE.fullmatch(line):
        return ""
    return "obs-fold" if line[:1] in (b" ", b"\t") else "header-line"
