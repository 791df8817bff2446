"""The one line of an answer that says most: what a receiver wrote when it refused or failed.

It is the peer's own text: ``report.body.answer_line`` makes it safe.
"""

from maileroo_cli.webhook.signing.request import Headers, header_values

_ENOUGH = 65_536
"""Of a longer body no more is looked at."""

_TRACEBACK = b"Traceback (most recent call last)"
_VAGUE = ("", "error", "errors", "whoops")
"""Titles of error pages that say nothing; what the page says below them is taken instead."""

_LATIN = {"latin-1": "latin-1", "iso-8859-1": "latin-1", "windows-1252": "cp1252", "cp1252": "cp1252"}


def answer_text(headers: Headers, body: bytes) -> str:
    """Return the line of an answer that says most, its white space made single spaces; empty where none does.

    That is the first line that is not blank: of JSON all of it on one line, of a page its title, of a Python traceback
    the last line, which names the error. Nothing is said of a compressed or binary body.
    """
    body = body[:_ENOUGH].strip()
    if not body or b"\0" in body or _is_encoded(headers):
        return ""
    is_page = body.startswith(b"<")
    text = (_page_line(body) if is_page else _text_line(body)).decode(_charset(headers), "backslashreplace")
    if is_page:
        from html import unescape

        text = unescape(text)
    return " ".join(text.split())


def _text_line(text: bytes) -> bytes:
    if text.startswith((b"{", b"[")):
        return text
    return text.splitlines()[-1 if text.startswith(_TRACEBACK) else 0]


def _is_encoded(headers: Headers) -> bool:
    return any(value.strip().lower() not in ("", "identity") for value in header_values(headers, "content-encoding"))


def _charset(headers: Headers) -> str:
    """Return how text is to be decoded: UTF-8 where nothing else is named that people write."""
    for value in header_values(headers, "content-type"):
        named = value.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
        return _LATIN.get(named, "utf-8")
    return "utf-8"


def _page_line(page: bytes) -> bytes:
    """Return what a page is about: its title or, where that says nothing, its first heading or preformatted text."""
    lowered = page.lower()  # of bytes ASCII alone is lowered, so that places stay the same
    candidates = [_element(page, lowered, name) for name in (b"title", b"h1", b"pre", b"p")]
    for candidate in candidates:
        if candidate.decode("latin-1").lower() not in _VAGUE:
            return candidate
    return candidates[0] or (b"" if b"<script" in lowered else _without_tags(page))


def _element(page: bytes, lowered: bytes, name: bytes) -> bytes:
    """Return the text of the first element of this name, empty where there is none."""
    start = 0
    while (start := lowered.find(b"<" + name, start)) >= 0:
        start += len(name) + 1
        if lowered[start : start + 1] in (b">", b" ", b"\n", b"\t", b"\r"):
            begin, end = lowered.find(b">", start), lowered.find(b"</" + name, start)
            return _without_tags(page[begin + 1 : end if end >= 0 else None]) if begin >= 0 else b""
    return b""


def _without_tags(text: bytes) -> bytes:
    """Return the first line of the text between tags."""
    pieces = [piece.partition(b">")[2] if number else piece for number, piece in enumerate(text.split(b"<"))]
    lines = b" ".join(pieces).split(b"\n")
    return next((b" ".join(line.split()) for line in lines if line.strip()), b"")
