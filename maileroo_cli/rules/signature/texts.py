"""What is told of each rule of the family. Code is in the lessons."""

from collections.abc import Mapping

from maileroo_cli.rules.explanation import RuleText
from maileroo_cli.rules.signature.forged_texts import FORGED_TEXTS
from maileroo_cli.rules.signature.reading_texts import READING_TEXTS

_EARLY = (
    "Code that is meant for Maileroo's events works with what anybody sends: every mistake in it can be reached from "
    "outside, and different answers tell a stranger how far a request came."
)
_NEEDS_COMMAND = "It needs `--secret-cmd`, which has to end when the secrets in `MHOOK_SECRETS` are in use. "

TEXTS: Mapping[str, RuleText] = {
    **FORGED_TEXTS,
    **READING_TEXTS,
    "SIG023": RuleText(
        sent="With a wrong signature: an ordinary event, broken JSON, an empty body, an array, and bytes that are no "
        "UTF-8.",
        correct="The same status to each, 401.",
        cost=_EARLY,
        seen="Frameworks that parse and validate the body before the handler runs: 422 of FastAPI, 400 of Express.",
        lesson="refuse-first",
    ),
    "SIG024": RuleText(
        sent="With a wrong signature: an ordinary event, a type that does not exist, no `event_data`, and a number as "
        "type.",
        correct="The same status to each, 401.",
        cost=_EARLY,
        seen="Receivers that choose a handler by `event_type`, and answer 200 or 404 to a type that they do not know "
        "before anything is verified.",
        lesson="refuse-first",
    ),
    "SIG025": RuleText(
        sent="With a wrong signature: an event as `application/json`, `text/plain`, a form, and `application/xml`.",
        correct="The same status to each, 401.",
        cost="Where the body is not read because of its type, the check gets something other than bytes, and fails "
        "with a 500; a 415 tells a stranger what the route takes.",
        seen="Express, where `express.raw({type: 'application/json'})` leaves an object in place of the bytes.",
        lesson="body-parser",
        false_alarms="A framework that answers 415 to every other type does no harm by that: accept the finding.",
    ),
    "SIG026": RuleText(
        sent="With a wrong signature: an ordinary event, and one with spaces behind it, 300 kB in all.",
        correct="The same status to both, 401; or 413 to the large one.",
        cost="A large body that makes the receiver fail needs no secret: anybody can send it.",
        seen="Body limits of 100 kB whose error nobody handles.",
        lesson="limit",
        false_alarms="413, and a connection that is ended in the middle of a large body, are right: size may be "
        "limited before anything is read.",
    ),
    "SIG027": RuleText(
        sent="The same event with a wrong signature, and without one.",
        correct="401 to both.",
        cost="None by itself: a stranger sees which header counts. But two answers often mean two paths, of which one "
        "is not tested.",
        seen="Receivers that answer 400 where the header is missing, and 401 where it is wrong.",
        lesson="quiet",
    ),
    "SIG028": RuleText(
        sent="A wrong signature, none, one that begins with `é`, one of 32 digits, and a body that is not JSON.",
        correct="401, with nothing of the right signature in body and headers.",
        cost="One request asks for the signature of any body, and the next one uses it: anybody can forge any event.",
        seen="Error messages like `expected 3f2a…, got 91cc…`, and debug pages that show local variables.",
        lesson="quiet",
        false_alarms="None known: 16 digits in a row of the right signature do not come by chance, and it was not "
        "sent.",
    ),
    "SIG029": RuleText(
        sent="The same bad signatures as in SIG028, and a valid event.",
        correct="No answer with the secret, in body or headers: not as it is, not in hex or base64, no 8 characters "
        "of it.",
        cost="Whoever reads it can forge everything until it is changed, and changing it is work on both sides.",
        seen="Debug pages and error messages that print the configuration.",
        lesson="quiet",
        false_alarms="A secret of letters alone may be a word that is meant as such: then it is a warning. One of "
        "fewer than 8 characters is not looked for.",
    ),
    "SIG030": RuleText(
        sent="`--secret-cmd` takes every secret away. Then: a signature made with an empty secret, none, an empty "
        "one, and one made with another secret.",
        correct="Anything but 2xx; not starting at all is right too.",
        cost="A variable that is missing after a deployment opens the endpoint to everybody, and nobody notices, as "
        "Maileroo's events are accepted too.",
        seen="Receivers in production that skip the check where no secret is configured.",
        lesson="no-secret",
        false_alarms=f"{_NEEDS_COMMAND}It has to end with 0 also where the receiver refuses to start.",
    ),
    "SIG031": RuleText(
        sent="`--secret-cmd` gives a new secret, to see that it works; then the old one and the new one. Two "
        "events, one signed with each.",
        correct="200 to both.",
        cost="While the secret is changed on both sides, events are refused and wait for their retry, after 5 minutes "
        "at the earliest.",
        seen="Most receivers have room for one secret.",
        lesson="rotate",
        false_alarms=f"{_NEEDS_COMMAND}With a receiver that has room for one secret on purpose, accept the finding.",
    ),
    "SIG032": RuleText(
        sent="`--secret-cmd` gives a new secret alone. Then two events, one signed with each.",
        correct="200 to the new one, 401 to the old one.",
        cost="A secret that has leaked goes on to work after it was changed.",
        seen="Processes that read the secret once and were not restarted, and lists of secrets that only grow.",
        lesson="rotate",
        false_alarms=_NEEDS_COMMAND.strip(),
    ),
}
