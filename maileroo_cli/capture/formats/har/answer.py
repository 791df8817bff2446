"""From the response of a HAR's entry to what a captured request was answered. Writing one is in ``response``.

Nothing that stands there makes the request unreadable: what is no answer is none, and what is no header is left out.
"""

from base64 import b64decode
from typing import TYPE_CHECKING, Any

from maileroo_cli.capture.entry import AnswerSource
from maileroo_cli.capture.head import to_wire
from maileroo_cli.capture.read_result import ReadAnswer
from maileroo_cli.webhook.signing.request import TOKEN

if TYPE_CHECKING:
    from maileroo_cli.capture.formats.har.entry import HarEntry

_STATUSES = range(100, 1000)
_SOURCES = frozenset(AnswerSource) - {AnswerSource.NOTHING}


def read_answer(entry: "HarEntry") -> ReadAnswer | None:
    """Return what the request of an entry was answered; ``None`` where it was not, or nothing tells."""
    response = getattr(entry, "response", None)
    status = response.get("status") if isinstance(response, dict) else None
    if not isinstance(response, dict) or not isinstance(status, int) or status not in _STATUSES:
        return None
    body = _body(response.get("content"))
    head = _head(status, response, body)
    return ReadAnswer(status, _source(entry, whole=bool(head)), head, body, _took(entry))


def _source(entry: "HarEntry", *, whole: bool) -> str:
    """Return who answered: what mhook wrote down, else the application that any other program watched."""
    mark = entry.mark
    if mark is not None and mark.answered in _SOURCES:
        return mark.answered
    return str(AnswerSource.APPLICATION if whole or mark is None else AnswerSource.NOTHING)


def _head(status: int, response: dict[str, Any], body: bytes) -> bytes:
    """Return the head of an answer of which more than the status was kept, else nothing."""
    headers = response.get("headers")
    lines = [line for line in map(_header, headers if isinstance(headers, list) else ()) if line]
    if not lines and not body:
        return b""
    phrase = response.get("statusText")
    words = f" {phrase}" if isinstance(phrase, str) and phrase.isprintable() and phrase else ""
    return b"\r\n".join(map(to_wire, [f"HTTP/1.1 {status}{words}", *lines, "", ""]))


def _header(pair: object) -> str:
    """Return the line of a header, nothing for what is none that a head can hold, or a pseudo header of HTTP/2."""
    name, value = (pair.get("name"), pair.get("value")) if isinstance(pair, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(value, str) or not TOKEN.fullmatch(name):
        return ""
    return "" if any(char in value for char in "\r\n\0") else f"{name}: {value}"


def _body(content: object) -> bytes:
    text = content.get("text") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(text, str):
        return b""
    if content.get("encoding") == "base64":
        try:
            return b64decode(text)
        except ValueError:
            return b""
    return text.encode("utf-8", "replace")


def _took(entry: "HarEntry") -> float | None:
    """Return the milliseconds that the answer took, where they are known: the wait for it, or else all of the time."""
    timings = getattr(entry, "timings", None)
    wait = timings.get("wait") if isinstance(timings, dict) else None
    for took in (wait, getattr(entry, "time", None)):
        if isinstance(took, int | float) and not isinstance(took, bool) and 0 < took < 1e12:
            return float(took)
    return None
