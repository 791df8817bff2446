"""The keys of rules, besides those of a check: what they ask, and what is told of one."""

from maileroo_cli.report.keys.form import Form, Key

RULE_KEYS = (
    Key("family", Form.TEXT, "What a rule is about: `SIG`, `BYTES`, `SHAPE`, `DELIVERY`, `EFFECT` or `WHY`."),
    Key("suites", Form.TEXTS, "The suites of `mhook check` that a rule is in."),
    Key("needs", Form.TEXTS, "The options of `mhook check` without which a rule is skipped."),
    Key("what_is_sent", Form.TEXT, "What a rule sends, in words.", "it is not told"),
    Key("correct_answer", Form.TEXT, "What a correct receiver answers, in words.", "it is not told"),
    Key("false_alarms", Form.TEXT, "Where a finding is no mistake.", "no such case is known"),
    Key("seen_in", Form.TEXT, "Where a mistake was seen.", "it is not told"),
    Key(
        "example",
        Form.OBJECT,
        "The request of a rule that says most, signed with the secret `test-secret`.",
        "nothing is sent",
        ("method", "url", "headers", "body", "body_base64", "manner", "expected_status"),
    ),
    Key("lesson", Form.TEXT, "What to do, in a sentence.", "there is none"),
    Key("why", Form.TEXT, "The reason for it.", "there is none"),
    Key("snippets", Form.OBJECTS, "Code that shows a mistake and its remedy.", keys=("frameworks", "wrong", "right")),
    Key("frameworks", Form.TEXTS, "What code is for, as `--framework` has it."),
    Key("wrong", Form.TEXT, "Code with the mistake."),
    Key("right", Form.TEXT, "Code without it."),
)  # fmt: skip
