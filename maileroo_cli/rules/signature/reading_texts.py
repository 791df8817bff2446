"""What is told of the rules about how a signature is read, and what reading one must not do."""

from collections.abc import Mapping

from maileroo_cli.rules.explanation import RuleText

_NO_DANGER = "None: nobody can make it without the secret. A receiver that takes it may take more than it should."
_INFO = "Accepting it is only an info. A crash is an error."

READING_TEXTS: Mapping[str, RuleText] = {
    "SIG013": RuleText(
        sent="The right signature in full-width digits and letters (U+FF10 to U+FF46).",
        correct="401.",
        cost="A 500 where text is compared that has to be ASCII. Accepting it is no danger, but it shows that the "
        "header is normalised before it is compared.",
        seen="Python's `int(text, 16)` takes full-width digits; `hmac.compare_digest` raises TypeError for such a "
        "text.",
        lesson="compare-safely",
        false_alarms=_INFO,
    ),
    "SIG014": RuleText(
        sent="The right signature with the Cyrillic letters that look like `a`, `c` and `e`.",
        correct="401.",
        cost="A 500 where text is compared that has to be ASCII.",
        seen="`hmac.compare_digest` of Python raises TypeError for such a text; Node's `timingSafeEqual` throws, as "
        "it is longer in bytes.",
        lesson="compare-safely",
        false_alarms=_INFO,
    ),
    "SIG015": RuleText(
        sent="The right signature with its letters in upper case.",
        correct="401: Maileroo writes lower case.",
        cost=_NO_DANGER,
        seen="Receivers that turn both sides into lower case, and others that decode the hex.",
        lesson="compare-safely",
        false_alarms=_INFO,
    ),
    "SIG016": RuleText(
        sent="The right signature after `sha256=`, as GitHub writes it.",
        correct="401: Maileroo writes no prefix.",
        cost=_NO_DANGER,
        seen="Receivers that were made from an example for GitHub and take both forms.",
        lesson="verify",
        false_alarms=_INFO,
    ),
    "SIG017": RuleText(
        sent="The right digest in base64.",
        correct="401: Maileroo writes hex.",
        cost=_NO_DANGER,
        seen="Receivers that take hex and base64, for more than one provider.",
        lesson="verify",
        false_alarms=_INFO,
    ),
    "SIG018": RuleText(
        sent="Two headers: a wrong signature, and then the right one.",
        correct="401: there is one signature, or none.",
        cost="None by itself: nobody can make it without the secret. Where a proxy looks at one header and the "
        "receiver at the other, the two disagree about what was checked.",
        seen="Frameworks that give the last of several headers.",
        lesson="verify",
        false_alarms=_INFO,
    ),
    "SIG019": RuleText(
        sent="The right signature with `xyz` after it, and with a comma and a wrong one after it.",
        correct="401 to both.",
        cost=_NO_DANGER,
        seen="Node's `Buffer.from(text, 'hex')`, which stops at the first other character, and receivers that cut the "
        "header after 64 digits.",
        lesson="compare-safely",
        false_alarms=_INFO,
    ),
    "SIG020": RuleText(
        sent="The right signature with a space in its middle.",
        correct="401.",
        cost=_NO_DANGER,
        seen="Python's `bytes.fromhex`, which skips spaces.",
        lesson="compare-safely",
        false_alarms=_INFO,
    ),
    "SIG021": RuleText(
        sent="Signatures of 63, 65, 1, 4,096 and no digits, and a request without one; after each of them a valid "
        "event, over a new connection.",
        correct="401 to each, and 200 to each valid event.",
        cost="One request from anybody ends the process. Events that come while it starts again wait for their retry, "
        "after 5 minutes at the earliest; where nothing starts it again, all are lost after 14 hours.",
        seen="Node: `crypto.timingSafeEqual` throws where the lengths differ, and a rejected promise that nobody "
        "handles ends the process.",
        lesson="compare-safely",
        false_alarms="A rate limit (429) and a single time-out are not counted. A receiver that shuts out whoever "
        "sent a bad signature is reported: behind a proxy that would shut out Maileroo.",
    ),
    "SIG022": RuleText(
        sent="Signatures that hold `é`, `g` or emoji, or nothing else; after each of them a valid event, over a new "
        "connection.",
        correct="401 to each, and 200 to each valid event.",
        cost="As with SIG021: one request from anybody ends the process.",
        seen="Node: as a Buffer such a text has another length than the digest, and `crypto.timingSafeEqual` throws.",
        lesson="compare-safely",
        false_alarms="A rate limit (429) and a single time-out are not counted.",
    ),
}
