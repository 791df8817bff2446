"""Where a body would differ if a program wrote it anew: put into the body, the places give what the program writes."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maileroo_cli.webhook.rewriting.report import WriterFinding, compare_rewritings
from maileroo_cli.webhook.rewriting.tree import NoJsonError
from maileroo_cli.webhook.rewriting.writer import WRITERS
from tests.webhook.rewriting.spelling import texts

ALL = 1_000_000
JAVASCRIPT, PYTHON, COMPACT, PHP, GO = (writer.name for writer in WRITERS)
_NODE = """
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean).map(JSON.parse)
process.stdout.write(JSON.stringify(lines.map(line => JSON.stringify(JSON.parse(line)))))
"""
_ORACLE = json.loads((Path(__file__).parents[3] / "fixtures/bodies/oracle.json").read_bytes())["styles"]
_NUMBERS = {"around 1e15 to 1e17", "whole floats", "zeros"}
_EMPTY = {"empty", "empty payload", "floats among all else"}
_SHARED = sorted(set(_ORACLE["compact"]["bodies"]) & set(_ORACLE["php"]["bodies"]) & set(_ORACLE["go"]["bodies"]))


def found(body: bytes, most: int = ALL) -> dict[str, WriterFinding]:
    """Return what each program would make of a body, by its name."""
    return {one.writer.name: one for one in compare_rewritings(body, most)}


def applied(body: bytes, finding: WriterFinding) -> bytes:
    """Return the body with each place as it would be; the places come in order and do not touch what is before."""
    parts, at = [], 0
    for span in finding.spans:
        assert span.first >= at
        assert body[span.first : span.first + span.bytes].decode() != span.instead
        assert span.reason
        parts += [body[at : span.first], span.instead.encode()]
        at = span.first + span.bytes
    return b"".join([*parts, body[at:]])


@settings(max_examples=40)
@given(texts)
def test_python(text: str) -> None:
    """The places give what json.dumps writes, by itself and without spaces."""
    body = text.encode()
    told = found(body)
    assert applied(body, told[PYTHON]) == json.dumps(json.loads(text)).encode()
    assert applied(body, told[COMPACT]) == json.dumps(json.loads(text), separators=(",", ":")).encode()
    for one in told.values():
        assert one.equal is None or one.equal == (not one.spans)


@pytest.mark.slow
@pytest.mark.node
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_javascript() -> None:
    """The places give what Node's JSON.stringify writes."""
    drawn: list[str] = []

    @settings(max_examples=20)
    @given(st.lists(texts, min_size=20, max_size=20))
    def draw(some: list[str]) -> None:
        drawn.extend(some)

    draw()
    lines = "\n".join(json.dumps(text) for text in drawn)
    ran = subprocess.run(["node", "-e", _NODE], input=lines.encode(), capture_output=True, check=True, timeout=60)
    written = json.loads(ran.stdout)
    assert len(written) == len(drawn) >= 400
    for text, wanted in zip(drawn, written, strict=True):
        assert applied(text.encode(), found(text.encode())[JAVASCRIPT]).decode() == wanted


@pytest.mark.parametrize("name", _SHARED)
def test_php_and_go(name: str) -> None:
    """The places give what PHP and Go wrote of the same payload, from the body of any other program.

    A float that one program writes as a whole number is one to the next, and PHP reads {} as [].
    """
    older = "backspace and form feed"  # which Go wrote otherwise when the fixture was made
    for style, writer in (("php", PHP), ("go", GO), ("compact", JAVASCRIPT)):
        wanted = _ORACLE[style]["bodies"][name]
        if style == "go" and name == older:
            wanted = wanted.replace(r"\u0008", r"\b").replace(r"\u000c", r"\f")
        for source in [] if name in _EMPTY else [style] if name in _NUMBERS else ["compact", "php", "go"]:
            body = _ORACLE[source]["bodies"][name].encode()
            assert applied(body, found(body)[writer]).decode() == wanted


@settings(max_examples=40)
@given(texts)
def test_writing_twice_changes_nothing(text: str) -> None:
    """What a program has written is the same when it is written by it again."""
    for name, one in found(text.encode()).items():
        if one.equal is not None:
            assert found(applied(text.encode(), one))[name].equal


@pytest.mark.parametrize(
    ("body", "name", "reasons"),
    [
        ('{"a":"x\\/y"}', JAVASCRIPT, ["\\/ is written as /"]),
        ('{"a":"x/y"}', PHP, ["/ is written as \\/"]),
        ('{"a":1.0}', JAVASCRIPT, ["1.0 becomes 1"]),
        ('{"a":"\\u003cb\\u003e"}', JAVASCRIPT, [
            "the escape \\u003c becomes the character itself", "the escape \\u003e becomes the character itself"]),
        ('{"a":"<b"}', GO, ["< becomes \\u003c"]),
        ('{"a":"日本"}', PYTHON, ["a space after a colon is added", "a character outside ASCII becomes an escape"]),
        ('{"a":1,"b":2}', PYTHON, [
            "a space after a colon is added", "a space after a comma is added", "a space after a colon is added"]),
        ('{"a": 1}', JAVASCRIPT, ["white space after a colon is left out"]),
        ('{"b":1,"a":2}', GO, ["the keys are in another order"]),
        ('{"a":1,"a":2}', COMPACT, ["a key appears twice, and its last value stands"]),
        ('{"a":{}}', PHP, ["an empty object becomes an empty list"]),
        ('{"a":{"0":1}}', PHP, ["an object with the keys 0, 1, 2 … becomes a list"]),
        ("\ufeff{}", COMPACT, ["the byte order mark is left out"]),
        ('{"a":"\\ud800"}', GO, ["half of a surrogate pair becomes U+FFFD"]),
        ('{"a":"\\u00E9"}', PYTHON, ["a space after a colon is added", "the escape \\u00E9 is written as \\u00e9"]),
        ("{}\n", COMPACT, ["white space around the whole is left out"]),
    ],
)  # fmt: skip
def test_reasons(body: str, name: str, reasons: list[str]) -> None:
    """Each place says in plain words what was done there."""
    assert [span.reason for span in found(body.encode())[name].spans] == reasons


def test_places_are_counted_in_bytes() -> None:
    """A place is named by the bytes of the body, and what does not differ is in none."""
    body = '{"é":"日","b":1.0}'.encode()
    (span,) = found(body)[JAVASCRIPT].spans
    assert (body[span.first : span.first + span.bytes], span.instead) == (b"1.0", "1")


def test_members_that_stay_are_looked_at_one_by_one() -> None:
    """Before and behind the keys that are in another order, only what differs is told."""
    body = b'{"a":1.0,"c":1,"b":2,"d":2.0}'
    assert [body[one.first : one.first + one.bytes] for one in found(body)[GO].spans] == [
        b"1.0",
        b'"c":1,"b":2',
        b"2.0",
    ]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('{"a":"\\ud800"}', PHP),
        ("1e400", GO),
        ("1e400", PHP),
        ("1" * 5_000, PYTHON),
        ("9" * 5_000, GO),
    ],
)
def test_what_a_program_refuses(body: str, name: str) -> None:
    """A body that a program does not take is told as such, with a reason, and the other programs go on."""
    told = found(body.encode())
    assert told[name].equal is None
    assert told[name].refusal
    assert not told[name].spans
    assert told[JAVASCRIPT].equal is not None


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"{", b"[1,]", b'{"a":1,}', b"{a:1}", b"'a'", b"NaN", b"Infinity", b"-", b"01", b"1.", b".5", b"+1",
        b'"\n"', b'"\\x"', b'"\\u12"', b'"', b"tru", b"truex", b"{}{}", b"[1 2]", b'{"a" 1}',
        b"\xff", b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf", b"\xfe\xff\x00{", b"[" * 100_000, b"[" * 201 + b"]" * 201, b'{"a":' * 5_000, b"1\x00",
        b"\x0b1",
    ],
)  # fmt: skip
def test_what_is_no_json(body: bytes) -> None:
    """Anything else is told as such, never a crash."""
    with pytest.raises(NoJsonError):
        compare_rewritings(body, ALL)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


@given(st.binary(max_size=30) | st.text('{}[]",:\\u01e. ntrue', max_size=30).map(str.encode))
def test_what_is_json_is_so_for_python_too(body: bytes) -> None:
    """A body is JSON here where it is for Python's strict reading."""
    try:
        text = body.decode("utf-8-sig")
        json.loads(text, parse_constant=_refuse)
    except ValueError:
        with pytest.raises(NoJsonError):
            compare_rewritings(body, ALL)
    else:
        compare_rewritings(body, ALL)


def test_bounded() -> None:
    """No more places are told than were asked for, and the rest is counted."""
    body = b"[" + b", ".join([b"1.0"] * 1_000) + b"]"
    one = found(body, 200)[JAVASCRIPT]
    assert (len(one.spans), one.more) == (200, 1_799)
    assert one.reasons[0] == ("1.0 becomes 1", 1_000)


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    """A text of twenty thousand characters that each become an escape is one place, and no work that grows faster."""
    body = ('"' + "é" * 15_000 + "\\u00e9" * 5_000 + '"').encode()
    told = found(body)
    assert applied(body, told[PYTHON]) == json.dumps("é" * 20_000).encode()
    assert applied(body, told[JAVASCRIPT]) == ('"' + "é" * 20_000 + '"').encode()
