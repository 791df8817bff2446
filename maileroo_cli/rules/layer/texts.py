"""What is told of each rule of the family WHY."""

from collections.abc import Mapping
from types import MappingProxyType

from maileroo_cli.rules.explanation import RuleText

_EVENT = "A valid event, as Maileroo sends it."
_ACCEPTED = "It answers 200."
_COST = "Every event is refused, tried again eight times over 14 hours, and then lost."
_SEEN = "Production receivers, and the questions of people who set one up for the first time."

TEXTS: Mapping[str, RuleText] = MappingProxyType(
    {
        "WHY001": RuleText(
            f"{_EVENT} Its answer may be a redirect to a page to sign in, or ask for a password or a token.",
            f"{_ACCEPTED} The signature says who sends: no session, no password, no token.",
            _COST,
            "Staging servers behind a password, and routes inside a group that signs in.",
            "csrf",
        ),
        "WHY002": RuleText(
            f"{_EVENT} Where it is redirected to the same path with a slash more or less, the same goes there too.",
            f"{_ACCEPTED} It does so at the very URL that is registered.",
            f"{_COST} Maileroo is not known to follow redirects.",
            "Django with APPEND_SLASH, Next.js with trailingSlash, and servers that send http:// on to https://.",
            "route",
        ),
        "WHY003": RuleText(
            f"{_EVENT} Then the same with Host: localhost and with Host: 127.0.0.1.",
            f"{_ACCEPTED} It knows every name under which it is reached.",
            _COST,
            "Django's ALLOWED_HOSTS and Rails' config.hosts behind a tunnel, and a proxy with another default server.",
            "host",
        ),
        "WHY004": RuleText(
            f"{_EVENT} Where 403 says nothing of its cause, also a POST to a path where nothing is, and a GET.",
            f"{_ACCEPTED} No webhook has a CSRF token; its signature does that work.",
            _COST,
            "Django answers 403, Laravel 419, Rails 422, Spring Security 403 without a word.",
            "csrf",
            "A firewall that lets no POST through and does not name itself looks the same: the finding says probably.",
        ),
        "WHY005": RuleText(
            f"{_EVENT} The answer is searched for the marks of proxies, firewalls, tunnels and their like.",
            f"{_ACCEPTED} It is the receiver itself that answers.",
            _COST,
            "nginx with its application down, Cloudflare's check for robots, tunnels that have ended.",
            "proxy",
            "An application whose own page quotes the page of a proxy.",
        ),
        "WHY006": RuleText(
            f"{_EVENT} Where a rate limit refuses it, one more.",
            f"{_ACCEPTED} Maileroo's events come as they come: a limit only delays them.",
            "Each event that is one too many comes again five minutes later or more, beside the new ones.",
            "Limits meant for browsers, which count all of Maileroo's events as those of one visitor.",
            "no-rate-limit",
            "The limit may have been used up by an earlier check: wait until it has passed, and check again.",
        ),
        "WHY007": RuleText(
            f"{_EVENT} Then the same to the path with a slash at its end, or without the one that it has.",
            f"{_ACCEPTED} Route and URL are the same, to the slash.",
            _COST,
            "Frameworks disagree: Spring since version 6, Express in strict mode and Go take the slash seriously.",
            "route",
        ),
        "WHY008": RuleText(
            f"{_EVENT} Where nothing seems to be at the path, also a GET, there and beside it.",
            f"{_ACCEPTED} The route takes POST.",
            _COST,
            "Next.js routes that export GET alone, and pages of a site at the path of the webhook.",
            "methods",
        ),
        "WHY009": RuleText(
            f"{_EVENT} Then the same to a path beside it where nothing can be.",
            f"{_ACCEPTED} There is a route at the path of the URL.",
            _COST,
            "Laravel's /api, the prefix of a router, and typing errors in the dashboard.",
            "route",
            "A receiver that answers 404 to whatever it refuses, to hide itself: the finding says probably.",
        ),
        "WHY010": RuleText(
            f"{_EVENT} Then a signed body of two bytes.",
            f"{_ACCEPTED} An event has about 500 bytes, with long reasons and tags some kilobytes.",
            _COST,
            "client_max_body_size of nginx, and limits of body parsers that are set in the wrong unit.",
            "limit",
        ),
        "WHY011": RuleText(
            f"{_EVENT} Then the same with other values of Content-Type.",
            f"{_ACCEPTED} Maileroo sends application/json.",
            _COST,
            "Body parsers for forms, and comparisons with application/json; charset=utf-8 to the letter.",
            "body-parser",
        ),
        "WHY012": RuleText(
            f"{_EVENT} Then events whose JSON is written as JavaScript, Python and PHP write it, each signed as it is.",
            f"{_ACCEPTED} It hashes the bytes that came.",
            f"{_COST} Every event holds <…> in its message_id, which Maileroo writes as \\u003c and \\u003e.",
            "Receivers that hash JSON.stringify(req.body), json.dumps(data) or json_encode($data).",
            "raw-body",
        ),
        "WHY013": RuleText(
            f"{_EVENT} Then the valid signature with sha256= before it, in base64, in upper case, under other names.",
            f"{_ACCEPTED} It reads 64 lowercase hex digits from x-maileroo-signature.",
            _COST,
            "Receivers that were written after the example of another provider.",
            "verify",
        ),
        "WHY014": RuleText(
            f"{_EVENT} The answer is searched for the signature that it computed. Then events signed with what a"
            " secret often becomes (empty, with a line feed, in quotation marks, decoded), then a forged one.",
            f"{_ACCEPTED} It knows the secret of Maileroo's dashboard, to the byte.",
            f"{_COST} Where it knows an empty secret, anybody can sign.",
            "Secrets pasted with a line feed, those of another environment, and variables that were never set.",
            "no-secret",
            "The secret that was given here may be the wrong one; the finding says probably where nothing proves it.",
        ),
        "WHY015": RuleText(
            f"{_EVENT} Then a forged one: where that gets another answer, the check is right.",
            f"{_ACCEPTED} It demands no field that Maileroo does not send.",
            _COST,
            "Models that wait for email, url or event, which do not exist, and for a scalar in to.",
            "read-fields",
        ),
        "WHY016": RuleText(
            f"{_EVENT} Then a forged one: where that is refused as it should be, it is the work that fails.",
            f"{_ACCEPTED} Its work ends without an error.",
            f"{_COST} What was half done is done again at each of them.",
            "Fields that are not there, databases that are not migrated, secrets that were never set.",
            "read-fields",
        ),
        "WHY017": RuleText(
            f"{_EVENT} Then a forged one: where that is answered in time, it is the work that takes long.",
            f"{_ACCEPTED} It stores the event first, and works afterwards.",
            "Every event comes again, and its work is done up to nine times.",
            "Receivers that send mail or call other services before they answer.",
            "fast",
            "The time-out may be the network's: the finding names how long was waited.",
        ),
    }
)
