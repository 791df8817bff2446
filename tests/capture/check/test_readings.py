"""Other readings of a body: what a file leaves open is tried, each body once, and any bytes can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.check.readings import json_end, other_readings
from maileroo_cli.webhook.signing.request import Headers


def length(value: object) -> Headers:
    """Return headers with a Content-Length."""
    return (("Content-Length", str(value)),)


FOUND: dict[str, tuple[bytes, Headers, bytes]] = {
    "the bytes that are counted": (b"{}}}", length(2), b"{}"),
    "the characters that are counted": ("é{}junk".encode(), length(3), "é{}".encode()),
    "without a newline": (b"x\n", (), b"x"),
    "without a CRLF": (b"x\r\n", (), b"x"),
    "without several": (b"x\n\r\n\n", (), b"x"),
    "the JSON alone": (b'{"a":[1]}\n\n> {% x %}', (), b'{"a":[1]}'),
    "JSON outside ASCII": ('{"a":"é"}HTTP/1.1 200'.encode(), (), '{"a":"é"}'.encode()),
    "LF": (b"{\r\n}\r\n", (), b"{\n}"),
    "CRLF": (b"{\n}\n", (), b"{\r\n}"),
    "latin-1 that was UTF-8": (b'{"a":"\xe9"}', (), '{"a":"é"}'.encode()),
    "Windows-1252 that was UTF-8": (b'{"a":"\x80"}', (), '{"a":"€"}'.encode()),
    "JSON in Go's style": (b'{\n  "b": 1,\n  "a": "<"\n}', (), b'{"a":"\\u003c","b":1}'),
    "JSON in its own order": (b'{\n  "b": 1,\n  "a": "<"\n}', (), b'{"b":1,"a":"<"}'),
}


@pytest.mark.parametrize(("content", "headers", "body"), FOUND.values(), ids=FOUND.keys())
def test_what_a_body_may_have_been(content: bytes, headers: Headers, body: bytes) -> None:
    """The body that was sent is among the readings, with a remark."""
    found = {one.body: one.remark for one in other_readings(content, headers, rewritten=True)}
    assert found[body]


def test_only_where_it_is_in_doubt_json_is_written_anew() -> None:
    """A body that is known but for its end is not taken for another one with the same JSON."""
    content = b'{\n  "a": 1\n}'
    bodies = [one.body for one in other_readings(content, (), rewritten=False)]
    assert bodies == [b'{\r\n  "a": 1\r\n}']


@given(
    content=st.binary() | st.sampled_from([b"{}", b"[" * 5000, b'{"a":' * 5000, b'{"a":NaN}\n', b'"x"', b"{1}"]),
    value=st.integers(-5, 50) | st.text(max_size=5),
)
def test_any_bytes_can_be_read(content: bytes, value: object) -> None:
    """No bytes and no Content-Length raise; no reading is the body itself, and none comes twice."""
    bodies = [one.body for one in other_readings(content, length(value), rewritten=True)]
    assert content not in bodies
    assert len(bodies) == len(set(bodies))
    assert json_end(content) <= len(content)
