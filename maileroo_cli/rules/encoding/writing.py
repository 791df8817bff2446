"""One event, its JSON written in ways that no encoder's default is, and some that no parser has to understand."""

import json
import re

from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.encoding.style import (
    compare_plain,
    compare_style,
    judge_written,
    tagged_payload,
    telling_payload,
)
from maileroo_cli.rules.probe import Payload, Probe
from maileroo_cli.rules.reception import deliver, judge_verified
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import Consequence, Severity
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.body_style import Style, encode

LIST = RuleList(Family.ENCODING)
_ALL_OF_UNICODE = "store text in columns that hold all of Unicode, in MySQL utf8mb4"
_BEYOND_THE_PLANE = "\U0001f389 \U00020bb7"
_LETTER_OF_VALUE = re.compile(rb'(?<=":")[a-z](?=[a-z]+")')


@LIST.add(6, "verifies JSON whose keys come in another order", Consequence.LOST, Grade.OFFICIAL)
def other_order(probe: Probe) -> Script:
    """Write the keys in reverse, at both levels."""
    payload = telling_payload(probe)
    return (yield from _written(probe, payload, _compact(_reversed(payload)), "JSON with its keys in reverse"))


@LIST.add(7, "verifies JSON with white space between its parts", Consequence.LOST, Grade.OFFICIAL)
def white_space(probe: Probe) -> Script:
    """Put blanks, tabs and line breaks of both kinds between the parts."""
    payload = telling_payload(probe)
    text = json.dumps(payload, separators=(" ,\r\n\t", " :\t"))
    return (yield from _written(probe, payload, f" \n{text}".encode(), "JSON with white space between its parts"))


@LIST.add(8, "verifies a body that ends with a line break", Consequence.LOST, Grade.OFFICIAL)
def last_line_break(probe: Probe) -> Script:
    """End the body with a line break, which a receiver that strips it does not hash."""
    return (yield from _taken(probe, probe.event().body + b"\n", "a body that ends with a line break"))


@LIST.add(9, "verifies characters beyond U+FFFF as raw UTF-8", Consequence.LOST, Grade.INFERRED)
def raw_characters(probe: Probe) -> Script:
    """Send an emoji and a rare Chinese character in four bytes each."""
    body = encode(tagged_payload(probe, _BEYOND_THE_PLANE), Style.GO)
    return (yield from _stored(probe, body, "a body with characters of four bytes"))


@LIST.add(10, "verifies characters beyond U+FFFF as two escapes", Consequence.LOST, Grade.OFFICIAL)
def escaped_characters(probe: Probe) -> Script:
    """Send the same characters as pairs of surrogates."""
    body = encode(tagged_payload(probe, _BEYOND_THE_PLANE), Style.PYTHON)
    return (yield from _stored(probe, body, r"a body with pairs of escapes like \ud83c\udf89"))


@LIST.add(11, "verifies JSON with needless escapes", Consequence.LOST, Grade.OFFICIAL)
def needless_escapes(probe: Probe) -> Script:
    """Write a letter as an escape, and the hex digits of others in upper case."""
    payload = telling_payload(probe)
    body = encode(payload).replace(rb"\u003c", rb"\u003C").replace(b"/", rb"\u002F")
    body = _LETTER_OF_VALUE.sub(lambda found: b"\\u%04x" % ord(found[0]), body)
    return (yield from _written(probe, payload, body, r"a body with escapes like \u0061 and \u003C"))


@LIST.add(12, "verifies a body with a byte order mark", Consequence.COSMETIC, Grade.UNKNOWN, Severity.WARNING)
def byte_order_mark(probe: Probe) -> Script:
    """Put a byte order mark first, which a receiver that decodes before it hashes may lose."""
    attempt = yield from deliver(probe.request(b"\xef\xbb\xbf" + probe.event().body))
    return judge_verified(attempt, "a body with a byte order mark", is_json=False)


@LIST.add(13, "verifies JSON in which a key comes twice", Consequence.LOST, Grade.OFFICIAL)
def key_twice(probe: Probe) -> Script:
    """Write one key twice, with the same value: written again it comes once."""
    payload = probe.payload()
    body = encode(payload)[:-1] + b',"user_id":%d}' % payload["user_id"]
    attempt = yield from deliver(probe.request(body))
    return judge_verified(attempt, "JSON with a key that comes twice")


@LIST.add(14, "verifies JSON with a number that a float cannot hold", Consequence.LOST, Grade.OFFICIAL)
def large_numbers(probe: Probe) -> Script:
    """Send 2^53 + 1 as a number, which JavaScript and a Go map make 2^53 of."""
    payload = probe.payload()
    payload["user_id"] = 2**53 + 1
    attempt = yield from deliver(probe.request(probe.encoded(payload)))
    return judge_verified(attempt, "a number of 2^53 + 1")


def _taken(probe: Probe, body: bytes, what: str) -> Script:
    attempt = yield from deliver(probe.request(body))
    return judge_written(attempt, what)


def _stored(probe: Probe, body: bytes, what: str) -> Script:
    attempt = yield from deliver(probe.request(body))
    return (yield from compare_plain(judge_written(attempt, what, _ALL_OF_UNICODE), probe))


def _written(probe: Probe, payload: Payload, body: bytes, what: str) -> Script:
    verdict = yield from _taken(probe, body, what)
    return (yield from compare_style(verdict, probe, payload))


def _compact(payload: Payload) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def _reversed(payload: Payload) -> Payload:
    items = sorted(payload.items(), reverse=True)
    return {key: _reversed(value) if isinstance(value, dict) else value for key, value in items}
