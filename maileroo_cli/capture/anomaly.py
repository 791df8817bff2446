"""What can be wrong with the framing of a request: each is refused, recorded under its code, and ends the connection.

Programs that disagree about where a request ends can be made to see different requests in the same bytes. So nothing
here is guessed, mended or passed over.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One thing that is wrong: its code, the status that answers it (0: nobody is there any more), and a sentence."""

    code: str
    status: int
    sentence: str


_ALL = (
    Anomaly("bare-lf", 400, "A line of the head ends in LF alone instead of CRLF."),
    Anomaly("control-byte", 400, "The head holds a control byte, such as NUL or a CR without LF."),
    Anomaly("request-line", 400, "The first line is not METHOD TARGET HTTP/1.1 with single spaces."),
    Anomaly("http-version", 505, "The request is not of HTTP/1.0 or HTTP/1.1."),
    Anomaly("target", 400, "The target is neither a path nor an http URL, or holds bytes that are not ASCII."),
    Anomaly("connect", 501, "CONNECT asks for a tunnel, and this is no proxy."),
    Anomaly("tls", 400, "The client speaks TLS: this is a plain http:// address."),
    Anomaly("header-line", 400, "A header has no colon, no name, or a name with white space or signs in it."),
    Anomaly("obs-fold", 400, "A header is folded over several lines, which HTTP no longer allows."),
    Anomaly("host-missing", 400, "An HTTP/1.1 request has no Host header."),
    Anomaly("host-repeated", 400, "There is more than one Host header."),
    Anomaly("host-invalid", 400, "The Host header is not one name or address."),
    Anomaly("content-length-invalid", 400, "The Content-Length is not a plain number."),
    Anomaly("content-length-list", 400, "The Content-Length is a list of numbers."),
    Anomaly("content-length-repeated", 400, "There is more than one Content-Length header."),
    Anomaly("length-and-chunked", 400, "Both Content-Length and Transfer-Encoding say where the body ends."),
    Anomaly("transfer-encoding-repeated", 400, "There is more than one Transfer-Encoding header."),
    Anomaly("transfer-encoding-http10", 400, "An HTTP/1.0 request has a Transfer-Encoding."),
    Anomaly("transfer-encoding-unknown", 501, "The Transfer-Encoding is not chunked alone."),
    Anomaly("expectation-unknown", 417, "The Expect header asks for something else than 100-continue."),
    Anomaly("head-too-large", 431, "The request line and headers are larger than the limit."),
    Anomaly("headers-too-many", 431, "There are more headers than the limit."),
    Anomaly("body-too-large", 413, "The body is larger than the limit."),
    Anomaly("chunk-size", 400, "The line before a chunk is not a hexadecimal number, or its extension is malformed."),
    Anomaly("chunk-end", 400, "A chunk is not followed by CRLF: it is longer or shorter than it says."),
    Anomaly("trailer-line", 400, "A line after the last chunk is no header, or one that belongs before the body."),
    Anomaly("head-timeout", 408, "The head did not arrive in time."),
    Anomaly("body-timeout", 408, "The body did not arrive in time."),
    Anomaly("cut-off", 400, "The connection was closed in the middle of the request."),
    Anomaly("overloaded", 503, "Too many large bodies were on their way at the same time."),
)

ANOMALIES = {anomaly.code: anomaly for anomaly in _ALL}
"""Every anomaly by its code."""
