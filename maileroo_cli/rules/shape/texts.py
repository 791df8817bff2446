"""What is told of each rule of the family. Code is in the lessons."""

from collections.abc import Mapping

from maileroo_cli.rules.explanation import RuleText
from maileroo_cli.rules.shape.event_texts import EVENT_TEXTS
from maileroo_cli.rules.shape.hostile_texts import HOSTILE_TEXTS

_CRASHES = (
    "A 500 is retried eight times over 14 hours, fills the log with stack traces and wakes people up for nothing."
)
_ANY = "400, or any other 4xx. 200 is right too, so that it does not come back. No 5xx."
_UNUSABLE = "Maileroo is not known to send this; a mistake in a proxy or a replay by hand does."

TEXTS: Mapping[str, RuleText] = {
    **EVENT_TEXTS,
    "SHAPE018": RuleText(
        sent=f"A request without a body, with the signature of no bytes. {_UNUSABLE}",
        correct=_ANY,
        cost=_CRASHES,
        seen="Receivers that hand the body to a JSON parser outside of any `try`.",
        lesson="bad-json",
    ),
    "SHAPE019": RuleText(
        sent=f"Four signed bodies: a list of one event, `null`, a string and a number. {_UNUSABLE}",
        correct=_ANY,
        cost=_CRASHES,
        seen="Receivers that read `event.event_type` of whatever the parser gives: `null` has no fields.",
        lesson="bad-json",
    ),
    "SHAPE020": RuleText(
        sent=f"Three signed bodies: `hello`, the first half of an event, and bytes that are not UTF-8. {_UNUSABLE}",
        correct=_ANY,
        cost=_CRASHES,
        seen="Receivers that catch the parser's error, but not that of the decoder before it.",
        lesson="bad-json",
    ),
    "SHAPE021": RuleText(
        sent="Signed events as `text/plain`, as a form, as `multipart/form-data`, and without a Content-Type. Maileroo "
        "sends `application/json` (official).",
        correct="200, or 415 or any other 4xx. No 5xx.",
        cost=_CRASHES,
        seen="Express with `express.raw({type: 'application/json'})`: the body of any other type is not a Buffer, and "
        "hashing it throws.",
        lesson="body-parser",
    ),
    "SHAPE022": RuleText(
        sent="`GET`, as a browser or a crawler asks.",
        correct="405, or any other 4xx. 501 is right where the server knows no other method. A page with 200 is "
        "reported as an info.",
        cost="A 500 for each visitor of the URL fills the log; a page lets a wrong URL look right.",
        seen="Handlers that take every method and read a body that is not there.",
        lesson="methods",
    ),
    "SHAPE023": RuleText(
        sent="`HEAD`, as a monitor asks.",
        correct="405, or any other 4xx. 501 is right where the server knows no other method. 200 is reported as an "
        "info.",
        cost="A 500 for each look of a monitor fills the log.",
        seen="Handlers that take every method and read a body that is not there.",
        lesson="methods",
    ),
    "SHAPE024": RuleText(
        sent="`PUT` with an event and a wrong signature.",
        correct="405, or any other 4xx. 501 is right where the server knows no other method.",
        cost="Where the check looks at `POST` alone, `PUT` brings forged events in.",
        seen="Middleware that verifies `POST` before a handler that takes every method.",
        lesson="methods",
        false_alarms="A catch-all page answers 200 to everything, and does nothing. Whether anything was done cannot "
        "be seen from outside, so this is a warning.",
    ),
    **HOSTILE_TEXTS,
}
