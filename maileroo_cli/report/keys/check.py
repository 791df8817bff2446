"""The keys of a check of an endpoint: its plan, its rules and its sum."""

from maileroo_cli.report.keys.form import Form, Key, Schema

CHECK_KEYS = (
    Key("rule", Form.TEXT, "The id of a rule; `mhook rules explain` teaches it."),
    Key("severity", Form.TEXT, "How much a finding weighs: `error`, `warning` or `info`.", "there is no finding"),
    Key("consequence", Form.TEXT, "What a finding leads to in production: `forged`, `lost`, `leaked`, `stopped`, "
        "`crashed`, `twice`, `wrong`, `retried` or `cosmetic`.", "there is no finding"),
    Key("consequence_counts", Form.COUNTS, "How many findings lead to what; remarks (`info`) are not among them."),
    Key("cost", Form.TEXT, "What a mistake costs in production.", "it is not written down"),
    Key("lacks", Form.TEXT, "The options that a rule needs and that were not given.", "it needs none"),
    Key("marker", Form.TEXT, "What every `message_reference_id` of a check begins with."),
    Key("seed", Form.COUNT, "The number that makes the same requests again."),
    Key("rules", Form.OBJECTS, "The rules that are tried.",
        keys=("rule", "title", "severity", "consequence", "grade", "lacks", "requests")),
    Key("requests", Form.COUNT, "How many requests there are, of a rule or of a whole check."),
    Key("waiting_s", Form.NUMBER, "How many seconds a check waits by the nature of its rules."),
    Key("limit_s", Form.NUMBER, "How many seconds a check takes at most, waiting included."),
    Key("manner", Form.TEXT, "How a request goes over the wire: `whole`, `chunked`, `expect-continue`, `cut-off` or "
        "`answer-unread`."),
    Key("expected_status", Form.COUNT, "What a correct receiver answers."),
    Key("retries", Form.COUNT, "How many times a rule was tried again."),
    Key("accepted_reason", Form.TEXT, "Why a finding is accepted, as the configuration says.", "it is not accepted"),
    Key("accepted_until", Form.TEXT, "The last day on which a finding is accepted.", "there is none"),
    Key("accepted_rules", Form.TEXTS, "The rules whose findings are accepted."),
    Key("overdue", Form.TEXTS, "Which accepted findings are expired, or not needed any more."),
    Key("baseline_change", Form.TEXT, "What became of a rule since the baseline: `mended`, `regressed`, `new` or "
        "`unchanged`.", "there is no baseline, or nothing to say"),
    Key("regressed", Form.TEXTS, "The rules with a finding that the baseline does not have."),
    Key("mended", Form.TEXTS, "The rules with a finding in the baseline, and none now."),
    Key("unchanged", Form.TEXTS, "The rules with a finding that the baseline has too."),
    Key("skipped", Form.COUNT, "How many rules say nothing."),
    Key("command", Form.TEXT, "The command line that sends the requests of a rule again."),
    Key("exchange", Form.OBJECT, "The request that shows a finding, and what came back.",
        "nothing was found or sent, and `--show` was not given",
        ("manner", "method", "url", "headers", "body", "body_base64", "bytes", "truncated", "outcome", "duration_ms",
         "response")),
)  # fmt: skip

_REQUEST = ("method", "url", "headers", "body", "body_base64", "bytes", "truncated")

CHECK_SCHEMAS = (
    Schema(
        "mhook.check-plan/1",
        ("check",),
        "at the start",
        ("url", "marker", "seed", "rules", "requests", "waiting_s", "limit_s"),
    ),
    Schema(
        "mhook.check-request/1",
        ("check --dry-run --show",),
        "for each request",
        ("rule", "manner", "expected_status", *_REQUEST),
    ),
    Schema(
        "mhook.check-rule/1",
        ("check",),
        "for each rule",
        (
            "rule",
            "title",
            "result",
            "severity",
            "consequence",
            "reason",
            "fix",
            "cost",
            "grade",
            "retries",
            "requests",
            "duration_ms",
            "accepted_reason",
            "accepted_until",
            "baseline_change",
            "command",
            "exchange",
        ),
    ),
    Schema(
        "mhook.check-summary/1",
        ("check",),
        "at the end",
        (
            "url",
            "marker",
            "seed",
            "reason",
            "consequence_counts",
            "passed",
            "failed",
            "skipped",
            "accepted_rules",
            "overdue",
            "regressed",
            "mended",
            "unchanged",
            "requests",
            "elapsed_s",
            "exit_code",
        ),
    ),
)
