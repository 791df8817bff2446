"""What can be wrong with the framing of a request: each is refused, recorded under its code, and ends the connection.

Programs that disagree about where a request ends can be made to see different requests in the same bytes. So nothing
here is guessed, mended or passed over.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One thing that is wrong: its code, the status that answers it, what it is, and what its sender can do."""

    code: str
    status: int
    sentence: str
    fix: str


_ALL = (
    Anomaly(
        "bare-lf", 400, "A line of the head ends in only LF instead of CRLF.", "End every line of the head with CRLF."
    ),
    Anomaly(
        "control-byte",
        400,
        "The head holds a control byte, like NUL or a CR without LF.",
        "Remove it, or encode it as the header's definition says.",
    ),
    Anomaly(
        "request-line",
        400,
        "The first line is not METHOD TARGET HTTP/1.1 with single spaces.",
        "Send a line like POST /webhook HTTP/1.1.",
    ),
    Anomaly(
        "http-version",
        505,
        "The request is neither HTTP/1.0 nor HTTP/1.1.",
        "Send HTTP/1.1, or put a server that speaks HTTP/2 in front.",
    ),
    Anomaly(
        "target",
        400,
        "The target is neither a path nor an http URL, or holds non-ASCII bytes.",
        "Send a path that begins with /, and write other bytes as %XX.",
    ),
    Anomaly(
        "connect",
        501,
        "CONNECT asks for a tunnel, but this is not a proxy.",
        "Send to this address directly, not through a proxy.",
    ),
    Anomaly(
        "tls",
        400,
        "The client speaks TLS, but this is a plain http:// address.",
        "Send to http://, or put a server that terminates TLS in front.",
    ),
    Anomaly(
        "header-line",
        400,
        "A header has no colon, no name, or a name with white space or special characters.",
        "Write each header as NAME: VALUE, with only the name before the colon.",
    ),
    Anomaly(
        "obs-fold",
        400,
        "A header is split over several lines, which HTTP no longer allows.",
        "Write each header on one line.",
    ),
    Anomaly("host-missing", 400, "An HTTP/1.1 request has no Host header.", "Send one Host header."),
    Anomaly("host-repeated", 400, "There is more than one Host header.", "Send one Host header."),
    Anomaly(
        "host-invalid",
        400,
        "The Host header is not a single name or address.",
        "Send the host, and a colon and the port if it needs one.",
    ),
    Anomaly(
        "content-length-invalid",
        400,
        "The Content-Length is not a plain number.",
        "Send the number of bytes of the body in decimal digits.",
    ),
    Anomaly(
        "content-length-list",
        400,
        "The Content-Length is a list of numbers.",
        "Send the number of bytes of the body once.",
    ),
    Anomaly(
        "content-length-repeated",
        400,
        "There is more than one Content-Length header.",
        "Send the number of bytes of the body once.",
    ),
    Anomaly(
        "length-and-chunked",
        400,
        "The request has both Content-Length and Transfer-Encoding.",
        "Send only one of them.",
    ),
    Anomaly(
        "transfer-encoding-repeated",
        400,
        "There is more than one Transfer-Encoding header.",
        "Send Transfer-Encoding: chunked once, or a Content-Length.",
    ),
    Anomaly(
        "transfer-encoding-http10",
        400,
        "An HTTP/1.0 request has a Transfer-Encoding.",
        "Send a Content-Length, or HTTP/1.1.",
    ),
    Anomaly(
        "transfer-encoding-unknown",
        501,
        "The Transfer-Encoding is not just chunked.",
        "Send Transfer-Encoding: chunked, or a Content-Length.",
    ),
    Anomaly(
        "expectation-unknown",
        417,
        "The Expect header asks for something other than 100-continue.",
        "Remove the Expect header.",
    ),
    Anomaly(
        "head-too-large",
        431,
        "The request line and headers are larger than the limit.",
        "Send less, or allow more with mhook listen --max-head.",
    ),
    Anomaly(
        "headers-too-many",
        431,
        "There are more headers than the limit.",
        "Send fewer, or allow more with mhook listen --max-headers.",
    ),
    Anomaly(
        "body-too-large",
        413,
        "The body is larger than the limit.",
        "Send less, or allow more with mhook listen --max-body.",
    ),
    Anomaly(
        "chunk-size",
        400,
        "The line before a chunk is not a hexadecimal number, or its extension is malformed.",
        "Write the size of each chunk in hexadecimal digits, without 0x.",
    ),
    Anomaly(
        "chunk-end",
        400,
        "A chunk is not followed by CRLF: it is longer or shorter than it says.",
        "Write as many bytes as the chunk's size says, then CRLF.",
    ),
    Anomaly(
        "trailer-line",
        400,
        "A line after the last chunk is not a header, or is one that belongs before the body.",
        "Send headers before the body.",
    ),
    Anomaly(
        "head-timeout",
        408,
        "The head did not arrive in time.",
        "Send the head at once, or allow longer with mhook listen --head-timeout.",
    ),
    Anomaly(
        "body-timeout",
        408,
        "The body did not arrive in time.",
        "Send as many bytes as the Content-Length says, or allow longer with mhook listen --request-timeout.",
    ),
    Anomaly(
        "cut-off",
        400,
        "The connection was closed in the middle of the request.",
        "Send the whole request before you close the connection: is the sender's timeout too short?",
    ),
    Anomaly(
        "evicted",
        408,
        "The request was ended to make room for others: of the incomplete requests, it was the oldest.",
        "Send each request in one go, or allow more connections with mhook listen --max-connections.",
    ),
    Anomaly(
        "overloaded",
        503,
        "Too many bytes of requests and answers were in transit at the same time.",
        "Send fewer large bodies at a time, and read the answers.",
    ),
)

ANOMALIES = {anomaly.code: anomaly for anomaly in _ALL}
"""Every anomaly by its code."""
