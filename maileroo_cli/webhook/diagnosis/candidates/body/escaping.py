"""Escapes that something on the way put into a body or took out: a log, a database's quoting, a sanitiser of HTML."""

import html
import json
import re
from collections.abc import Iterator
from html.entities import codepoint2name

from maileroo_cli.webhook.diagnosis.candidates.body.edge import with_ends
from maileroo_cli.webhook.diagnosis.finding import Candidate, changed

_HEX_ESCAPE = re.compile(rb"\\x([0-9a-fA-F]{2})")
_C_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|(.))", re.DOTALL)
_HAPROXY = re.compile(rb"#([0-9A-F]{2})")
_OCTAL = re.compile(rb"#([0-3][0-7]{2})")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"v": b"\v", b"a": b"\a", b"e": b"\x1b"}
_BARE_ESCAPE = re.compile(
    rb"(?<!\\)(u(?:003[cCeE]|0026|0027|0022|00[89a-fA-F][0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}))"
)
_LOGGED = tuple(
    {byte: form % byte for byte in (*range(32), *range(127, 256), *b'"\\')} for form in ("\\x%02X", "\\x%02x")
)
_SLASHED = re.compile(rb"\\(.)", re.DOTALL)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NON_ASCII = re.compile("[^\x00-\x7f]")
_SPECIAL = re.compile("[<>&\"']")
_TAG = re.compile(r"<[^<>]*>")
_HERE = "the body here has them, the signed one does not"
_ONCE_MORE = "the body here was escaped again after signing"
_THERE = "the signed body has them"


def log_candidates(body: bytes) -> Iterator[Candidate]:
    r"""Yield ``body`` without the escapes of a log, such as nginx's ``\x22``."""
    readings = {}
    if b"\\x" in body:
        readings[_HEX_ESCAPE.sub(_hex, body)] = _HERE
    if b"\\" in body and (b"\\x" in body or b"\\3" in body or b"\\2" in body):
        readings[_C_ESCAPE.sub(_c_escape, body)] = _HERE
    if b"\\u0022" in body:
        readings[body.replace(b"\\u0022", b'"')] = _HERE
    if b"#22" in body:
        readings[_HAPROXY.sub(_hex, body)] = _HERE
    if b"#" in body:
        readings[_OCTAL.sub(lambda found: bytes([int(found[1], 8)]), body)] = _HERE
    for value, detail in readings.items():
        if value != body:
            yield from with_ends(changed(value, "body-log-escaped", detail))
            for further in _without_backslashes(value):
                yield changed(further, "body-log-escaped", f"{detail}, and slashes besides")


def logged_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` with the escapes of a log."""
    text = body.decode("latin-1")
    for table in _LOGGED:
        yield changed(text.translate(table).encode("latin-1"), "body-log-escaped", _THERE)


def _hex(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _c_escape(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return _hex(found)
    if found[2]:
        return bytes([int(found[2], 8) & 255])
    # An escape of JSON's own, such as \u003c, stays.
    return found[0] if found[3] == b"u" else _LETTERS.get(found[3], found[3])


def backslash_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` with a backslash before each quote, as PHP's addslashes writes, and without such backslashes."""
    slashed = body.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"'", b"\\'").replace(b"\0", b"\\0")
    yield changed(slashed, "body-backslashes", "addslashes or wp_slash was applied before signing")
    text = json.dumps(body.decode("utf-8", "replace"), ensure_ascii=False)[1:-1].encode("utf-8", "replace")
    yield changed(text, "body-backslashes", "signed as the contents of a JSON string")
    yield changed(text.replace(b"/", b"\\/"), "body-backslashes", "signed as the contents of a JSON string")
    yield changed(body.replace(b'"', b'\\"'), "body-backslashes", "signed with a backslash before each quote")
    yield changed(body + b"\\n", "body-backslashes", "signed with a \\n of two characters at the end")
    if b"u00" in body:
        restored = _BARE_ESCAPE.sub(rb"\\\1", body)
        yield changed(restored, "body-backslashes", "the body here has lost them, as MySQL and stripslashes do")
    if b"\\" in body:
        twice = body.replace(b"\\", b"\\\\")
        yield changed(twice, "body-backslashes", "signed with each backslash doubled")
        bare = _SLASHED.sub(rb"\1", body)
        yield changed(
            bare, "body-backslashes", _slashed_where(body, bare, "stripslashes or wp_unslash was applied first")
        )
        if body.endswith(b"\\n"):
            yield changed(body[:-2], "body-backslashes", "the body here ends with a \\n of two characters")
        for value in _without_backslashes(body):
            yield from with_ends(changed(value, "body-backslashes", _slashed_where(body, value, _HERE)))


def _slashed_where(body: bytes, bare: bytes, otherwise: str) -> str:
    """Say on which side the backslashes are that ``bare`` has not: what is JSON without them was escaped once more."""
    if body.lstrip()[:2] in (b"{\\", b"[\\"):
        return _HERE
    return _ONCE_MORE if b"\\" in bare and _is_json(bare) else otherwise


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _without_backslashes(body: bytes) -> list[bytes]:
    """Return ``body`` with its quotes unescaped, in each way that something may have escaped them."""
    found = [_SLASHED.sub(lambda one: one[1] if one[1] in b"\"'\\" else one[0], body), body.replace(b'\\"', b'"')]
    found.append(body.replace(b"\\\\", b"\\"))
    try:
        inside = json.loads('"' + body.decode().strip().strip('"') + '"')
        found.append(inside.encode("utf-8", "replace"))
    except ValueError:
        pass
    return [value for value in dict.fromkeys(found) if value != body]


_SPELLINGS: tuple[tuple[tuple[str, str], ...], ...] = (
    (),
    (('"', "&quot;"),),
    (('"', "&#34;"),),
    (
        ('"', "&quot;"),
        ("'", "&#039;"),
    ),
    (
        ('"', "&quot;"),
        ("'", "&#39;"),
    ),
    (
        ('"', "&quot;"),
        ("'", "&#x27;"),
    ),
    (
        ('"', "&quot;"),
        ("'", "&apos;"),
    ),
    (
        ('"', "&#34;"),
        ("'", "&#39;"),
    ),
    (
        ('"', "&quot;"),
        ("'", "&#x27;"),
        ("/", "&#x2F;"),
        ("\\", "&#x5C;"),
        ("`", "&#96;"),
    ),
    (
        ("=", "&#x3D;"),
        ('"', "&quot;"),
        ("'", "&#x27;"),
        ("`", "&#x60;"),
    ),
    (
        ("=", "&#x3D;"),
        ('"', "&quot;"),
        ("'", "&#39;"),
        ("/", "&#x2F;"),
        ("`", "&#x60;"),
    ),
    (
        ('"', "&#x22;"),
        ("'", "&#x27;"),
    ),
    (("@", "&#64;"),),
)
"""What escapers of HTML write besides ``&amp;``, ``&lt;`` and ``&gt;``: PHP, Python, Go, JavaScript's libraries."""


def html_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` without its HTML entities, with entities in each usual spelling, and without its tags."""
    text = body.decode("utf-8", "surrogateescape")
    if "&" in text:
        basic = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#039;": "'", "&#x27;": "'", "&amp;": "&"}
        once = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
        few = _ENTITY.sub(lambda found: basic.get(found[0], found[0]), text)
        twice = _ENTITY.sub(lambda found: html.unescape(found[0]), once)
        for value in dict.fromkeys((once, few, html.unescape(text), twice)):
            yield from with_ends(changed(_bytes(value), "body-html-escaped", _HERE))
    basis = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for plain in dict.fromkeys((basis, text)):
        for spelling in dict.fromkeys(tuple(pair for pair in one if pair[0] in text) for one in _SPELLINGS):
            escaped = plain
            for char, entity in spelling:
                escaped = escaped.replace(char, entity)
            yield changed(_bytes(escaped), "body-html-escaped", _THERE)
    if basis != text:
        yield changed(_bytes(_SPECIAL.sub(lambda found: f"&#{ord(found[0])};", text)), "body-html-escaped", _THERE)
    if not text.isascii():
        numeric = text.encode("utf-8", "replace").decode().encode("ascii", "xmlcharrefreplace")
        yield changed(numeric, "body-html-escaped", _THERE)
        named = _NON_ASCII.sub(lambda found: _named(found[0]), text)
        yield changed(_bytes(named), "body-html-escaped", _THERE)
        yield changed(_bytes(named.replace('"', "&quot;")), "body-html-escaped", _THERE)
    if "<" in text:
        yield changed(_bytes(_TAG.sub("", text)), "body-html-escaped", "signed without anything that looks like a tag")


def _named(char: str) -> str:
    name = codepoint2name.get(ord(char))
    return f"&{name};" if name else char


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
