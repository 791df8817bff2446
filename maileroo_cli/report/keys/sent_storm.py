"""The keys of storms that are sent: what was sent, what came of it over time, and what that says of the receiver."""

from maileroo_cli.report.keys.form import Form, Key, Schema

_UNOBSERVED = "nobody looked"
_MOMENT = (
    *("moment_s", "new_events", "outage_attempts", "sent_attempts", "repeated_attempts", "accepted", "given_up"),
    *("backlog", "age_s", "oldest_s", "due_p90_ms"),
)

SENT_STORM_SCHEMAS = (
    Schema(
        "mhook.storm/1",
        ("storm",),
        "at the end",
        (
            *("run", "url", "schedule", "max_attempts", "events_per_minute", "campaigns", "outage_s", "outage_kind"),
            *("failing_s", "parallel", "jitter", "seed", "scale", "closed", "timeout_s"),
            *("recovery", "reason", "recovered_s", "backlog_empty_s", "planned_backlog_empty_s", "faults_found"),
            *("events", "accepted", "given_up", "given_up_in_outage", "unaccepted", "open"),
            *("attempts", "outage_attempts", "lost_answers", "answer_counts", "unanswered", "unknown", "amplification"),
            *("duration_p50_ms", "duration_p90_ms", "duration_p99_ms", "duration_max_ms"),
            *("due_p50_ms", "due_p90_ms", "due_p99_ms", "due_max_ms", "before_p90_ms", "late_p99_ms"),
            *("mail_pairs", "reversed_mail_pairs", "mails_compared", "mails_in_wrong_state"),
            "states_settled",
            *("effects", "events_with_effects_due", "effects_missing", "effects_too_many", "effects_settled"),
            *("effects_unseen_reason", "moments", "exit_code"),
        ),
    ),
)

SENT_STORM_KEYS = (
    Key("outage_kind", Form.TEXT, "What the outage looks like, as `--mode` has it: `refused`, `500`, `slow:20s`."),
    Key("scale", Form.NUMBER, "How many simulated seconds pass in a real one."),
    Key("closed", Form.FLAG, "Whether the receiver's answers decide what is tried again."),
    Key("recovery", Form.TEXT, "What became of the receiver: it `recovers`, `drains`, `stays-down`, or `undecided`."),
    Key("recovered_s", Form.NUMBER, "How many simulated seconds after the recovery it was as before, or "
        "accepted events where there was no steady traffic before.", "it was not"),
    Key("backlog_empty_s", Form.NUMBER, "How many simulated seconds after the recovery nothing from before it was "
        "pending.", "something was at the end, or events were refused for good"),
    Key("planned_backlog_empty_s", Form.NUMBER, "How many simulated seconds after the recovery nothing that failed is "
        "left, if each attempt after it succeeds."),
    Key("faults_found", Form.OBJECTS, "What is wrong with the receiver.", keys=("finding", "reason", "fix")),
    Key("given_up_in_outage", Form.COUNT, "How many of the events that were given up the outage alone had outlasted."),
    Key("unaccepted", Form.COUNT, "How many events an open storm saw refused, which are not tried again."),
    Key("outage_attempts", Form.COUNT, "How many attempts met the outage: they were not sent, or are `lost_answers`."),
    Key("sent_attempts", Form.COUNT, "How many attempts were due and went to the receiver."),
    Key("lost_answers", Form.COUNT, "How many events reached the receiver in the outage, and their answers were lost."),
    Key("amplification", Form.NUMBER, "How many attempts there were for each event."),
    Key("due_p50_ms", Form.NUMBER, "Half of the answers came so many real milliseconds after they were due, or fewer."),
    Key("due_p90_ms", Form.NUMBER, "90 of 100 answers came so many real milliseconds after they were due, or fewer.",
        "nothing ended"),
    Key("due_p99_ms", Form.NUMBER, "99 of 100 answers came so many real milliseconds after they were due, or fewer."),
    Key("due_max_ms", Form.NUMBER, "So many real milliseconds after it was due the latest answer came."),
    Key("before_p90_ms", Form.NUMBER, "What `due_p90_ms` was of steady traffic before the outage and any campaign.",
        "there was none"),
    Key("late_p99_ms", Form.NUMBER, "99 of 100 attempts were begun so many real milliseconds late, or fewer."),
    Key("mail_pairs", Form.COUNT, "How many pairs of events of one mail were both accepted."),
    Key("reversed_mail_pairs", Form.COUNT, "Of how many of these pairs the later event was accepted first."),
    Key("mails_compared", Form.COUNT, "How many mails with a reversed pair were asked about.", _UNOBSERVED),
    Key("mails_in_wrong_state", Form.COUNT, "How many of these are in another state than mails that came in order.",
        f"{_UNOBSERVED}, or they may not be final"),
    Key("states_settled", Form.FLAG, "Whether these states had stopped changing.", _UNOBSERVED),
    Key("events_with_effects_due", Form.COUNT, "How many events there should be an effect of.", _UNOBSERVED),
    Key("effects_missing", Form.COUNT, "How many events had no effect.", _UNOBSERVED),
    Key("effects_too_many", Form.COUNT, "How many effects there were beyond one for each event.", _UNOBSERVED),
    Key("effects_settled", Form.FLAG, "Whether the effects had stopped changing.", _UNOBSERVED),
    Key("effects_unseen_reason", Form.TEXT, "Why an observer told nothing.", "it did, or there was none"),
    Key("moments", Form.OBJECTS, "What happened over time.", keys=_MOMENT),
    Key("moment_s", Form.NUMBER, "When this begins, in simulated seconds after the outage began; negative before it."),
)  # fmt: skip
