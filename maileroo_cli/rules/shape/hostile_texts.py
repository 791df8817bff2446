"""What is told of the rules about hostile text, and about what answers show."""

from collections.abc import Mapping

from maileroo_cli.rules.explanation import RuleText

_WHERE = (
    "Events with it in `reason`, `reject_reason`, `user_agent` and tags, and in `original_url` if a URL can hold it: "
    "recipients, their servers and their programs fill these fields."
)
_CORRECT = "200: the text is stored as it is, and made safe where it is shown."
_LOST = "Anybody who receives a mail can make an event that is refused nine times in 14 hours and then lost."
_RARE = "Maileroo may never pass this on: then accept the finding."
_SKIPPED = "Where the same event without the text is refused too, the rule is skipped."

HOSTILE_TEXTS: Mapping[str, RuleText] = {
    "SHAPE025": RuleText(
        sent=f"{_WHERE} The text has quotation marks, a backslash, and `'; DROP TABLE mhook_check; --`, a table that "
        "does not exist.",
        correct=_CORRECT,
        cost=f"{_LOST} Worse: where a quotation mark breaks a statement, a stranger writes the rest of it.",
        seen="Statements that are put together from strings. A bounce that quotes `O'Brien` is enough.",
        lesson="escape",
        fix="Pass values to SQL as parameters, and exempt this path from a firewall that refuses words.",
        false_alarms=f"A firewall that dislikes the words refuses real events as well. {_SKIPPED}",
    ),
    "SHAPE026": RuleText(
        sent=f"{_WHERE} The text has a `<script>` that does nothing, an image, `{{{{7*7}}}}` and `]]>`.",
        correct=_CORRECT,
        cost=_LOST,
        seen="Firewalls and sanitizers before the receiver. Bounces hold `<` and `>` in any case.",
        lesson="escape",
        fix="Store text as it is, escape it where it is shown, and exempt this path from a firewall that refuses tags.",
        false_alarms=_SKIPPED,
    ),
    "SHAPE027": RuleText(
        sent=f"{_WHERE} The text has `%s`, `%n`, `{{0}}`, `${{name}}` and their like.",
        correct=_CORRECT,
        cost=_LOST,
        seen="Log lines that are formatted twice, and `decodeURIComponent` on any URL.",
        lesson="escape",
        fix="Give text to a logger or a formatter as an argument, never as its format.",
        false_alarms=_SKIPPED,
    ),
    "SHAPE028": RuleText(
        sent=f"{_WHERE} The text has CR LF, a tab, escape sequences for a terminal, a bell and a delete character.",
        correct=_CORRECT,
        cost=f"{_LOST} And where such text is logged as it is, a stranger writes lines of the log.",
        seen="Validators that refuse control characters, and header values that are made of an event's text.",
        lesson="escape",
        fix="Accept control characters, and escape them where they are logged or shown.",
        false_alarms=f"{_RARE} {_SKIPPED}",
    ),
    "SHAPE029": RuleText(
        sent=f"{_WHERE} The text has a NUL, written as `\\u0000`.",
        correct=_CORRECT,
        cost=_LOST,
        seen="PostgreSQL, whose text holds no NUL: storing answers 500.",
        lesson="escape",
        fix="Take NUL characters out of a text before you store it.",
        false_alarms=f"{_RARE} {_SKIPPED}",
    ),
    "SHAPE030": RuleText(
        sent=f"{_WHERE} The text has 4,000 characters.",
        correct="200: the text is stored, or cut.",
        cost=_LOST,
        seen="Columns of 255 characters, in a database that refuses what is longer.",
        lesson="escape",
        fix="Make the column a TEXT, or cut the text to its length before you store it.",
        false_alarms=f"{_RARE} {_SKIPPED}",
    ),
    "SHAPE031": RuleText(
        sent=f"{_WHERE} The text has characters that change its direction, that have no width, and that combine.",
        correct=_CORRECT,
        cost=_LOST,
        seen="Validators of text, and columns in a character set that is not Unicode.",
        lesson="escape",
        fix="Store text as Unicode (utf8mb4 in MySQL), and escape it where it is shown.",
        false_alarms=f"{_RARE} {_SKIPPED}",
    ),
    "SHAPE032": RuleText(
        sent="A tag `<script>mhook_…</script>`, drawn for this run, in an event's type, in a reason, as a body that is "
        "no JSON, in a forged event, and as a signature.",
        correct="Any answer that does not hold the tag, or is not `text/html`.",
        cost="Little: nobody opens the answer to a webhook as a page. But the same line of code shows events to people "
        "elsewhere.",
        seen="Answers like `unknown event: …` of a framework whose default content type is `text/html`.",
        lesson="escape",
    ),
    "SHAPE033": RuleText(
        sent="Fourteen requests that break receivers: hostile text, broken bodies, bad signatures, another content "
        "type, and GET.",
        correct="Short answers of fixed text.",
        cost="A stack trace tells a stranger paths, versions and statements; the secret lets them sign events. The "
        "secret is an error, all else a warning.",
        seen="Debug pages in production: Flask with `debug=True`, Django with `DEBUG = True`, Express without "
        "`NODE_ENV=production`.",
        lesson="quiet",
        false_alarms="While you develop a debug page is what you want: check again as it runs in production. A secret "
        "of fewer than 8 characters, or of letters alone, is not looked for.",
    ),
}
