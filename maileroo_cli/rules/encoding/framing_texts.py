"""What is told of the rules about how a request arrives."""

from collections.abc import Mapping

from maileroo_cli.rules.explanation import RuleText

_UNKNOWN = "Maileroo is not known to send this, so it may never matter: then accept the finding."

FRAMING_TEXTS: Mapping[str, RuleText] = {
    "BYTES015": RuleText(
        sent="An event with `Transfer-Encoding: chunked`, in four chunks, and no Content-Length. Whether Maileroo ever "
        "sends so is unknown; a proxy between may.",
        correct="200. A 411 or 501 is allowed by HTTP: it is reported as an info.",
        cost="Behind a proxy that sends chunks every body is empty for the receiver, every signature is refused, and "
        "each event comes nine times.",
        seen="Django under WSGI, which reads no body without a length. Most proxies buffer a body and add its length.",
        lesson="raw-body",
        false_alarms=f"{_UNKNOWN} A development server may refuse what comes through the proxy in production.",
    ),
    "BYTES016": RuleText(
        sent="The head of a request with `Expect: 100-continue`, and its body as soon as that was answered, or after a "
        "second, as curl does it. Whether Maileroo ever does so is unknown.",
        correct="`100 Continue`, then 200. A 417 is allowed by HTTP: it is reported as an info.",
        cost="A sender that asks is refused, or waits for each event, and sends it nine times.",
        seen="Small servers and old proxies that do not know the header.",
        lesson="body-parser",
        false_alarms=_UNKNOWN,
    ),
    "BYTES017": RuleText(
        sent="An event with `Content-Type: application/json; charset=utf-8`. Maileroo sends `application/json` "
        "(official); whether a charset ever follows is unknown.",
        correct="200.",
        cost="The day that the sender's HTTP library adds a charset, every event is refused for 14 hours and lost.",
        seen="Receivers that compare the content type with one string.",
        lesson="body-parser",
        false_alarms=_UNKNOWN,
    ),
    "BYTES018": RuleText(
        sent="Two events whose signature is in `X-Maileroo-Signature` and `X-MAILEROO-SIGNATURE`. A header's name has "
        "no case in HTTP, and Go's client writes the first form by itself.",
        correct="200 to both.",
        cost="Which case arrives is up to libraries and proxies on the way: with the other one every event is lost.",
        seen="Handlers that look into a plain dictionary of headers, such as those of serverless platforms.",
        lesson="verify",
    ),
    "BYTES019": RuleText(
        sent="An event without a User-Agent. Maileroo's own is unknown.",
        correct="200.",
        cost="Where a firewall refuses requests without the header, or with one that it does not like, no event comes.",
        seen="Rules against robots in firewalls and reverse proxies.",
        lesson="proxy",
        false_alarms=_UNKNOWN,
    ),
    "BYTES020": RuleText(
        sent="An event of 200,000 bytes: an ordinary one, and spaces after it. How large Maileroo's events become is "
        "unknown: a mail to many people has a long list of recipients.",
        correct="200.",
        cost="An event beyond the limit is refused nine times in 14 hours and lost.",
        seen="Express, whose body parsers take 100 kB unless `limit` says otherwise.",
        lesson="limit",
        false_alarms="A receiver that strips white space before it hashes fails here too: see BYTES008.",
    ),
    "BYTES021": RuleText(
        sent="A request of 50 MiB with a wrong signature: an event, and spaces after it, which are made as they are "
        "sent. Then a valid event over another connection.",
        correct="413 as soon as the length is seen. 400 and an end of the connection are right too. A 401 is an info: "
        "all of it was read. The valid event gets 200.",
        cost="Anybody can send it, without the secret: twenty at once are 1 GB of memory where each is read whole.",
        seen="Frameworks without a limit of their own, such as Flask and FastAPI with no proxy before them.",
        lesson="limit",
        false_alarms="Over a slow line 50 MiB take longer than the time-out: the rule is then skipped. A "
        "receiver that hashes a body piece by piece holds none of it, and may answer 401.",
    ),
}
