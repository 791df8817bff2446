"""What is told of each rule of the family. Code is in the lessons."""

from collections.abc import Mapping

from maileroo_cli.rules.encoding.framing_texts import FRAMING_TEXTS
from maileroo_cli.rules.explanation import RuleText

_COST = (
    "Every event whose bytes differ after a rewrite is refused nine times in 14 hours and then lost. One change in the "
    "sender's encoder makes that every event."
)
_SIGNED = "200: the signature fits the bytes that came, and nothing else counts."
_TAGS = "Where no event with tags is accepted nothing can be said, and the rule is skipped."
_REWRITTEN = "Receivers that hash `JSON.stringify(req.body)`, `json.dumps(request.json)` or `json_encode($data)`."

TEXTS: Mapping[str, RuleText] = {
    "BYTES001": RuleText(
        sent="An event with `<`, `>`, `&` and U+2028 written as escapes like `\\u003c`, and `/` and other letters raw. "
        "Go's encoder writes so, and with it Maileroo, as far as its samples show (inferred).",
        correct=_SIGNED,
        cost="This is how events come today: each one with such a character is refused nine times and then lost.",
        seen=_REWRITTEN,
        lesson="raw-body",
        false_alarms=_TAGS,
    ),
    "BYTES002": RuleText(
        sent="The same event as `JSON.stringify` of JavaScript writes it: compact, with raw `<`, `>` and `&`. Maileroo "
        "is not known to write so.",
        correct=_SIGNED,
        cost=_COST,
        seen="Go receivers that unmarshal an event and marshal it again before they hash.",
        lesson="raw-body",
        false_alarms=_TAGS,
    ),
    "BYTES003": RuleText(
        sent="The same event with an indent of two spaces. Maileroo is not known to write so.",
        correct=_SIGNED,
        cost=_COST,
        seen=_REWRITTEN,
        lesson="raw-body",
        false_alarms=_TAGS,
    ),
    "BYTES004": RuleText(
        sent="The same event as `json.dumps` of Python writes it: a space after `:` and `,`, and `\\u00fc` for ü. "
        "Maileroo is not known to write so.",
        correct=_SIGNED,
        cost=_COST,
        seen=_REWRITTEN,
        lesson="raw-body",
        false_alarms=_TAGS,
    ),
    "BYTES005": RuleText(
        sent="The same event as `json_encode` of PHP writes it: `\\/` for a slash, and `\\u00fc` for ü. Maileroo is "
        "not known to write so.",
        correct=_SIGNED,
        cost=_COST,
        seen=_REWRITTEN,
        lesson="raw-body",
        false_alarms=_TAGS,
    ),
    "BYTES006": RuleText(
        sent="The same event with its keys in reverse order at both levels. Every sample of Maileroo has them in "
        "alphabetical order (official).",
        correct=_SIGNED,
        cost=_COST,
        seen="Receivers that hash a map or an object that sorts its keys, or that builds them in an order of its own.",
        lesson="raw-body",
        false_alarms=_TAGS,
    ),
    "BYTES007": RuleText(
        sent="The same event with spaces, tabs and line breaks before it and between its parts.",
        correct=_SIGNED,
        cost=_COST,
        seen=_REWRITTEN,
        lesson="raw-body",
        false_alarms=_TAGS,
    ),
    "BYTES008": RuleText(
        sent="An event with a line break after it. Maileroo is not known to send one; an encoder that writes to a "
        "stream, as that of Go, adds it.",
        correct=_SIGNED,
        cost=_COST,
        seen="Receivers that strip the body, and proxies that end every body with a line break.",
        lesson="raw-body",
    ),
    "BYTES009": RuleText(
        sent="An event with an emoji and a rare Chinese character in a tag, each of four bytes in UTF-8, as Go writes "
        "them.",
        correct=_SIGNED,
        cost="Each event with an emoji in a name or a tag is refused or fails, nine times in 14 hours, and is lost.",
        seen="MySQL columns in `utf8`, which hold three bytes a character: storing answers 500.",
        lesson="raw-body",
        fix="Store text as Unicode of four bytes (utf8mb4 in MySQL), and hash the bytes as they came.",
        false_alarms=_TAGS,
    ),
    "BYTES010": RuleText(
        sent="The same characters as two escapes each, like `\\ud83c\\udf89`.",
        correct=_SIGNED,
        cost="Each event with an emoji in a name or a tag is refused or fails, nine times in 14 hours, and is lost.",
        seen="Decoders that take the two halves for two characters, and cannot write them again.",
        lesson="raw-body",
        fix="Hash the bytes as they came, and decode both halves of an escape together.",
        false_alarms=_TAGS,
    ),
    "BYTES011": RuleText(
        sent="An event with escapes that JSON allows and nobody needs: `\\u0061` for a letter, and hex digits in upper "
        "case.",
        correct=_SIGNED,
        cost=_COST,
        seen="Receivers that parse and write again, and then put the escapes of today back by hand.",
        lesson="raw-body",
        false_alarms=_TAGS,
    ),
    "BYTES012": RuleText(
        sent="An event with a byte order mark before it. Maileroo is not known to send one.",
        correct="200. A 400 is right too, since JSON forbids the mark. A 401 shows that the body was decoded before it "
        "was verified.",
        cost="None, as long as no mark is sent. But what is hashed is not what came, and other bytes may be lost too.",
        seen="Decoders that swallow the mark: `utf-8-sig` in Python, iconv-lite in Node.js.",
        lesson="raw-body",
    ),
    "BYTES013": RuleText(
        sent="An event in which `user_id` comes twice, with the same value. Maileroo is not known to send that.",
        correct="200. A 400 is right too: it is reported as an info. A 401 shows that the JSON was written again.",
        cost=_COST,
        seen=_REWRITTEN,
        lesson="raw-body",
    ),
    "BYTES014": RuleText(
        sent="An event with the `user_id` 9007199254740993, which is 2^53 + 1. Maileroo's numbers are small today.",
        correct="200. A 400 is right too: it is reported as an info. A 401 shows that the JSON was written again.",
        cost="JavaScript, and Go without types, read another number: two users become one, and a body that is written "
        "again does not verify.",
        seen="Receivers in JavaScript that hash `JSON.stringify(req.body)`.",
        lesson="raw-body",
        false_alarms="A 500 is a warning: an id so large does not fit a column of 32 bits, and may never come.",
    ),
    **FRAMING_TEXTS,
}
