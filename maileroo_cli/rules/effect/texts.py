"""What ``mhook rules explain`` tells of the rules of this family, besides their titles."""

from collections.abc import Mapping
from types import MappingProxyType

from maileroo_cli.rules.explanation import RuleText

_IN_PEACE = "An event of a type that has an effect here, once, and its effects are counted. Then"
_SETTLE = "Work that takes more than five times as long after its answer as --settle says."
_OTHERS = (
    "Where only all effects can be counted, what others send meanwhile counts too: let --observe-cmd use "
    "$MHOOK_EVENT_ID, or --observe-url {event_id}."
)
_STATE = "A state that tells more than whether the recipient still gets mail, such as a time."

TEXTS: Mapping[str, RuleText] = MappingProxyType(
    {
        "EFFECT001": RuleText(
            sent="The lives of six mails, in which each of the eight types comes twice. Then the effects of each event "
            "are counted.",
            correct="200, and an effect for each event of a type that had one in this check or is named with "
            "--effect-of. A type that never has one is reported as an info: ignoring it may be right.",
            cost="An event that was answered 200 never comes again. A sender that loses failed events keeps mailing "
            "dead addresses until its domain is blocked.",
            seen="Four of fourteen receivers in production waited for bounced, which does not exist, and lost every "
            "failed. Others read to only as a string, and lost every delivered.",
            lesson="unknown-event",
            false_alarms=_SETTLE,
        ),
        "EFFECT002": RuleText(
            sent="An accepted event, and then another event of the same mail.",
            correct="200 to both, and the second has the same effect as one that is the first of its mail.",
            cost="Every event of a mail but the first is lost for ever: only accepted is ever seen.",
            seen="Where duplicates are known by message_reference_id or message_id: all events of a mail share these, "
            "and event_id alone differs.",
            lesson="dedupe",
            false_alarms=_SETTLE,
        ),
        "EFFECT003": RuleText(
            sent=f"{_IN_PEACE} three events of the same type without a signature, with that of another secret, and "
            "with one flipped bit.",
            correct="401 to the three, and no effect of them.",
            cost="Anybody who knows the URL can have the work done: suppress every customer, or pay out refunds.",
            seen="Where events are stored before the signature is checked, or where a job of its own checks it.",
            lesson="refuse-first",
            false_alarms="An effect that is a line in a log of refused requests: count the work instead.",
        ),
        "EFFECT004": RuleText(
            sent=f"{_IN_PEACE} another one of that type, and after its answer the same bytes again.",
            correct="200 to both, and as many effects as for one.",
            cost="A duplicate comes whenever an answer was lost or late: with nine tries a refund is paid up to nine "
            "times, and every count is too high.",
            seen="In most receivers: no table of the event ids that were seen.",
            lesson="dedupe",
            false_alarms=_OTHERS,
        ),
        "EFFECT005": RuleText(
            sent=f"{_IN_PEACE} six others of that type, each in two copies over two connections, whose last bytes go "
            "at the same instant.",
            correct="As many effects as for six events. One copy of each may be refused: it comes again.",
            cost="The work is done twice whenever two copies meet, which is most probable when the receiver is slow.",
            seen="In receivers that ask whether the event is there, and then write it, in two steps: a unique key on "
            "event_id in the transaction of the work is what holds.",
            lesson="dedupe",
            false_alarms=_OTHERS,
        ),
        "EFFECT006": RuleText(
            sent=f"{_IN_PEACE} another one of that type whose connection ends before its answer is read, and the same "
            "bytes again.",
            correct="200 to the second try, and as many effects as for one event.",
            cost="Each answer that the network loses doubles the work.",
            seen="Where an event is remembered only after its answer was sent, or where that is undone when the client "
            "is gone, but not the work.",
            lesson="dedupe",
            false_alarms=_OTHERS,
        ),
        "EFFECT007": RuleText(
            sent=f"{_IN_PEACE} half of the body of another one, after which the connection ends, and all of it then.",
            correct="200 to the whole request, and as many effects as for one event.",
            cost="Where the first half was noted as seen, the whole event is taken for a duplicate and lost for ever.",
            seen="Where an idempotency key is reserved before the body was read.",
            lesson="dedupe",
            false_alarms=_SETTLE,
        ),
        "EFFECT008": RuleText(
            sent="A deferred event once, and another one six times, with the same bytes.",
            correct="200 each time, and as many effects for the second as for the first.",
            cost="A recipient whose mail was late once looks like one whose mail was late six times, and is given up.",
            seen="Where deferrals are counted in a column, and event_id is not looked at.",
            lesson="dedupe",
            false_alarms=_OTHERS,
        ),
        "EFFECT009": RuleText(
            sent="Accepted for three recipients, then five deferred events about the second, and failed about the "
            "third. Then the state of each is asked for.",
            correct="The deferred recipient is in the state of the untouched one, not in that of the failed one. A "
            "receiver that suppresses only after several deferrals passes with a warning.",
            cost="Deferred is a delay, and most such mails arrive. Suppressing on it loses good recipients: on a "
            "bad day of a large provider, all of its customers.",
            seen="In receivers that treat deferred as a bounce, and in those that give up after a number of deferrals.",
            lesson="suppress",
            false_alarms=_STATE,
        ),
        "EFFECT010": RuleText(
            sent="Accepted for a mail to two recipients, and for others near to them; then failed about the first.",
            correct="The state of the recipient in event_data.to changes. The other one of the mail, and one whose "
            "address ends in the same characters, stay as they were.",
            cost="One dead mailbox silences everybody who got the same mail.",
            seen="Where the mail is looked up and all of its recipients are suppressed, or where addresses are "
            "searched with LIKE.",
            lesson="suppress",
            false_alarms=_STATE,
        ),
        "EFFECT011": RuleText(
            sent="Accepted for a mail to two recipients, and for others near to them; then complained about the first.",
            correct="The state of the recipient in event_data.to changes, and no other. No official sample of a "
            "complained event exists: its form is inferred.",
            cost="One complaint silences everybody who got the same mail.",
            seen="Where suppressions are kept by mail, by domain, or by a part of the address.",
            lesson="suppress",
            false_alarms=_STATE,
        ),
        "EFFECT012": RuleText(
            sent="Accepted and complained, then delivered and opened of the same mail, which come late. Two other "
            "mails get the same events in order.",
            correct="200, and the recipient stays what complained made of it, or ends as where the events came in "
            "order.",
            cost="Those who complained get mail again. Large providers ask for fewer than 3 complaints in 1,000 mails.",
            seen="Where the event that came last is the state.",
            lesson="order",
            false_alarms=_STATE,
        ),
        "EFFECT013": RuleText(
            sent="Accepted and failed, then delivered and opened of the same mail, which come late. Two other mails "
            "get the same events in order.",
            correct="200, and the recipient stays what failed made of it, or ends as where the events came in order.",
            cost="A dead address gets mail again, and each such mail costs reputation.",
            seen="Where the event that came last is the state.",
            lesson="order",
            false_alarms=_STATE,
        ),
        "EFFECT014": RuleText(
            sent="The events of one mail to its complaint in six orders, and those of another to its failure in six, "
            "each time of a mail of its own and with the same times.",
            correct="200 each time, and the same state at the end of each.",
            cost="Maileroo promises no order, and a retry comes up to 14 hours late: what a recipient ends in is then "
            "chance.",
            seen="Where the event that came last is the state, or where what comes too early is refused.",
            lesson="order",
            false_alarms=_STATE,
        ),
        "EFFECT015": RuleText(
            sent="--break-cmd takes the store away, a valid event is sent, --mend-cmd gives the store back. Then the "
            "effects of the event are counted.",
            correct="Anything but 200, such as 503: the event comes again, eight times in 14 hours.",
            cost="Every event of the outage is lost for ever: what was answered 200 is not sent again.",
            seen="In receivers that catch every exception and answer 200, or that answer before they store.",
            lesson="store-first",
            false_alarms="A receiver that keeps events elsewhere meanwhile, for longer than --settle.",
        ),
        "EFFECT016": RuleText(
            sent="--break-cmd takes the store away, a valid event is sent, --mend-cmd gives the store back, and the "
            "event is sent again, up to three times.",
            correct="200 to one of the last three, and the effect of one event.",
            cost="Events of an outage come again and are lost all the same, or are refused for 14 hours.",
            seen="Where an event is noted as seen in a cache, or in another transaction, before it is stored.",
            lesson="store-first",
            false_alarms="A --mend-cmd that ends before the store can be used.",
        ),
        "EFFECT017": RuleText(
            sent="Five valid events; right after the last answer --restart-cmd kills the receiver and starts it again.",
            correct="200 to each, and the effect of each is there afterwards.",
            cost="At each crash and each deployment, events that were answered 200 are lost for ever.",
            seen="Where events are put on a queue in memory, or given to a thread or a task, and answered 200.",
            lesson="store-first",
            false_alarms="A receiver that needs longer than --settle after its start to do what it has stored.",
        ),
        "EFFECT018": RuleText(
            sent="A valid event, then --restart-cmd, then the same bytes again.",
            correct="200 to both, and as many effects as for one event.",
            cost="Retries come up to 14 hours later: after each deployment in that time the work is done twice.",
            seen="Where event ids are remembered in a set or a cache of the process.",
            lesson="dedupe",
            false_alarms=_OTHERS,
        ),
    }
)
"""What is told of each rule, by its id."""
