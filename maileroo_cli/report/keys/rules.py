"""The keys of rules: what they ask, and what is told of one."""

from maileroo_cli.report.keys.form import Form, Key

RULE_KEYS = (
    Key("rule", Form.TEXT, "The id of a rule, such as `SIG004`; `mhook rules explain RULE` explains it."),
    Key("family", Form.TEXT, "What a rule is about: `SIG`, `BYTES`, `SHAPE`, `DELIVERY`, `EFFECT` or `WHY`."),
    Key("severity", Form.TEXT, "How much breaking a rule weighs: `error`, `warning` or `info`.", "nothing was found"),
    Key("consequence", Form.TEXT, "What breaking a rule leads to: `forged`, `lost`, `leaked`, `stopped`, `crashed`, "
        "`twice`, `wrong`, `retried` or `cosmetic`.", "nothing was found"),
    Key("suites", Form.TEXTS, "The suites of `mhook check` that a rule is in."),
    Key("needs", Form.TEXTS, "The options of `mhook check` without which a rule is skipped."),
    Key("what_is_sent", Form.TEXT, "What a rule sends, in words.", "it is not told"),
    Key("correct_answer", Form.TEXT, "What a correct receiver answers, in words.", "it is not told"),
    Key("cost", Form.TEXT, "What breaking a rule costs in production.", "it is not told"),
    Key("false_alarms", Form.TEXT, "Where a finding is no mistake.", "no such case is known"),
    Key("seen_in", Form.TEXT, "Where a mistake was seen.", "it is not told"),
    Key("requests", Form.COUNT, "How many requests there are: of a rule, or of a whole check."),
    Key(
        "example",
        Form.OBJECT,
        "The request of a rule that says most, signed with the secret `test-secret`.",
        "nothing is sent",
        ("method", "url", "headers", "body", "body_base64", "manner", "expected_status"),
    ),
    Key("manner", Form.TEXT, "How a request goes over the wire: `whole`, `chunked`, `cut-off` …"),
    Key("expected_status", Form.COUNT, "What a correct receiver answers."),
    Key("lesson", Form.TEXT, "What to do, in a sentence.", "there is none"),
    Key("why", Form.TEXT, "The reason for it.", "there is none"),
    Key("snippets", Form.OBJECTS, "Code that shows a mistake and its remedy.", keys=("frameworks", "wrong", "right")),
    Key("frameworks", Form.TEXTS, "What code is for, as `--framework` has it."),
    Key("wrong", Form.TEXT, "Code with the mistake."),
    Key("right", Form.TEXT, "Code without it."),
)  # fmt: skip
