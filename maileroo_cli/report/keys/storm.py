"""The keys of storms: what is forecast of the hours after an outage. Those of a storm that is sent are here as well."""

from maileroo_cli.report.keys.form import Form, Key, Schema

_MINUTE = (
    "minute_s",
    "new_events",
    "first_attempts",
    "repeated_attempts",
    "rate_factor",
    "accepted",
    "given_up",
    "backlog",
    "age_s",
    "oldest_s",
    "queued",
)
_FACT = ("about", "statement", "grade")

STORM_SCHEMAS = (
    Schema(
        "mhook.storm-forecast/1",
        ("storm --plan",),
        "for each outage",
        (
            *("schedule", "max_attempts", "events_per_minute", "campaigns", "outage_s", "failing_s"),
            *("parallel", "jitter", "seed", "events", "attempts", "accepted", "accepted_by_attempt", "given_up"),
            *("met_events", "met_attempts"),
            *("planned_backlog_empty_s", "oldest_s", "pair_gap_s", "pairs", "reversed_pairs", "lost_pairs"),
            *(
                "peak_outage_minute",
                "peak_minute",
                "peak_second_attempts",
                "capacity_per_minute",
                "caught_up_s",
                "minutes",
                "facts",
                "end_facts",
                "assumptions",
            ),
        ),
    ),
)

STORM_KEYS = (
    Key("events_per_minute", Form.NUMBER, "How many new events come a minute, apart from campaigns."),
    Key("campaigns", Form.OBJECTS, "Mails that are sent together.", keys=("mails", "sent_s", "over_s")),
    Key("mails", Form.COUNT, "How many mails there are."),
    Key("sent_s", Form.NUMBER, "When the first mail is sent, in seconds after the outage began; negative before it."),
    Key("over_s", Form.NUMBER, "Within how many seconds all of them are sent."),
    Key("outage_s", Form.NUMBER, "How long nothing gets through, in seconds."),
    Key("failing_s", Form.NUMBER, "How long a failing attempt takes, in seconds."),
    Key("parallel", Form.COUNT, "How many deliveries run at the same time at most.", "there is no limit"),
    Key("jitter", Form.NUMBER, "By which share of itself a wait is drawn shorter or longer at most, from 0 to 1."),
    Key("events", Form.COUNT, "How many events there are in all: accepted or given up."),
    Key("accepted_by_attempt", Form.NUMBERS, "How many events were accepted at the first attempt, the second …"),
    Key("met_events", Form.COUNT, "How many events met the outage: their first attempt failed."),
    Key("met_attempts", Form.COUNT, "How many attempts are made for these, from the first to the last."),
    Key("oldest_s", Form.NUMBER, "How old the oldest accepted event is when it is accepted, in seconds.",
        "none was accepted"),
    Key("pair_gap_s", Form.NUMBER, "How many seconds two events of a mail are apart."),
    Key("pairs", Form.COUNT, "How many pairs of events so far apart there are, the first in the outage, that are both "
        "accepted."),
    Key("reversed_pairs", Form.COUNT, "How many of these pairs are accepted in the wrong order."),
    Key("lost_pairs", Form.COUNT, "How many other pairs there are, of which an event is given up."),
    Key("peak_outage_minute", Form.OBJECT, "The minute of the outage with the most attempts.", keys=_MINUTE),
    Key("peak_minute", Form.OBJECT, "The minute after the recovery with the most attempts.", keys=_MINUTE),
    Key("peak_second_attempts", Form.COUNT, "How many attempts there are in the busiest second of that minute."),
    Key("capacity_per_minute", Form.NUMBER, "How many events the receiver works off in a minute.", "nobody said so"),
    Key("caught_up_s", Form.NUMBER, "How many seconds after the recovery nothing waits in the receiver any more.",
        "its capacity is not known, or something waits until the end"),
    Key("queued", Form.NUMBER, "How many accepted events wait in the receiver at the end of a minute.",
        "its capacity is not known, or before the recovery"),
    Key("minutes", Form.OBJECTS, "Every minute of a storm; one begins with the recovery.", keys=_MINUTE),
    Key("minute_s", Form.NUMBER, "When a minute begins, in seconds after the outage began; negative before it."),
    Key("new_events", Form.COUNT, "How many new events arrive."),
    Key("first_attempts", Form.COUNT, "How many attempts are the first of their event."),
    Key("repeated_attempts", Form.COUNT, "How many attempts are not the first of their event."),
    Key("rate_factor", Form.NUMBER, "How many times the rate of new events all attempts are, apart from campaigns.",
        "fewer than one new event comes a minute"),
    Key("backlog", Form.COUNT, "How many events are neither accepted nor given up."),
    Key("age_s", Form.NUMBER, "How old accepted events are on average when they are accepted, in seconds.",
        "none was accepted"),
    Key("assumptions", Form.OBJECTS, "What a forecast assumes besides, and how sure that is.", keys=_FACT),
)  # fmt: skip
