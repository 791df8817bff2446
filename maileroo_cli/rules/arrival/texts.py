"""What ``mhook rules explain`` tells of the rules of this family, besides their titles."""

from collections.abc import Mapping
from types import MappingProxyType

from maileroo_cli.rules.explanation import RuleText

TEXTS: Mapping[str, RuleText] = MappingProxyType(
    {
        "DELIVERY001": RuleText(
            sent="One valid event of each type.",
            correct="200 to each. Maileroo counts nothing else as success (official).",
            cost="With 201, 202 or 204 the event counts as failed: it comes eight more times in 14 hours, and the work "
            "is done up to nine times.",
            seen="In receivers of frameworks that answer 201 or 204 by themselves, or 202 when the work goes on a "
            "queue, and in those that answer 204 to types which they ignore.",
            lesson="answer-200",
        ),
        "DELIVERY002": RuleText(
            sent="Five valid events one after the other, with a budget 20, while nothing else is sent.",
            correct="An answer within the budget of --budget; without one, within 5 s.",
            cost="How long Maileroo waits is not known. What takes longer counts as failed, and the work is done again "
            "at each of eight retries; a receiver that works before it answers also takes fewer events in a "
            "minute.",
            seen="In receivers that call another service, or send mail, before they answer.",
            lesson="fast",
            false_alarms="A slow network between mhook and the receiver, or one that starts at the first request.",
        ),
        "DELIVERY003": RuleText(
            sent="One valid event.",
            correct="200 at this URL, no redirect.",
            cost="Maileroo is not known to follow redirects: every event counts as failed and is lost after 14 hours.",
            seen="Where the registered URL lacks the slash of the route or says http://, and where a page to sign in "
            "stands before the route.",
            lesson="route",
        ),
        "DELIVERY004": RuleText(
            sent="One valid event three times, the last time over another connection.",
            correct="200 each time. The work is done once.",
            cost="A duplicate comes when an answer was lost. Refused with 409, 400 or 500 it comes eight more times in "
            "14 hours, and is refused each time.",
            seen="In receivers that answer 409 to what they have, and in those where a unique column makes it a 500.",
            lesson="dedupe",
        ),
        "DELIVERY005": RuleText(
            sent="Two copies of one valid event over two connections; their last bytes go at the same instant.",
            correct="200 to both. The work is done once.",
            cost="Where both look before either inserts, the second meets a constraint and is answered 500: it is "
            "retried for 14 hours. Without a constraint the work is done twice.",
            seen="In receivers that look for the event id and then insert it, in two steps.",
            lesson="dedupe",
        ),
        "DELIVERY006": RuleText(
            sent="One valid event over a connection that is reset as soon as it was answered; then the event again.",
            correct="200 to the second one too: for the sender the first never was answered.",
            cost="If it is refused, the event comes eight times in 14 hours although the work was done long ago.",
            seen="In receivers that refuse duplicates, and in those that keep an event as under way after a lost "
            "connection.",
            lesson="dedupe",
        ),
        "DELIVERY007": RuleText(
            sent="A valid event, then half of another one's body, then that event whole.",
            correct="200 to the whole one. What the half is answered does not matter, if it is not 2xx; where it is, "
            "it is sent once more as a whole request, which has to be refused.",
            cost="If the half stops the receiver, or its signature counts as used, the event is lost after 14 hours; "
            "if the half is accepted, at once.",
            seen="In receivers that end on an error in reading, and in those that remember signatures to keep off "
            "replays.",
            lesson="raw-body",
            false_alarms="Caddy answers 200 by itself where its sender is gone: that is an info.",
        ),
        "DELIVERY008": RuleText(
            sent="'opened', 'delivered' and 'accepted' of one mail, in this order.",
            correct="200 to each.",
            cost="In which order events come is not known, and a retry comes after what happened meanwhile. What is "
            "refused for its order comes eight more times, and 14 hours late it is still out of order.",
            seen="In receivers that update a row which only 'accepted' or 'delivered' inserts.",
            lesson="order",
        ),
        "DELIVERY009": RuleText(
            sent="Eight 'delivered' events of one mail to eight recipients, at the same time over eight connections.",
            correct="200 to each.",
            cost="Where each looks for the mail before it inserts it, some are answered 500 or meet a deadlock: they "
            "are retried, and under load this goes on.",
            seen="In receivers that keep a row for each mail and write it in two steps.",
            lesson="order",
            fix="Write a mail's row in one step, such as INSERT … ON CONFLICT, and retry after a deadlock.",
            false_alarms="Whether Maileroo sends an event for each recipient is not known; opens and clicks of one "
            "mail do come at the same time.",
        ),
        "DELIVERY010": RuleText(
            sent="Two valid events, a forged one and two more valid ones, over one connection as long as it is kept.",
            correct="200 to the valid ones. Closing the connection after any answer is fine.",
            cost="A receiver that refuses a request without reading its body takes that body for the next request: the "
            "event after a forged one is lost or retried.",
            seen="In receivers on plain HTTP servers, which do not read what the handler leaves.",
            lesson="raw-body",
            fix="Read the whole body before you refuse a request, or close the connection.",
            false_alarms="A connection that is closed without a word at the very moment of the next request is only "
            "a warning: many clients then send again by themselves.",
        ),
        "DELIVERY011": RuleText(
            sent="One valid event whose event_time is a little more than 14 hours ago.",
            correct="200. The signature covers no time, and Maileroo's last retry comes 14 hours later (official).",
            cost="After an outage every retry that is older than the limit is refused: the events of the outage are "
            "lost.",
            seen="In receivers that took an age check over from a provider that signs a time.",
            lesson="no-age",
        ),
        "DELIVERY012": RuleText(
            sent="One valid event whose event_time is five minutes ahead.",
            correct="200.",
            cost="When the receiver's clock is slow, each new event is refused at first and comes 5 minutes late.",
            seen="In receivers that took an age check over from a provider that signs a time.",
            lesson="no-age",
            fix="Refuse no event by its time, neither an old one nor one that is ahead.",
        ),
        "DELIVERY013": RuleText(
            sent="One valid event of February 2038; if it is refused, one of December 2037.",
            correct="200 to both.",
            cost="Seconds since 1970 need more than 31 bits from 19 January 2038 on: then every event is lost.",
            seen="Where event_time is kept in a column of 32 bits, such as MySQL's INT and TIMESTAMP.",
            lesson="no-age",
            fix="Keep event_time in 64 bits: BIGINT, or DATETIME in place of TIMESTAMP.",
            false_alarms="A receiver that refuses all that is years ahead is not blamed here.",
        ),
        "DELIVERY014": RuleText(
            sent="100 different valid events at the same time, each over a connection of its own.",
            correct="200 to each.",
            cost="A newsletter of 10,000 mails makes more than 20,000 events in minutes. What is answered 429 or 503, "
            "or not in time, comes again after 5 minutes, with the next wave.",
            seen="Where a rate limit covers the webhook, and where one process does slow work before it answers.",
            lesson="no-rate-limit",
            false_alarms="The server of a framework for development may take fewer connections than the one in "
            "production, and a network may be slow: time-outs alone are a warning.",
        ),
        "DELIVERY015": RuleText(
            sent="A valid event, 300 forged ones over ten connections, and a valid event.",
            correct="200 to both valid ones. 401 to the forged ones, or 429.",
            cost="If bad signatures count for all senders together, anybody can keep Maileroo's events out for 14 "
            "hours with a few requests a minute.",
            seen="Where a rate limit or a ban counts requests before the signature is checked.",
            lesson="no-rate-limit",
            false_alarms="A limit for each address sees mhook's forged and valid requests come from one address, and "
            "Maileroo's from another; that cannot be told apart from here, so it is a warning. Behind a proxy "
            "that hides addresses all are one.",
        ),
    }
)
"""One text for each rule, by its id."""
