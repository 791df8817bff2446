"""``mhook captures diff``: how two captures differ."""

from pathlib import Path

import pytest

from tests.cli.calling import Mhook, Ran, check_printable
from tests.cli.store import captured, event, fill, signature

GO = event(1, x="<a>", y=1)


def compared(mhook: Mhook, project: Path, body: bytes, *words: str, **known: object) -> Ran:
    """Compare a capture of the event with another."""
    fill(project / ".mhook" / "captures.db", captured(1, GO), captured(2, body, **known))  # type: ignore[arg-type]
    return mhook("captures", "diff", "last~1", "last", *words)


def test_the_same(mhook: Mhook, project: Path) -> None:
    """The same request is the same, whenever and from wherever it came."""
    ran = compared(mhook, project, GO, peer="[::1]:9", verdict="invalid")
    assert (ran.code, ran.text) == (
        0,
        "0001000000000000 and 0002000000000000 are the same request, byte for byte\n",
    )
    (found,) = mhook("captures", "diff", "last", "last~1", "--format", "json").objects
    assert (found["equal"], found["first_difference"], found["same_json"]) == (True, None, None)


def test_the_same_json_in_different_bytes(mhook: Mhook, project: Path) -> None:
    """Escapes, white space and order are told, since a signature covers them; the signatures differ, masked."""
    body = GO.replace(b"\\u003c", b"<").replace(b'"y":1', b'"y": 1')
    ran = compared(mhook, project, body)
    assert ran.code == 1
    first, second = signature(GO), signature(body)
    assert ran.lines[:12] == [
        "- 0001000000000000",
        "+ 0002000000000000",
        "",
        "headers",
        f"  - x-maileroo-signature: {first[:8]}…",
        f"  + x-maileroo-signature: {second[:8]}…",
        "",
        "the same JSON in different bytes",
        "  strings are escaped differently: \\u003c -> <",
        "  white space between the values differs",
        "",
        f"{len(GO)} and {len(body)} bytes; the first difference is at byte {GO.index(b'u003c') - 1}",
    ]
    assert first not in ran.text
    assert second not in mhook("captures", "diff", "last", "last~1", "--format", "json").text
    assert second in mhook("captures", "diff", "last~1", "last", "--with-signatures").text


def test_values(mhook: Mhook, project: Path) -> None:
    """Values that differ are told by their path."""
    ran = compared(mhook, project, event(1, x="<b>", z=[1]))
    assert ran.lines[7:11] == ["JSON", '  ~ x: "<a>" -> "<b>"', "  - y: 1", "  + z: [1]"]
    (found,) = mhook("captures", "diff", "last~1", "last", "--format", "json").objects
    assert (found["schema"], found["equal"], found["same_json"]) == ("mhook.captures-diff/2", False, False)
    assert found["value_changes"][0] == {"path": "x", "change": "changed", "first": '"<a>"', "second": '"<b>"'}


@pytest.mark.parametrize(
    ("first", "second", "offset"),
    [
        (b"\xff\x00A", b"\xff\x00B", 2),
        (b"", b"x", 0),
        (b"abc", b"ab", 2),
        (b"x" * 100_000 + b"a", b"x" * 100_000 + b"b", 100_000),
    ],
)
def test_bytes(mhook: Mhook, project: Path, first: bytes, second: bytes, offset: int) -> None:
    """Bodies that are no JSON are compared byte for byte: where they first differ, and what stands there."""
    fill(project / ".mhook" / "captures.db", captured(1, first), captured(2, second))
    ran = mhook("captures", "diff", "0001", "0002")
    assert (ran.code, "bodies (not both are JSON)" in ran.lines) == (1, True)
    assert f"the first difference is at byte {offset}" in ran.text
    assert len([line for line in ran.lines if line.startswith(("  - 000", "  + 000"))]) <= 6
    (found,) = mhook("captures", "diff", "0001", "0002", "--format", "json").objects
    assert (found["first_difference"], found["first_bytes"], found["second_bytes"]) == (
        offset,
        len(first),
        len(second),
    )


@pytest.mark.parametrize(
    ("headers", "lines"),
    [
        ([(b"Host", b"b")], ["  - Host: a", "  + Host: b", "  - X: 1"]),
        ([(b"X", b"1"), (b"Host", b"a")], ["  the same, in another order"]),
        ([(b"host", b"a"), (b"X", b"1")], ["  - Host: a", "  + host: a"]),
        ([(b"Host", b"a"), (b"X", b"1"), (b"X", b"2")], ["  + X: 2"]),
        ([(b"Host", b"a"), (b"X", b"\xe9")], ["  - X: 1", "  + X: é"]),
    ],
)
def test_headers(mhook: Mhook, project: Path, headers: list[tuple[bytes, bytes]], lines: list[str]) -> None:
    """Headers are compared by name, with their case, their number and their order."""
    one = captured(1, b"{}", headers=((b"Host", b"a"), (b"X", b"1")))
    fill(project / ".mhook" / "captures.db", one, captured(2, b"{}", headers=tuple(headers)))
    ran = mhook("captures", "diff", "0001", "0002")
    assert (ran.code, ran.lines[3:]) == (1, ["headers", *lines])


def test_request_lines(mhook: Mhook, project: Path) -> None:
    """Another target is a difference."""
    one, two = captured(1), captured(2, event(1))
    head = two.content.head.replace(b"/webhook", b"/other")
    fill(project / ".mhook" / "captures.db", one, two._replace(content=two.content._replace(head=head)))
    ran = mhook("captures", "diff", "0001", "0002")
    assert ran.lines[3:5] == ["  - POST /webhook HTTP/1.1", "  + POST /other HTTP/1.1"]


def test_colours(mhook: Mhook, project: Path) -> None:
    """A terminal shows what is new and what is gone in colours."""
    compared(mhook, project, event(1, x="\x1b[31m\u202e", q="[/red]"))
    ran = mhook("captures", "diff", "last~1", "last", terminal=True)
    check_printable(ran)
    assert b"\x1b[33m  ~ x: " in ran.out


@pytest.mark.parametrize("words", ["last", "last zzz", "last last~7", "last last last"])
def test_wrong_words(mhook: Mhook, project: Path, words: str) -> None:
    """Two captures have to be named, and to be there."""
    fill(project / ".mhook" / "captures.db", captured(1))
    assert mhook("captures", "diff", *words.split()).code == 2


def test_the_mark_of_a_hidden_signature(mhook: Mhook, project: Path) -> None:
    """What stands for the rest of a signature is one character, in text and in JSON."""
    fill(project / ".mhook" / "captures.db", captured(1), captured(2))
    said = mhook("captures", "diff", "0001", "0002")
    assert said.text.count("…") == 2
    for ran in (said, mhook("captures", "diff", "0001", "0002", "--format", "json"), mhook("captures", "show", "last")):
        assert "â" not in ran.text
    (shown,) = mhook("captures", "show", "last", "--format", "json").objects
    assert [value[8:] for name, value in shown["headers"] if "signature" in name] == ["…"]
