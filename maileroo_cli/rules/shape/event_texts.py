"""What is told of the rules about events: their types, and what may be in them."""

from collections.abc import Mapping

from maileroo_cli.rules.explanation import RuleText

_LOST = "Each event of this type is refused nine times in 14 hours and then lost."
_DEDUCED = "No official sample shows it."

EVENT_TEXTS: Mapping[str, RuleText] = {
    "SHAPE001": RuleText(
        sent="A signed event of type `accepted`, with `from` and `to` as lists (official).",
        correct="200, whether or not it does anything.",
        cost=f"{_LOST} There is one for every mail.",
        seen="Receivers that answer 400 to events that they ignore.",
        lesson="unknown-event",
    ),
    "SHAPE002": RuleText(
        sent="A signed event of type `delivered` for three recipients: `to` is a list (official).",
        correct="200.",
        cost=_LOST,
        seen="Receivers that read `to` as one string, and drop or fail at every delivery.",
        lesson="read-fields",
    ),
    "SHAPE003": RuleText(
        sent="A signed event of type `rejected`: it has `reject_reason`, and no `reason` (observed).",
        correct="200.",
        cost=f"{_LOST} Nobody learns which mails were never sent.",
        seen="Receivers that read `reason` of every event that is bad news.",
        lesson="read-fields",
    ),
    "SHAPE004": RuleText(
        sent="A signed event of type `deferred`: `to` is a string, not a list (official).",
        correct="200.",
        cost=_LOST,
        seen="Receivers whose model has a list of recipients for every type.",
        lesson="read-fields",
    ),
    "SHAPE005": RuleText(
        sent="A signed event of type `failed`: a bounce, with `reason`, and `to` as a string (observed).",
        correct="200.",
        cost=f"{_LOST} Mails go on to addresses that do not exist, which costs the sender's reputation.",
        seen="Four of fourteen receivers in production wait for `bounced`, which does not exist.",
        lesson="read-fields",
    ),
    "SHAPE006": RuleText(
        sent="A signed event of type `opened`: it has `ip` and `user_agent`, and no recipient (official).",
        correct="200. Which mail was opened is told by `message_reference_id` alone.",
        cost=_LOST,
        seen="Receivers that read `event_data.to` of every event.",
        lesson="read-fields",
    ),
    "SHAPE007": RuleText(
        sent="A signed event of type `clicked`: it has `original_url`, `ip` and `user_agent`, and no recipient "
        "(official).",
        correct="200. Which mail it was is told by `message_reference_id` alone.",
        cost=_LOST,
        seen="Receivers that read `url` or `link`, which do not exist.",
        lesson="read-fields",
    ),
    "SHAPE008": RuleText(
        sent=f"A signed event of type `complained`, with nothing but `to` in its `event_data`. {_DEDUCED}",
        correct="200.",
        cost=f"{_LOST} Whoever called it spam gets more of it.",
        seen="Receivers that demand a `reason` with every complaint.",
        lesson="read-fields",
    ),
    "SHAPE009": RuleText(
        sent="A signed event of type `accepted` for fifty recipients. Whether Maileroo sends one event for all or one "
        "for each is unknown; `to` is a list.",
        correct="200.",
        cost="Every mail to many people fails nine times in 14 hours, and what became of it is never known.",
        seen="Lists that are stored in one column of 255 characters.",
        lesson="read-fields",
        fix="Make room for a list of recipients, such as a row for each, in place of one short column.",
        false_alarms="Where an event for one recipient is refused too the rule is skipped.",
    ),
    "SHAPE010": RuleText(
        sent="Two events without tags: `null`, as in every sample (official), and an empty list.",
        correct="200 to both. A refused empty list is a warning: Maileroo is not known to send one.",
        cost="Events of mails without tags are lost.",
        seen="Code that reads the first tag of a list.",
        lesson="read-fields",
    ),
    "SHAPE011": RuleText(
        sent='An event with tags as `[{"name": "campaign", "value": "spring"}]`, as production sends them (observed).',
        correct="200.",
        cost="Each event of a mail with tags is lost, and none of those without: tests rarely show it.",
        seen="Receivers that read tags as the object that the sending API takes.",
        lesson="read-fields",
    ),
    "SHAPE012": RuleText(
        sent='An event with tags as `{"campaign": "spring"}`. The sending API takes this form; that events have it is '
        "reported, weakly.",
        correct="200.",
        cost="If the form changes, each event of a mail with tags is lost.",
        seen="Receivers that handle one form of tags alone.",
        lesson="read-fields",
        false_alarms="Production sends the list: if you trust in that, accept the finding.",
    ),
    "SHAPE013": RuleText(
        sent="Two events with reference ids of 24 and of 32 hex digits: today's length, and that of older samples "
        "(official).",
        correct="200 to both.",
        cost="Events of mails with the other length are lost.",
        seen="Columns and patterns of exactly 24 characters.",
        lesson="read-fields",
        fix="Take reference ids of either length: a column and a pattern of up to 64 characters.",
    ),
    "SHAPE014": RuleText(
        sent="Events with addresses like `Zoë Example <zoe@example.com>` in `from` and `to` (observed).",
        correct="200.",
        cost="Where addresses are validated, each mail that was sent with names loses its events.",
        seen="Models with a type for addresses that takes no name.",
        lesson="read-fields",
        fix="Split the name off an address before you validate it.",
    ),
    "SHAPE015": RuleText(
        sent="An event with one more field at its top, and one in `event_data`. That fields may be added is inferred.",
        correct="200.",
        cost="The day that Maileroo adds a field, every event is refused, and all are lost after 14 hours.",
        seen="Models that forbid what they do not know, and schemas with `additionalProperties: false`.",
        lesson="unknown-event",
    ),
    "SHAPE016": RuleText(
        sent="An event of the type `postponed`, which does not exist. Maileroo says that more types may come "
        "(official).",
        correct="200, and nothing is done.",
        cost="Each event of a new type comes back eight times, for 14 hours: nine requests where one was enough.",
        seen="Receivers that answer 400 or 422 to a type that is not in their list.",
        lesson="unknown-event",
    ),
    "SHAPE017": RuleText(
        sent="A signed event of type `ping` without `event_data`. Maileroo is not known to send one.",
        correct="200, or any 4xx. No 5xx.",
        cost="A field that is missing ends in a 500, which is retried for 14 hours.",
        seen="Receivers that read `event_data` before they look at the type.",
        lesson="unknown-event",
    ),
}
