"""What answers show of a receiver's inside: what real programs print is known, and ordinary answers are not accused."""

import time

import pytest

from maileroo_cli.rules.shape.trace import find_trace

TRACES = [
    ("Python", "Traceback (most recent call last):\n  File \"/srv/app.py\", line 7, in hook\nKeyError: 'to'"),
    ("Python", "<pre>File &quot;/srv/app/views.py&quot;, line 12, in hook</pre>"),
    ("Python", '{"detail": "File \\"/srv/app.py\\", line 3"}'),
    ("Werkzeug", "<title>KeyError // Werkzeug Debugger</title>"),
    ("Django", "You're seeing this error because you have <code>DEBUG = True</code> in your settings"),
    (
        "JavaScript",
        "<pre>SyntaxError: Unexpected token h<br> &nbsp;at parse (/app/node_modules/body-parser/json.js:92:19)</pre>",
    ),
    ("JavaScript", '{"stack":"Error: no\\n    at Object.<anonymous> (/srv/app/index.js:10:15)"}'),
    ("JavaScript", "Error\n    at file:///app/server.mjs:4:9"),
    ("JavaScript", "    at async Module.hook (C:\\app\\hook.js:3:1)"),
    ("PHP", "Stack trace:\n#0 {main}\n  thrown"),
    ("PHP", "#0 /var/www/html/index.php(12): hook()"),
    ("PHP", "<b>Warning</b>:  Undefined array key &quot;to&quot; in <b>/var/www/hook.php</b> on line <b>5</b>"),
    ("Ruby", "app/controllers/hooks_controller.rb:12:in `create'"),
    ("Ruby", "/usr/lib/ruby/3.3.0/json/common.rb:219:in 'JSON.parse'"),
    ("Java", "java.lang.NullPointerException\n\tat com.example.Hook.handle(Hook.java:42)"),
    ("Java", "at java.base/jdk.internal.reflect.NativeMethodAccessorImpl.invoke0(Native Method)"),
    ("Go", "panic: runtime error\n\ngoroutine 7 [running]:\nmain.hook()"),
    ("Go", "/go/src/app/main.go:33 +0x1d"),
    (".NET", "   at App.Hook.Post(String body) in /src/App/Hook.cs:line 12"),
    (".NET", "System.Text.Json.JsonException: '<' is an invalid start of a value."),
    ("file", "Error: ENOENT: no such file or directory, open '/srv/app/key.txt'"),
    ("file", "Uncaught error in /var/www/html/hook.php: no such field"),
    ("file", "[Errno 2] No such file or directory"),
    ("database", "SQLSTATE[22021]: Character not in repertoire"),
    ("database", 'ERROR: syntax error at or near "DROP"'),
    ("database", 'sqlite3.OperationalError: near "DROP": syntax error'),
    ("database", "ORA-00933: SQL command not properly ended"),
    ("database", "ER_DATA_TOO_LONG: Data too long for column 'reason' at row 1"),
    ("database", "PG::UntranslatableCharacter"),
    ("SQL", "INSERT INTO events (id, reason) VALUES (?, ?)"),
    ("SQL", "SELECT id FROM events WHERE id = 'x'"),
]

HARMLESS = [
    "",
    "ok",
    '{"ok":true}',
    '{"error":"invalid signature"}',
    '{"detail":[{"type":"missing","loc":["body","event_data"],"msg":"Field required"}]}',
    "Expecting value: line 1 column 1 (char 0)",
    "invalid character 'h' looking for beginning of value",
    "Unexpected token 'h', \"hello\" is not valid JSON",
    '<html><head><script src="/static/app/main.js?v=10:15"></script></head><body>404 Not Found</body></html>',
    "<link href='https://cdn.example.com/a/b.css'> Please select an item from the list where it applies",
    "Warning: this endpoint takes webhooks alone",
    "Notice: see https://example.com/docs on line",
    "An error occurred at 12:30:15. Try again.",
    "look at /docs/webhooks.html",
    "O'Brien \"said\" \\ '; DROP TABLE mhook_check; --",
    "unknown event type: postponed",
    # In one piece it would be a path of a developer's machine.
    '<a href="/HOME/index.php">home</a> or https://example.com/usr/x.php'.replace("HOME", "home"),
    "Server: Werkzeug/3.0 Python/3.11",
]


@pytest.mark.parametrize(("kind", "text"), TRACES)
def test_what_programs_print_is_known(kind: str, text: str) -> None:
    """Each is named by its language, or by what it is."""
    assert kind in (find_trace(text.encode()) or "")


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_answers_show_nothing(text: str) -> None:
    """Error messages of parsers and pages of servers are no trace."""
    assert find_trace(text.encode()) is None


def test_bytes_that_are_no_text_show_nothing() -> None:
    """An answer may be anything."""
    assert find_trace(bytes(range(256)) * 64) is None


@pytest.mark.parametrize(
    "text", ["at ", "/a", "SELECT FROM ", "System.", "at a(b) in ", "at /a:1", "INSERT INTO ", "#0 "]
)
def test_no_answer_takes_long_to_look_at(text: str) -> None:
    """A receiver cannot hold the check with an answer that is made for it."""
    began = time.process_time()
    find_trace(text.encode() * 30_000)
    assert time.process_time() - began < 5
