"""The line of an answer that says most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.body.answer_line import answer_line

_WERKZEUG = b"""<!doctype html>
<html lang=en>
<title>500 Internal Server Error</title>
<h1>Internal Server Error</h1>
<p>The server encountered an internal error.</p>
"""
_EXPRESS = b"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Error</title>
</head>
<body>
<pre>Cannot POST /webhok</pre>
</body>
</html>
"""


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"", ""),
        (b" \r\n\n", ""),
        (b"\n\ninvalid signature\nsee the log\n", "invalid signature"),
        (b'{\n  "error": "bad",\n  "code": 7\n}\n', '{ "error": "bad", "code": 7 }'),
        (_WERKZEUG, "500 Internal Server Error"),
        (_EXPRESS, "Cannot POST /webhok"),
        (b"<TITLE class=a>KeyError at /hook &amp; more</TITLE>", "KeyError at /hook & more"),
        (b"<html><body><p>a <b>bold</b> word</p>", "a bold word"),
        (b"<titles>no title</titles><h1>Bad", "Bad"),
        (b"<title>Error</title>", "Error"),
        (b"<error>denied</error>", "denied"),
        (b"<script>var a = 1</script>", ""),
        (b"Traceback (most recent call last):\n  File x\nKeyError: 'event_id'\n", "KeyError: 'event_id'"),
        (b"\x1b[2Jgone", "\\x1b[2Jgone"),
        (b"a\x00b", ""),
        (b"caf\xe9", "caf\\xe9"),
        ("abc\u202edef".encode(), "abc\\u202edef"),
    ],
)
def test_the_line_that_says_most_is_found(body: bytes, line: str) -> None:
    """Text, JSON, error pages of frameworks and tracebacks each give the line that a person looks for."""
    assert answer_line((), body, 200) == line


def test_the_charset_of_an_answer_is_heeded() -> None:
    """Text in Latin-1 or Windows' charset is decoded as its header says."""
    headers = (("content-type", 'text/plain; charset="ISO-8859-1"'),)
    assert answer_line(headers, b"caf\xe9", 200) == "café"


def test_a_compressed_answer_has_no_line() -> None:
    """Nothing is said of a body that would have to be decompressed first."""
    assert answer_line((("Content-Encoding", "gzip"),), b"looks like text", 200) == ""


@given(st.binary(max_size=300) | st.text("<>/titlepreh1 \n&;", max_size=80).map(str.encode), st.integers(10, 60))
def test_a_line_is_printable_and_no_longer_than_its_limit(body: bytes, limit: int) -> None:
    """Whatever a receiver answers, what is shown of it is one printable line that fits."""
    line = answer_line((), body, limit)
    assert line.isprintable()
    assert len(line) <= limit
