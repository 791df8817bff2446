"""The page's own modules, one by one: what is parsed comes out the same however it is cut, and back again."""

from pathlib import Path

from tests.browser.conftest import Opened
from tests.cli.store import captured, fill
from tests.inspecting import InspectProcess

_CUT = """
async text => {
  const { SseParser } = await import('/stream.js');
  const bytes = new TextEncoder().encode(text);
  const whole = JSON.stringify(new SseParser().push(bytes));
  for (let one = 0; one <= bytes.length; one++)
    for (let two = one; two <= bytes.length; two += 3) {
      const parser = new SseParser();
      const parts = [bytes.slice(0, one), bytes.slice(one, two), bytes.slice(two)];
      const events = parts.flatMap(part => parser.push(part));
      if (JSON.stringify(events) !== whole) return [one, two, events];
    }
  return JSON.parse(whole);
}
"""
_LINES = """
async filters => {
  const { filterLine, parseFilter } = await import('/filter.js');
  const sorted = filter => JSON.stringify(Object.entries(filter).sort());
  return filters.map(filter => [filterLine(filter), sorted(parseFilter(filterLine(filter))) === sorted(filter)]);
}
"""
_SAFE = "async texts => { const { safe } = await import('/dom.js'); return texts.map(safe); }"


def test_a_stream_may_be_cut_anywhere(opened: Opened, tmp_path: Path) -> None:
    """Events are the same wherever the chunks end, within a character and within a line end too."""
    stream = (
        ': hello\n\nevent: captures\nid: 7\ndata: {"a":"ü€😀"}\n\n'
        "event: reset\r\ndata: 1\r\ndata: 2\r\n\r\n: still\n\ndata:x\n\nid: 9\n\n"
    )
    with InspectProcess(fill(tmp_path / "captures.db", captured(1))) as inspector:
        assert opened(inspector).js(_CUT, stream) == [
            {"name": "captures", "id": "7", "data": '{"a":"ü€😀"}'},
            {"name": "reset", "data": "1\n2"},
            {"name": "message", "data": "x"},
        ]


def test_a_filter_is_a_line_and_back(opened: Opened, tmp_path: Path) -> None:
    """What the address says is written as a line that means the same; text that looks like a word stays text."""
    filters = [
        ({}, ""),
        ({"text": "order 1042"}, "order 1042"),
        ({"text": '"event_id":"x"'}, '"event_id":"x"'),
        ({"text": "http://localhost/type:x"}, "http://localhost/type:x"),
        ({"verdict": ["valid", "invalid"], "since": "2h", "text": "a"}, "verdict:valid verdict:invalid since:2h a"),
        ({"text": "a type:failed"}, "text:a type:failed"),
        ({"text": "text:a"}, "text:text:a"),
        ({"text": "two  spaces", "event-id": "e1"}, "event-id:e1 text:two  spaces"),
    ]
    with InspectProcess(fill(tmp_path / "captures.db", captured(1))) as inspector:
        lines = opened(inspector).js(_LINES, [filter_ for filter_, _ in filters])
        assert lines == [[line, True] for _, line in filters]


def test_what_cannot_be_seen_is_shown(opened: Opened, tmp_path: Path) -> None:
    """Controls, directions, tags and marks of no width are escapes; all that can be read stays."""
    texts = {
        "a\nb\x1b[31m\x7f": "a\\u000ab\\u001b[31m\\u007f",
        "\u202ereversed\u2066": "\\u202ereversed\\u2066",
        "zero\u200bwidth\ufeff": "zero\\u200bwidth\\ufeff",
        "\U000e0041": "\\udb40\\udc41",
        "grüße 😀 日本 <b>&amp;": "grüße 😀 日本 <b>&amp;",
    }
    with InspectProcess(fill(tmp_path / "captures.db", captured(1))) as inspector:
        assert opened(inspector).js(_SAFE, list(texts)) == list(texts.values())
