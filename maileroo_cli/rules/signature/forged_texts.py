"""What is told of the rules about forged requests."""

from collections.abc import Mapping

from maileroo_cli.rules.explanation import RuleText

_OTHER_LAYER = (
    "404, 405, 413, 415, 419 and the like come from a route, a proxy or a framework: they say nothing of the "
    "signature, and the finding is a warning that names the layer."
)
_ANYBODY = "Whoever finds the URL can send events: mark mails as bounced, unsubscribe customers, fill the statistics."

FORGED_TEXTS: Mapping[str, RuleText] = {
    "SIG001": RuleText(
        sent="One `delivered` event with a valid signature.",
        correct="200.",
        cost="Every event is refused. Maileroo tries each one nine times within 14 hours, and then it is lost for "
        "ever.",
        seen="Receivers that hash JSON which they wrote again, that expect `sha256=` or base64, that compare the "
        "secret itself, or whose secret was pasted with a line break.",
        lesson="verify",
        false_alarms="Another secret was given to mhook than the receiver has. The family WHY looks for the layer.",
    ),
    "SIG002": RuleText(
        sent="A `delivered` event without an `x-maileroo-signature` header.",
        correct="401.",
        cost=f"{_ANYBODY} This is the first thing that a scanner tries.",
        seen="Receivers that check the signature only if there is one, or only if a secret is configured.",
        lesson="no-secret",
        false_alarms=_OTHER_LAYER,
    ),
    "SIG003": RuleText(
        sent="A `delivered` event with the header `x-maileroo-signature:` and nothing after it.",
        correct="401.",
        cost=_ANYBODY,
        seen="Languages in which an empty text is false: `if (signature && !matches(signature))` skips the check.",
        lesson="no-secret",
        false_alarms=_OTHER_LAYER,
    ),
    "SIG004": RuleText(
        sent="The right signature, with one bit of its last digit flipped.",
        correct="401.",
        cost="The comparison skips a part of the signature, and an attacker need not guess what is skipped.",
        seen="Comparisons of a part of the digits. Not met in a receiver of Maileroo's events so far.",
        lesson="compare-safely",
        false_alarms=_OTHER_LAYER,
    ),
    "SIG005": RuleText(
        sent="A signature that is well made, with another secret.",
        correct="401.",
        cost=_ANYBODY,
        seen="Receivers that look whether there is a signature, and not which; and those that keep a secret of a test.",
        lesson="verify",
        false_alarms=_OTHER_LAYER,
    ),
    "SIG006": RuleText(
        sent="A body of which one bit was flipped after it was signed, in `event_id`. It is as good JSON as before.",
        correct="401.",
        cost="The signature is not made from all of the body: whoever has seen one request can change it and send it.",
        seen="Receivers that sign what they parsed, or only some of the fields.",
        lesson="raw-body",
        false_alarms=_OTHER_LAYER,
    ),
    "SIG007": RuleText(
        sent="The first 32 of the 64 digits.",
        correct="401.",
        cost="Where a part is enough, one digit may be: an attacker then needs 16 requests for a forged event.",
        seen="Comparisons with `startsWith`, or over the length of what was given.",
        lesson="compare-safely",
        false_alarms=_OTHER_LAYER,
    ),
    "SIG008": RuleText(
        sent="A valid event, and then another event with the signature of the first.",
        correct="200 to the first, 401 to the second.",
        cost="Whoever has seen one request, in a log for example, can send any event from then on.",
        seen="Checks that remember good signatures, or that do not use the body. Not met in a receiver of Maileroo's "
        "events so far.",
        lesson="verify",
        false_alarms=_OTHER_LAYER,
    ),
    "SIG009": RuleText(
        sent="The secret itself as the value of the header.",
        correct="401.",
        cost="It is compared as a password: Maileroo never sends it, so the check does not work with real events, and "
        "who knows it may send anything.",
        seen="Receivers in production that compare the header with the configured secret.",
        lesson="verify",
        false_alarms=f"It is skipped where the secret holds what no header can carry. {_OTHER_LAYER}",
    ),
    "SIG010": RuleText(
        sent="A signature whose first digit is `é`, sent as UTF-8.",
        correct="401.",
        cost="A 500 fills the log and the alarms whenever a scanner comes by; where the error is caught around the "
        "check, the event may even be accepted.",
        seen="Receivers in Python that give text to `hmac.compare_digest`, which raises TypeError where it is not "
        "ASCII.",
        lesson="compare-safely",
        false_alarms="Some proxies refuse such a header with 400 before the receiver sees it; that passes with a "
        "warning.",
    ),
    "SIG011": RuleText(
        sent="64 wrong signatures in a row, 4,096 characters.",
        correct="401.",
        cost="A 500, or a log that anybody can fill.",
        seen="Node's `timingSafeEqual`, which throws where the lengths differ; columns of a log that are too narrow.",
        lesson="compare-safely",
        false_alarms="A proxy whose limit for headers is below 4 kB answers 400 or 431.",
    ),
    "SIG012": RuleText(
        sent="Two signatures of 64 characters: a wrong one that begins with `g`, and the right one with `g` at its "
        "end.",
        correct="401 to both.",
        cost="A decoder that stops at the first other character leaves little or nothing to compare; where it throws, "
        "there is a 500.",
        seen="Node's `Buffer.from(text, 'hex')` stops there, and Python's `bytes.fromhex` raises ValueError.",
        lesson="compare-safely",
        false_alarms=_OTHER_LAYER,
    ),
}
