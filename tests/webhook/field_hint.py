"""The field's cases that cannot be computed back, each with the plain fact that helps."""

from typing import Any

from tests.webhook.vector_case import BODY, SECRET, base64_text, raw, tag

_TEXT = BODY.decode()
_GERMAN = '{"event_data":{"subject":"Gr\u00fc\u00dfe \u2013 50% \u20ac"},"event_id":"e-1","event_type":"opened"}'

_BODIES: tuple[tuple[str, bytes, str], ...] = (
    ("quotes-eaten", BODY.replace(b'"', b""), "no double quotes at all"),
    ("quotes-eaten-by-cmd", b"'" + BODY.replace(b'"', b"") + b"'", "begins with a single quote"),
    ("cut-in-a-string", BODY[:101], "ends inside a string"),
    ("cut-between", BODY[: BODY.index(b",") + 1], "ends in the middle of its JSON"),
    ("not-json", b"event_type=opened", "not JSON, from byte 0"),
    ("two-bodies", BODY + BODY, f"more text after its JSON, from byte {len(BODY)}"),
    (
        "typographic-quotes",
        _TEXT.replace('"event_type"', "\u201cevent_type\u201d").encode(),
        "typographic quotation marks",
    ),
    ("non-breaking-space", _TEXT.replace("Mozilla", "Mo\u00a0zilla").encode(), "non-breaking spaces"),
    ("zero-width-space", _TEXT.replace("Mozilla", "Mo\u200bzilla").encode(), "invisible characters"),
    ("windows-1252", _GERMAN.encode("cp1252"), "not UTF-8, from byte 28: it looks like Windows-1252"),
    (
        "latin-1-with-question-marks",
        _GERMAN.encode("latin-1", "replace"),
        "not UTF-8, from byte 28: it looks like Latin-1",
    ),
    ("ascii-with-question-marks", _GERMAN.encode("ascii", "replace"), "a question mark at byte 28"),
    ("replacement-characters", _TEXT.replace("Mozilla", "Mo\ufffdlla").encode(), "U+FFFD"),
    ("utf-16", b"\xff\xfe" + b"".join(bytes([byte, 0]) for byte in b"not the event"), "looks like UTF-16"),
    ("log-escapes", _TEXT.replace('"', "\\x5C\\x22").encode(), "escapes like \\x22"),
    ("slashes-before-quotes", _TEXT.replace('"', '\\\\\\"').encode(), "quotes of the body are escaped"),
    ("line-break-in-a-string", _TEXT.replace("Mozilla", "Mo\nzi\nlla").encode(), "line break inside a string"),
    ("runs-of-blanks", b'{ "event_type": "opened",  "event_id": "e-1",  "tags": null }', "runs of spaces"),
    ("spaced", b'{"event_id": "e-1", "event_type": "opened"}', "spaces after commas and colons"),
    ("key-order", b'{"event_type":"opened","event_id":"e-1"}', "not in alphabetical order"),
    ("indented", b'{\n  "event_id": "e-1",\n  "event_type": "opened"\n}', "on several lines"),
    ("another-payload", b'{"hello":"world"}', "not a Maileroo event"),
    ("tag-removed", raw({"event_type": "opened", "message_id": ""}).encode(), "message_id is empty"),
    ("all-whole", BODY, "body and header look like Maileroo's"),
)

_SECRETS: tuple[tuple[str, str, str], ...] = (
    ("line", "WEBHOOK_SECRET=plum", "looks like a NAME=value line of a settings file"),
    ("quoted", '"plum-tree-2026"', "is in quotation marks"),
    ("utf-16", "p\0l\0u\0m\0", "looks like UTF-16"),
    ("variable", "${WEBHOOK_SECRET}", "looks like a variable"),
    ("space", " plum-tree-2026", "white space around it"),
    ("short", "plum", "unusually short"),
    ("number", "9.8765e+06", "looks like a number"),
    ("signs", "plum$tree-2026", "characters that shells, Compose or .env files change"),
)


def _case(name: str, body: bytes, secret: str, hint: str) -> dict[str, Any]:
    signature = tag(b"what nobody knows", SECRET)
    case = {"id": f"hint-{name}", "body_base64": base64_text(body), "signature": signature, "secret": secret}
    return {**case, "causes": ["unexplained"], "hint": hint}


HINTS: list[dict[str, Any]] = [
    *(_case(name, body, SECRET, hint) for name, body, hint in _BODIES),
    *(_case(f"secret-{name}", BODY, secret, hint) for name, secret, hint in _SECRETS),
]
