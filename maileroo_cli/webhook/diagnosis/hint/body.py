"""What is visible in a body: whether it is JSON and UTF-8, and what copying, shells, logs and pages do to one."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any

_LARGEST = 2 * 1024 * 1024
"""A larger body is not parsed."""

_STYLED = 4096
"""So much of a body shows in what style it is written."""

_WINDOWS = re.compile(rb"[\x80-\x9f]")
_LATIN = re.compile(rb"[\xa0-\xff]")
_TYPOGRAPHIC = re.compile("[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb]")
_NO_BREAK = re.compile("[\u00a0\u202f\u2007]")
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060\ufeff]")
_LOG_ESCAPE = re.compile(r"\\x[0-9A-Fa-f]{2}")
_ENTITY = re.compile(r"&(?:quot|lt|gt|amp|#0?39|#x27|#34);")
_INSPECTED = re.compile(
    r"\[(?:Object|Array|Circular \*\d+|Object: null prototype)\]|^\{ [A-Za-z_$][\w$]*: |^\{\n  [A-Za-z_$][\w$]*: .*'",
    re.DOTALL,
)
_LOST = re.compile(r"\?\?|\?(?<=[ \"]\?)(?=[ \"])|\?(?<=[a-z]\?)(?=[a-z])(?![\w.%-]*[=&\"])")
_RUN = re.compile(r'[,:{\[] {2,}(?=["{\[\d])|(?<=[}\]"\d]) {2,}[}\]]')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SPACED = re.compile(r"[,:] ")


def body_hints(body: bytes) -> Iterator[str]:
    """Yield what is suspicious in ``body``, the most telling first; nothing where it is as Maileroo writes it."""
    if not body:
        return
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or (len(body) > 3 and not any(body[1::2])):
        yield "the body looks like UTF-16, not UTF-8"
        return
    if body.startswith(BOM_UTF8):
        yield "the body begins with a byte order mark"
    plain = body.removeprefix(BOM_UTF8)
    start, text = len(body) - len(plain), plain.decode("utf-8", "surrogateescape")
    yield from _charset_hints(body)
    payload, broken = _parse(text) if len(body) <= _LARGEST else (None, None)
    if broken is not None:
        yield from _changed_marks(text)
        yield _broken_json(text, broken, start)
    yield from _foreign_characters(text, start)
    if payload is not None:
        yield from _whole_json(text, payload)


def _foreign_characters(text: str, start: int) -> Iterator[str]:
    """Yield what was lost or brought by a copy."""
    if "\ufffd" in text:
        yield "the body holds U+FFFD, the replacement character: decoding may have lost bytes"
    if "?" in text and (found := _LOST.search(text)):
        place = start + _byte(text, found.start())
        yield f"the body has a question mark at byte {place} where a letter may have got lost"
    if text.isascii():
        return
    if _NO_BREAK.search(text):
        yield "the body has non-breaking spaces, which come from copying out of a page or a chat"
    if _ZERO_WIDTH.search(text):
        yield "the body has invisible characters, which come from copying out of a page"


def _charset_hints(body: bytes) -> Iterator[str]:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        kind = ""
        if not re.search(rb"[\x00-\x08\x0e-\x1f]", body):
            kind = ": it looks like Windows-1252" if _WINDOWS.search(body) else ": it looks like Latin-1"
        yield f"the body is not UTF-8, from byte {error.start}{kind}"


def _parse(text: str) -> tuple[Any, json.JSONDecodeError | None]:
    """Return what is in ``text``, or why it is no JSON; neither where it is more than a parser takes."""
    try:
        return json.loads(text), None
    except json.JSONDecodeError as error:
        return None, error
    except (ValueError, RecursionError):
        return None, None


def _changed_marks(text: str) -> Iterator[str]:
    """Yield what happened to the marks of a body that is no JSON."""
    if text.startswith("'"):
        yield "the body begins with a single quote, which cmd on Windows treats as text"
    if _LOG_ESCAPE.search(text):
        yield "the body has escapes like \\x22, as server logs write them"
    elif text.startswith(("{\\", "[\\")):
        yield "the quotes of the body are escaped with backslashes"
    elif _ENTITY.search(text):
        yield "the body has HTML escapes like &quot;"
    elif _INSPECTED.search(text):
        yield "the body is an object as console.log prints it (util.inspect), not its JSON"
    elif '"' not in text and "{" in text:
        yield "the body has no double quotes at all, as if a shell or cmd had removed them"
    if _TYPOGRAPHIC.search(text):
        yield "the body has typographic quotation marks, as word processors and chats write them"


def _broken_json(text: str, error: json.JSONDecodeError, start: int) -> str:
    """Return where a body ceases to be JSON; ``start`` is the length of what stands before ``text``."""
    place = start + _byte(text, error.pos)
    if error.msg.startswith("Unterminated string"):
        return "the body ends inside a string: it looks cut off"
    if not text[error.pos :].strip() and text.strip():
        return "the body ends in the middle of its JSON: it looks cut off"
    if error.msg.startswith("Extra data"):
        return f"the body has more text after its JSON, from byte {place}"
    if error.msg.startswith("Invalid control character") and text[error.pos] in "\r\n":
        return f"the body has a line break inside a string at byte {place}, which comes from copying out of a terminal"
    return f"the body is not JSON, from byte {place}"


def _whole_json(text: str, payload: Any) -> Iterator[str]:
    """Yield in what JSON differs from what Maileroo writes."""
    if not isinstance(payload, dict) or "event_type" not in payload:
        yield "the body is JSON but not a Maileroo event: it has no event_type"
    else:
        yield from _other_types(payload)
    if isinstance(payload, dict) and payload.get("message_id") == "":
        yield "the body's message_id is empty: a filter may have removed <...> as a tag"
    if "&" in text and _ENTITY.search(text):
        yield "the body has HTML escapes like &quot;, as pages and XSS filters write them"
    if text.strip() != text:
        yield "the body has white space around its JSON"
    yield from _spacing(text[:_STYLED])
    if isinstance(payload, dict) and list(payload) != sorted(payload):
        yield "the body's keys are not in alphabetical order, as Maileroo's are: was it re-serialised?"


def _other_types(payload: dict[str, Any]) -> Iterator[str]:
    """Yield which fields of the envelope have another type than Maileroo's."""
    from maileroo_cli.webhook.catalogue.event import ENVELOPE, FieldKind

    sent: dict[str, tuple[str, tuple[type, ...]]] = {
        FieldKind.INTEGER: ("an integer", (int,)),
        FieldKind.STRING: ("a string", (str,)),
        FieldKind.OBJECT: ("an object", (dict,)),
        FieldKind.TAGS: ("null or a list", (list, type(None))),
    }
    for field in ENVELOPE:
        if field.path in payload:
            value, (name, types) = payload[field.path], sent[field.kind]
            if not isinstance(value, types) or isinstance(value, bool):
                found = f"the body's {field.path} is {_kind(value)}, but Maileroo sends {name}"
                yield f"{found}: was it re-serialised?"
                return


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true or false"
    names = ((str, "a string"), (dict, "an object"), (list, "a list"))
    return next((name for kind, name in names if isinstance(value, kind)), "a number")


def _spacing(text: str) -> Iterator[str]:
    """Yield how the beginning of a body is spaced, where that is not Maileroo's way."""
    if not _SPACED.search(text) and "\n" not in text:
        return
    bare = _STRING.sub('""', text)
    if "\n" in bare.strip():
        yield "the body is JSON on several lines, but Maileroo writes one line: was it re-serialised?"
    elif "  " in text and _RUN.search(text):
        yield "the body has runs of spaces and no line breaks: curl -d removes line breaks, --data-binary does not"
    elif _SPACED.search(bare):
        yield "the body has spaces after commas and colons, but Maileroo writes none: was it re-serialised?"


def _byte(text: str, position: int) -> int:
    """Return at which byte of the body the character at ``position`` stands."""
    return len(text[:position].encode("utf-8", "surrogateescape"))
