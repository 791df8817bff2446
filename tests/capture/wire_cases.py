"""What clients may send and what they may not, byte for byte, with what has to become of it.

Each case is used three times: on the reader alone, against other parsers, and on a socket.
"""

from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.capture.http.framing import FrameLimits

LIMITS = FrameLimits(head=2048, headers=100, body=4096)
"""What holds for all cases: small, so that what is just within it and just beyond can be sent byte by byte."""

CUT_OFF = "cut-off"


class Case(NamedTuple):
    """Bytes of one connection, followed by the client's end where the last request is ``cut-off``.

    ``bodies`` are those of the requests that are accepted, in order. After them comes what is refused with
    ``anomaly``; without one the connection stays, or it ends where ``keeps`` is false.
    """

    name: str
    data: bytes
    bodies: tuple[bytes, ...] = ()
    anomaly: str = ""
    keeps: bool = True

    @property
    def stays(self) -> bool:
        """Whether another request can follow on the same connection."""
        return self.keeps and not self.anomaly


def head(*lines: bytes, first: bytes = b"POST /w HTTP/1.1", host: bytes = b"Host: x") -> bytes:
    """Return a head of whole lines."""
    return b"".join(line + b"\r\n" for line in (first, *filter(None, (host,)), *lines, b""))


def post(body: bytes, *lines: bytes, first: bytes = b"POST /w HTTP/1.1", host: bytes = b"Host: x") -> bytes:
    """Return a request with the length of its body, and further lines."""
    return head(*lines, b"Content-Length: %d" % len(body), first=first, host=host) + body


def chunked(content: bytes, *lines: bytes) -> bytes:
    """Return a request whose body in chunks is written out in ``content``."""
    return head(*lines, b"Transfer-Encoding: chunked") + content


def filled(size: int, *lines: bytes) -> bytes:
    """Return a head of exactly so many bytes."""
    room = size - len(head(*lines, b"fill: "))
    return head(*lines, b"fill: " + b"f" * room)


def _accepted() -> Iterator[Case]:
    first_lines = {
        "get": b"GET /w HTTP/1.1",
        "head": b"HEAD /w HTTP/1.1",
        "options-star": b"OPTIONS * HTTP/1.1",
        "method-unknown": b"WEBHOOK /w HTTP/1.1",
        "method-lower": b"post /w HTTP/1.1",
        "method-signs": b"!#$%&'*+-.^_`|~ /w HTTP/1.1",
        "method-like-connect": b"CONNECTS /w HTTP/1.1",
        "target-root": b"POST / HTTP/1.1",
        "target-query": b"POST /w?a=1&b=%00 HTTP/1.1",
        "target-two-slashes": b"POST //other.example/w HTTP/1.1",
        "target-fragment": b"POST /w#part HTTP/1.1",
        "target-signs": b'POST /w?<a>[b]{c}|d\\^`" HTTP/1.1',
        "target-absolute": b"POST http://other.example/w HTTP/1.1",
        "target-absolute-https": b"POST HTTPS://other.example:1/w?a HTTP/1.1",
        "target-absolute-ipv6": b"POST http://[::1]:80?a HTTP/1.1",
        "target-absolute-bare": b"POST http://other.example HTTP/1.1",
        "target-long": b"POST /" + b"a" * 1500 + b" HTTP/1.1",
    }
    yield from (Case(name, head(first=line), (b"",)) for name, line in first_lines.items())
    lines = {
        "host-with-port": b"Host: localhost:4747",
        "host-empty": b"Host:",
        "host-colon": b"Host: x:",
        "host-ipv4": b"Host: 127.0.0.1",
        "host-ipv6": b"Host: [::1]:80",
        "host-underscore": b"hOsT:\t a_b.example \t",
        "host-list-of-a-name": b"Host: a,b",
    }
    yield from (Case(name, head(host=line), (b"",)) for name, line in lines.items())
    headers = {
        "header-empty": b"a:",
        "header-no-space": b"a:b",
        "header-spaces": b"a: \t b c\td \t ",
        "header-twice": b"a: 1\r\nA: 2\r\na: 1",
        "header-8-bit": b"a: \x80\xc3\xa4\xff",
        "header-name-signs": b"!#$%&'*+-.^_`|~09: b",
        "header-of-markup": b"x: [red]\xe2\x80\xae[/x]",
        "upgrade": b"Upgrade: h2c\r\nConnection: Upgrade",
        "content-length-in-a-value": b"x: Content-Length: 7",
        "like-content-length": b"Content-Lengths: 7\r\nX-Content-Length: 7\r\nContent_Length: 7",
        "like-transfer-encoding": b"Transfer_Encoding: chunked\r\nTransfer-Encoding2: chunked",
        "connection-other": b"Connection: closed, x-close",
        "connection-empty": b"Connection:",
        "proxy-connection": b"Proxy-Connection: close",
        "expect-without-body": b"Expect: 100-continue",
        "expect-empty": b"Expect:",
        "headers-100": b"\r\n".join([b"a: b"] * 99),
    }
    yield from (Case(name, head(line), (b"",)) for name, line in headers.items())
    for count in range(1, 5):
        yield Case(f"empty-lines-{count}", b"\r\n" * count + head(), (b"",))
    yield Case("head-of-the-limit", filled(LIMITS.head), (b"",))
    yield Case("head-of-the-limit-less-1", filled(LIMITS.head - 1), (b"",))
    yield Case("head-of-the-limit-and-a-body", filled(LIMITS.head, b"Content-Length: 3") + b"abc", (b"abc",))


def _accepted_with_body() -> Iterator[Case]:
    bodies = {
        "empty": b"",
        "text": b"hello",
        "bytes": bytes(range(256)),
        "like-a-request": head(),
        "like-an-end": b"\r\n\r\n0\r\n\r\n",
        "of-the-limit": b"x" * LIMITS.body,
        "of-the-limit-less-1": b"x" * (LIMITS.body - 1),
    }
    yield from (Case(f"body-{name}", post(body), (body,)) for name, body in bodies.items())
    lengths = {
        "zeros": b"Content-Length: 0000000000000000005",
        "spaces": b"content-LENGTH: \t 5 \t ",
        "no-space": b"Content-Length:5",
        "expect": b"Content-Length: 5\r\nExpect: 100-continue",
        "expect-upper": b"Expect: 100-Continue\r\nContent-Length: 5",
        "between-headers": b"a: b\r\nContent-Length: 5\r\nc: d",
    }
    yield from (Case(f"length-{name}", head(line) + b"hello", (b"hello",)) for name, line in lengths.items())
    chunks = {
        "none": (b"0\r\n\r\n", b""),
        "one": (b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
        "many": (b"".join(b"1\r\n%c\r\n" % byte for byte in b"hello") + b"0\r\n\r\n", b"hello"),
        "hex": (b"a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", b"0123456789" * 2),
        "zeros": (b"0000000000000005\r\nhello\r\n0000000000000000\r\n\r\n", b"hello"),
        "extension": (b"5;a\r\nhello\r\n0;b\r\n\r\n", b"hello"),
        "extension-value": (b"5;a=b\r\nhello\r\n0\r\n\r\n", b"hello"),
        "extension-quoted": (b'5;a="b c";d=e\r\nhello\r\n0\r\n\r\n', b"hello"),
        "space-semicolon": (b"5 ;a\r\nhello\r\n0\t;b\r\n\r\n", b"hello"),
        "semicolon-space": (b"5; a\r\nhello\r\n0;\tb\r\n\r\n", b"hello"),
        "spaces-beside-all": (b'5 \t; a = "b c" ;d\t=\te\r\nhello\r\n0 ; f = 1\r\n\r\n', b"hello"),
        "trailers": (b"5\r\nhello\r\n0\r\nExpires: never\r\na:\r\n\r\n", b"hello"),
        "trailers-of-others": (b"5\r\nhello\r\n0\r\nContent-Lengths: 7\r\nHosts: x\r\n\r\n", b"hello"),
        "like-an-end": (b"7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n", b"\r\n0\r\n\r\n"),
        "of-the-limit": (b"1000\r\n" + b"x" * 4096 + b"\r\n0\r\n\r\n", b"x" * 4096),
    }
    yield from (Case(f"chunks-{name}", chunked(data), (body,)) for name, (data, body) in chunks.items())
    end = b"5\r\nhello\r\n0\r\n\r\n"
    yield Case("chunked-mixed-case", head(b"tRANSFER-eNCODING: cHUNKED") + end, (b"hello",))
    yield Case("chunked-tabs", head(b"Transfer-Encoding:\tchunked\t ") + end, (b"hello",))
    yield Case("chunked-expect", chunked(end, b"Expect: 100-continue"), (b"hello",))


def _connections() -> Iterator[Case]:
    old, kept = b"POST /w HTTP/1.0", b"Connection: keep-alive"
    yield Case("old", head(first=old, host=b""), (b"",), keeps=False)
    yield Case("old-host", post(b"hello", first=old), (b"hello",), keeps=False)
    yield Case("old-kept", post(b"hello", kept, first=old, host=b""), (b"hello",))
    yield Case("old-kept-mixed-case", post(b"hello", b"Connection: x, Keep-Alive", first=old, host=b""), (b"hello",))
    yield Case("old-kept-and-closed", head(b"Connection: keep-alive, close", first=old), (b"",), keeps=False)
    yield Case("old-expect", post(b"hello", kept, b"Expect: 100-continue", first=old), (b"hello",))
    yield Case("close", post(b"hello", b"Connection: close"), (b"hello",), keeps=False)
    yield Case("close-mixed-case", post(b"hello", b"connection:cLOSE"), (b"hello",), keeps=False)
    yield Case("close-in-a-list", head(b"Connection: keep-alive ,\t close"), (b"",), keeps=False)
    yield Case("close-in-the-second", head(kept, b"Connection: close"), (b"",), keeps=False)
    yield Case("close-then-more", head(b"Connection: close") + post(b"more"), (b"",), keeps=False)
    yield Case("close-then-garbage", head(b"Connection: close") + b"\0\0\n", (b"",), keeps=False)
    yield Case("chunked-close", chunked(b"1\r\na\r\n0\r\n\r\n", b"Connection: close"), (b"a",), keeps=False)
    yield Case("two", post(b"one") + post(b"two"), (b"one", b"two"))
    yield Case("two-apart", post(b"one") + b"\r\n\r\n" + post(b"two"), (b"one", b"two"))
    mixed = post(b"one") + chunked(b"3\r\ntwo\r\n0\r\n\r\n") + head(first=b"GET / HTTP/1.1") + post(b"four")
    yield Case("four-mixed", mixed, (b"one", b"two", b"", b"four"))
    yield Case("fifty", b"".join(post(b"%d" % n) for n in range(50)), tuple(b"%d" % n for n in range(50)))
    yield Case("good-then-bad", post(b"one") + head(b"a b: c"), (b"one",), "header-line")
    yield Case("good-then-smuggled", post(b"") + b"GET /admin HTTP/1.1\r\nfoo\r\n\r\n", (b"",), "header-line")
    yield Case("body-too-long-by-one", post(b"hello") + b"!", (b"hello",), CUT_OFF)


def _first_lines() -> Iterator[Case]:
    lines = {
        "empty": (b"", "request-line"),
        "one-word": (b"POST", "request-line"),
        "no-version": (b"GET /w", "request-line"),
        "no-target": (b"GET HTTP/1.1", "request-line"),
        "empty-target": (b"GET  HTTP/1.1", "request-line"),
        "leading-space": (b" GET /w HTTP/1.1", "request-line"),
        "trailing-space": (b"GET /w HTTP/1.1 ", "request-line"),
        "two-spaces": (b"GET  /w HTTP/1.1", "request-line"),
        "two-spaces-later": (b"GET /w  HTTP/1.1", "request-line"),
        "tab": (b"GET\t/w\tHTTP/1.1", "request-line"),
        "space-in-target": (b"GET /w w HTTP/1.1", "request-line"),
        "extra-word": (b"GET /w HTTP/1.1 HTTP/1.1", "request-line"),
        "method-colon": (b"GE:T /w HTTP/1.1", "request-line"),
        "method-8-bit": (b"G\xcbT /w HTTP/1.1", "request-line"),
        "method-brackets": (b"[red] /w HTTP/1.1", "request-line"),
        "version-lower": (b"GET /w http/1.1", "request-line"),
        "version-other": (b"GET /w HTTPS/1.1", "request-line"),
        "version-bare": (b"GET /w HTTP/1", "request-line"),
        "version-long": (b"GET /w HTTP/1.10", "request-line"),
        "version-zeros": (b"GET /w HTTP/01.1", "request-line"),
        "version-spaced": (b"GET /w HTTP/1. 1", "request-line"),
        "version-comma": (b"GET /w HTTP/1,1", "request-line"),
        "answer": (b"HTTP/1.1 200 OK", "request-line"),
        "version-0.9": (b"GET /w HTTP/0.9", "http-version"),
        "version-1.2": (b"GET /w HTTP/1.2", "http-version"),
        "version-2.0": (b"GET /w HTTP/2.0", "http-version"),
        "version-3.0": (b"GET /w HTTP/3.0", "http-version"),
        "http2-preface": (b"PRI * HTTP/2.0", "http-version"),
        "target-star": (b"GET * HTTP/1.1", "target"),
        "target-star-more": (b"OPTIONS *a HTTP/1.1", "target"),
        "target-star-like-options": (b"XOPTIONS * HTTP/1.1", "target"),
        "target-relative": (b"GET w HTTP/1.1", "target"),
        "target-authority": (b"GET x:80 HTTP/1.1", "target"),
        "target-user": (b"GET @other.example/w HTTP/1.1", "target"),
        "target-scheme": (b"GET ftp://x/w HTTP/1.1", "target"),
        "target-scheme-alone": (b"GET http:// HTTP/1.1", "target"),
        "target-url-port": (b"GET http://x:y/w HTTP/1.1", "target"),
        "target-url-user": (b"GET http://user@x/w HTTP/1.1", "target"),
        "target-url-signs": (b"GET http://x}y/w HTTP/1.1", "target"),
        "target-url-fragment": (b"GET http://x#w HTTP/1.1", "target"),
        "target-url-backslash": (b"GET http:\\\\x/w HTTP/1.1", "target"),
        "target-8-bit": (b"GET /\xc3\xa4 HTTP/1.1", "target"),
        "target-c1": (b"GET /\x9b31m HTTP/1.1", "target"),
        "connect": (b"CONNECT x:443 HTTP/1.1", "connect"),
        "connect-path": (b"CONNECT /w HTTP/1.1", "connect"),
        "nul-in-method": (b"G\0T /w HTTP/1.1", "control-byte"),
        "nul-in-target": (b"GET /\0 HTTP/1.1", "control-byte"),
        "escape-in-target": (b"GET /\x1b[31m HTTP/1.1", "control-byte"),
        "vertical-tab": (b"GET\x0b/w HTTP/1.1", "control-byte"),
        "form-feed": (b"GET /w\x0cHTTP/1.1", "control-byte"),
        "delete-in-target": (b"GET /\x7f HTTP/1.1", "control-byte"),
        "cr-in-target": (b"GET /\r/w HTTP/1.1", "control-byte"),
        "cr-twice": (b"GET /w HTTP/1.1\r", "control-byte"),
    }
    yield from (Case(f"line-{name}", head(first=line), (), code) for name, (line, code) in lines.items())
    yield Case("line-simple-0.9", b"GET /w\r\n", (), "request-line")
    yield Case("line-bare-lf", head().replace(b"\r\n", b"\n", 1), (), "bare-lf")
    yield Case("line-first-lf", b"\n" + head(), (), "bare-lf")
    yield Case("line-first-cr", b"\r" + head(), (), "control-byte")
    yield Case("line-first-nul", b"\0" + head(), (), "control-byte")
    yield Case("empty-lines-5", b"\r\n" * 5 + head(), (), "request-line")
    yield Case("tls", bytes.fromhex("16030100f5010000f10303") + b"\r\n\r\n" * 9, (), "tls")
    yield Case("tls-later", post(b"") + bytes.fromhex("160301"), (b"",), "tls")
    yield Case("ssh", b"SSH-2.0-client\r\n", (), "request-line")
    yield Case("json", b'{"event_type": "opened"}\r\n', (), "request-line")


def _header_lines() -> Iterator[Case]:
    lines = {
        "no-colon": (b"a", "header-line"),
        "colon-first": (b": a", "header-line"),
        "space-before-colon": (b"a : b", "header-line"),
        "tab-before-colon": (b"a\t: b", "header-line"),
        "space-in-name": (b"a b: c", "header-line"),
        "name-8-bit": (b"\xe4: b", "header-line"),
        "name-bracket": (b"a]: b", "header-line"),
        "name-at": (b"a@b: c", "header-line"),
        "name-quote": (b'"a": b', "header-line"),
        "fold-space": (b"a: b\r\n c", "obs-fold"),
        "fold-tab": (b"a: b\r\n\tc: d", "obs-fold"),
        "fold-empty": (b"a: b\r\n ", "obs-fold"),
        "bare-lf": (b"a: b\nc: d", "bare-lf"),
        "bare-lf-end": (b"a: b\n\nGET /admin HTTP/1.1", "bare-lf"),
        "lf-then-crlf": (b"a: b\n", "bare-lf"),
        "bare-cr": (b"a: b\rc: d", "control-byte"),
        "cr-cr-lf": (b"a: b\r", "control-byte"),
        "nul-in-name": (b"a\0: b", "control-byte"),
        "nul-in-value": (b"a: b\0", "control-byte"),
        "escape-in-value": (b"a: \x1b]0;x\x07", "control-byte"),
        "delete-in-value": (b"a: \x7f", "control-byte"),
        "vertical-tab-in-value": (b"a: \x0b", "control-byte"),
        "backspace-in-value": (b"a: b\x08", "control-byte"),
        "headers-101": (b"\r\n".join([b"a: b"] * 100), "headers-too-many"),
        "transfer-encoding-space": (b"Transfer-Encoding : chunked", "header-line"),
        "transfer-encoding-vertical-tab": (b"Transfer-Encoding: \x0bchunked", "control-byte"),
        "transfer-encoding-folded": (b"Transfer-Encoding:\r\n chunked", "obs-fold"),
        "transfer-encoding-nul": (b"Transfer-Encoding: chunked\0", "control-byte"),
        "transfer-encoding-cr": (b"Transfer-Encoding: chunked\rx: y", "control-byte"),
        "transfer-encoding-lf": (b"x: y\nTransfer-Encoding: chunked", "bare-lf"),
        "content-length-space": (b"Content-Length : 5", "header-line"),
        "content-length-fold": (b"Content-Length:\r\n 5", "obs-fold"),
    }
    yield from (Case(f"header-{name}", head(line), (), code) for name, (line, code) in lines.items())
    yield Case("header-first-folded", head(b"a: b", host=b" Host: x"), (), "obs-fold")
    yield Case("head-of-the-limit-and-1", filled(LIMITS.head + 1), (), "head-too-large")
    yield Case("head-without-end", head()[:-2] + b"a: " + b"b" * LIMITS.head, (), "head-too-large")
    yield Case("line-without-end", b"GET /" + b"w" * LIMITS.head, (), "head-too-large")
    yield Case("garbage-without-end", b"\xff" * LIMITS.head, (), "head-too-large")


def _framing() -> Iterator[Case]:
    hosts = {
        "missing": (b"", "host-missing"),
        "twice": (b"Host: x\r\nhost: x", "host-repeated"),
        "two": (b"Host: x\r\nHost: y", "host-repeated"),
        "spaces": (b"Host: x y", "host-invalid"),
        "path": (b"Host: x/y", "host-invalid"),
        "user": (b"Host: user@x", "host-invalid"),
        "url": (b"Host: http://x", "host-invalid"),
        "port": (b"Host: x:y", "host-invalid"),
        "8-bit": (b"Host: \xe4", "host-invalid"),
        "bracket": (b"Host: [::1", "host-invalid"),
    }
    yield from (Case(f"host-{name}", head(host=line), (), code) for name, (line, code) in hosts.items())
    lengths = {
        "empty": b"",
        "plus": b"+5",
        "minus": b"-5",
        "minus-zero": b"-0",
        "hex": b"0x5",
        "hex-digit": b"a",
        "float": b"5.0",
        "exponent": b"5e0",
        "underscore": b"5_0",
        "two-numbers": b"5 5",
        "word": b"five",
        "quoted": b'"5"',
        "semicolon": b"5;a",
        "superscript": "\N{SUPERSCRIPT FIVE}".encode(),
        "arabic-digit": "\N{ARABIC-INDIC DIGIT FIVE}".encode(),
        "comma-word": b"5, five",
        "too-many-zeros": b"0" * 19 + b"5",
    }
    for name, value in lengths.items():
        yield Case(f"length-{name}", head(b"Content-Length: " + value) + b"hello", (), "content-length-invalid")
    lists = {"same": b"5, 5", "tight": b"5,5", "other": b"5, 6", "comma": b"5,", "comma-first": b",5", "alone": b","}
    lists["of-blanks"] = b"1" + b",  " * 500
    for name, value in lists.items():
        yield Case(f"length-list-{name}", head(b"Content-Length: " + value) + b"hello", (), "content-length-list")
    yield Case(
        "length-list-of-blanks-and-more",
        head(b"Content-Length: 1" + b",  " * 500 + b"x"),
        (),
        "content-length-invalid",
    )
    large = {"and-1": b"4097", "19-digits": b"9" * 19, "20-digits": b"1" + b"0" * 19, "2**64": b"18446744073709551621"}
    large["500-digits"] = b"1" * 500
    for name, value in large.items():
        yield Case(f"length-of-the-limit-{name}", head(b"Content-Length: " + value) + b"hello", (), "body-too-large")
    both, coded = b"Content-Length: 5\r\nTransfer-Encoding: chunked", "transfer-encoding-unknown"
    several = {
        "length-twice": (b"Content-Length: 5\r\nContent-Length: 5", "content-length-repeated"),
        "length-two": (b"Content-Length: 5\r\ncontent-length: 6", "content-length-repeated"),
        "length-zero-and-more": (b"Content-Length: 0\r\na: b\r\nContent-Length: 5", "content-length-repeated"),
        "cl-te": (both, "length-and-chunked"),
        "te-cl": (b"Transfer-Encoding: chunked\r\nContent-Length: 5", "length-and-chunked"),
        "te-cl-zero": (b"Transfer-Encoding: chunked\r\nContent-Length: 0", "length-and-chunked"),
        "te-cl-empty": (b"Transfer-Encoding: chunked\r\nContent-Length:", "length-and-chunked"),
        "te-identity-cl": (b"Transfer-Encoding: identity\r\nContent-Length: 5", "length-and-chunked"),
        "te-te": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "transfer-encoding-repeated"),
        "te-te-other": (b"Transfer-Encoding: chunked\r\ntransfer-encoding: x", "transfer-encoding-repeated"),
        "te-empty": (b"Transfer-Encoding:", coded),
        "te-identity": (b"Transfer-Encoding: identity", coded),
        "te-gzip": (b"Transfer-Encoding: gzip", coded),
        "te-gzip-chunked": (b"Transfer-Encoding: gzip, chunked", coded),
        "te-chunked-identity": (b"Transfer-Encoding: chunked, identity", coded),
        "te-chunked-twice": (b"Transfer-Encoding: chunked, chunked", coded),
        "te-comma": (b"Transfer-Encoding: chunked,", coded),
        "te-comma-first": (b"Transfer-Encoding: , chunked", coded),
        "te-parameter": (b"Transfer-Encoding: chunked;a=b", coded),
        "te-quoted": (b'Transfer-Encoding: "chunked"', coded),
        "te-xchunked": (b"Transfer-Encoding: xchunked", coded),
        "te-8-bit": (b"Transfer-Encoding: \xa0chunked", coded),
        "te-kelvin": ("Transfer-Encoding: chun\N{KELVIN SIGN}ed".encode(), coded),
        "expect-other": (b"Expect: 200-ok", "expectation-unknown"),
        "expect-two": (b"Expect: 100-continue\r\nExpect: 100-continue", "expectation-unknown"),
    }
    after = b"5\r\nhello\r\n0\r\n\r\nGET /admin HTTP/1.1\r\nHost: x\r\n\r\n"
    yield from (Case(name, head(lines) + after, (), code) for name, (lines, code) in several.items())
    old = head(b"Transfer-Encoding: chunked", first=b"POST /w HTTP/1.0")
    yield Case("te-old", old + after, (), "transfer-encoding-http10")
    yield Case("large-after-a-bad-head", head(host=b"") + b"x" * 3000, (), "host-missing")


def _chunks() -> Iterator[Case]:
    bad = {
        "empty": b"\r\n",
        "hex-prefix": b"0x5\r\nhello",
        "minus": b"-5\r\nhello",
        "plus": b"+5\r\nhello",
        "space-first": b" 5\r\nhello",
        "space-last": b"5 \r\nhello",
        "semicolon-alone": b"5;\r\nhello",
        "semicolon-space-alone": b"5 ; \r\nhello",
        "equals-space-alone": b"5;a = \r\nhello",
        "extension-space-last": b"5;a \r\nhello",
        "extension-value-space-last": b"5;a=b\t\r\nhello",
        "space-in-a-name": b"5;a b\r\nhello",
        "bare-cr-beside-a-sign": b"5;\ra\r\nhello",
        "letter": b"g\r\nhello",
        "underscore": b"1_0\r\nhello",
        "bare-lf": b"5\nhello",
        "bare-lf-in-extension": b"5;a\nhello",
        "bare-cr-in-extension": b"5;a\rb\r\nhello",
        "nul-in-extension": b"5;a\0\r\nhello",
        "quote-open": b'5;a="b\r\nhello',
        "quote-8-bit": b'5;a="\xff"\r\nhello',
        "extension-long": b"5;" + b"a" * 1100 + b"\r\nhello",
        "size-long": b"0" * 17 + b"\r\n",
        "size-without-end": b"0" * 1500,
        "no-size": b"hello\r\n",
    }
    for name, data in bad.items():
        yield Case(f"chunk-size-{name}", chunked(data), (), "chunk-size")
        later = chunked(b"2\r\nab\r\n" + data)
        yield Case(f"chunk-size-{name}-later", later, (), "chunk-size")
    ends = {
        "short": b"4\r\nhello\r\n0\r\n\r\n",
        "missing": b"5\r\nhello0\r\n\r\n",
        "bare-lf": b"5\r\nhello\n0\r\n\r\n",
        "cr-only": b"5\r\nhello\rx0\r\n\r\n",
        "space": b"5\r\nhello \r\n0\r\n\r\n",
        "two": b"5\r\nhello\r\r\n0\r\n\r\n",
    }
    yield from (Case(f"chunk-end-{name}", chunked(data), (), "chunk-end") for name, data in ends.items())
    sizes = {"large": b"1001\r\n", "huge": b"ffffffffffffffff\r\n", "sum": b"ff0\r\n" + b"x" * 4080 + b"\r\n11\r\n"}
    yield from (Case(f"chunks-too-{name}", chunked(data), (), "body-too-large") for name, data in sizes.items())
    trailers = {
        "no-colon": b"a\r\n",
        "fold": b"a: b\r\n c\r\n",
        "fold-first": b" a: b\r\n",
        "bare-lf": b"a: b\n",
        "end-bare-lf": b"\n",
        "nul": b"a: \0\r\n",
        "space-before-colon": b"a : b\r\n",
        "request": b"GET /admin HTTP/1.1\r\n",
        "length": b"a: b\r\ncontent-LENGTH: 0\r\n",
        "encoding": b"Transfer-Encoding: chunked\r\n",
        "host": b"HOST: y\r\n",
        "connection": b"Connection: close\r\n",
    }
    for name, data in trailers.items():
        yield Case(f"trailer-{name}", chunked(b"1\r\na\r\n0\r\n" + data + b"\r\n"), (), "trailer-line")
    yield Case("trailers-too-large", chunked(b"0\r\n" + b"a: b\r\n" * 400), (), "head-too-large")
    yield Case("trailer-without-end", chunked(b"0\r\na: " + b"b" * LIMITS.head), (), "head-too-large")


def _cut_off() -> Iterator[Case]:
    cuts = {
        "first-byte": b"P",
        "method": b"POST",
        "line": b"POST /w HTTP/1.1\r\n",
        "cr": b"\r",
        "head-cr": head()[:-1],
        "header": head()[:-2] + b"a: b",
        "body-none": head(b"Content-Length: 5"),
        "body": head(b"Content-Length: 5") + b"hell",
        "expect": head(b"Content-Length: 5", b"Expect: 100-continue"),
        "chunk-none": chunked(b""),
        "chunk-size": chunked(b"5"),
        "chunk-size-cr": chunked(b"5\r"),
        "chunk": chunked(b"5\r\nhell"),
        "chunk-end": chunked(b"5\r\nhello\r"),
        "chunk-last": chunked(b"5\r\nhello\r\n"),
        "trailers": chunked(b"5\r\nhello\r\n0\r\n"),
        "trailer": chunked(b"5\r\nhello\r\n0\r\na: b\r\nc"),
    }
    yield from (Case(f"cut-{name}", data, (), CUT_OFF) for name, data in cuts.items())
    yield from (
        Case(f"cut-{name}-after-a-good-one", post(b"one") + data, (b"one",), CUT_OFF) for name, data in cuts.items()
    )
    yield Case("nothing", b"")
    yield Case("empty-line-alone", b"\r\n")


ACCEPTED = (*_accepted(), *_accepted_with_body())
"""Whole, valid requests, on connections that stay."""

CASES = (
    *ACCEPTED,
    *_connections(),
    *_first_lines(),
    *_header_lines(),
    *_framing(),
    *_chunks(),
    *_cut_off(),
)
