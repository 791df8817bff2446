"""What programs tell of their inside when they fail: stack traces, files, statements. Known by their exact form.

A word such as "error" shows nothing: only what is written by a language's or a database's own messages counts.
"""

import re
from collections.abc import Sequence
from functools import cache

_LOOKED_AT = 65_536
_QUOTE = r"(?:\"|'|\\\"|&quot;|&#34;|&#39;|&#x27;)"

_PATTERNS: Sequence[tuple[str, str]] = (
    ("a stack trace of Python", r"Traceback \(most recent call last\)"),
    ("a stack trace of Python", rf"File {_QUOTE}[^\"'<>\n]{{1,300}}\.py{_QUOTE}, line \d+"),
    ("the debugger of Werkzeug", r"Werkzeug Debugger|__debugger__=yes"),
    ("the debug page of Django", r"<code>DEBUG = True</code>"),
    (
        "a stack trace of JavaScript",
        r"\bat (?:[\w.$<>&;\[\] ]{1,100} \()?(?:file:///|node:|/|[A-Z]:\\)[\w./\\@+-]{1,200}:\d+:\d+",
    ),
    ("a stack trace of PHP", r"#0 (?:\{main\}|[^\n<>]{1,300}\.php\(\d+\))"),
    ("an error of PHP", r"(?:Fatal error|Parse error|Warning|Notice)(?:</b>)?: .{1,500} on line (?:<b>)?\d+"),
    ("a stack trace of Ruby", r"[\w./-]{1,200}\.rb:\d+:in [`'&]"),
    ("a stack trace of Java", r"\bat [\w.$/<>]{1,300}\([\w$]{1,100}\.(?:java|kt|scala|groovy):\d+\)"),
    ("a stack trace of Java", r"\bat [\w.$/<>]{1,300}\((?:Native Method|Unknown Source)\)"),
    ("a stack trace of Go", r"goroutine \d+ \[running\]|/[\w.@-]{1,100}/[\w.@-]{1,100}\.go:\d+"),
    ("a stack trace of .NET", r"\bat [\w.<>`+\[\], ]{1,300}\([^()\n]{0,300}\) in [^\n]{1,300}:line \d+"),
    ("a stack trace of .NET", r"\bSystem\.[\w.]{1,60}Exception:"),
    ("a file of the receiver", r"ENOENT: no such file|\[Errno \d+\]|failed to open stream"),
    (
        "a file of the receiver",
        r"(?<![\w/:.\"'=-])/(?:home|opt|root|srv|usr|var|Users)/[\w./@-]{1,200}\.(?:py|php|rb|jar|cs|go|env)\b",
    ),
    (
        "a message of its database",
        (
            r"SQLSTATE\[|You have an error in your SQL syntax|syntax error at or near|unterminated quoted string"
            r"|\bORA-\d{5}\b|\bSQLITE_[A-Z]{3,}|sqlite3\.\w{1,40}Error|psycopg\d?\.\w|sqlalchemy\.exc|\bPG::[A-Z]\w"
            r"|near \".{1,100}\": syntax error|invalid byte sequence for encoding|\bER_[A-Z]{2,20}_[A-Z]"
            r"|Data too long for column"
        ),
    ),
    ("a statement in SQL", r"\bINSERT INTO\s[\s\w\"`.]{1,200}\(|\bSELECT\s.{1,300}\sFROM\s.{1,200}\sWHERE\s"),
)


def find_trace(body: bytes) -> str | None:
    """Return what an answer tells of the receiver's inside, so that ``it shows {this}`` is a sentence, or ``None``."""
    text = body[:_LOOKED_AT].decode("utf-8", "replace")
    return next((what for what, pattern in _compiled() if pattern.search(text)), None)


@cache
def _compiled() -> Sequence[tuple[str, re.Pattern[str]]]:
    """Compile at first use: most commands never need them."""
    return [(what, re.compile(pattern)) for what, pattern in _PATTERNS]
