"""JSON with a line for each value, written as it came."""

import json

from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.body.json_text import TokenKind, indent_json, read_json
from maileroo_cli.webhook.text.json_difference import TOKEN

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=15,
)


def shown(text: str) -> str:
    """Return the text as it is shown, without colours."""
    return "\n".join(indent_json(text, lambda part, _: part))


@given(JSON, st.sampled_from([None, 1, 7]))
def test_every_token_is_kept(value: object, indent: int | None) -> None:
    """Whatever the layout was, the tokens are the same, in the layout of an indent of two."""
    text = json.dumps(value, indent=indent)
    assert TOKEN.findall(shown(text)) == TOKEN.findall(text)
    assert shown(text) == json.dumps(value, indent=2)


def test_kinds() -> None:
    """Keys, strings, signs and all else are told apart."""
    kinds: list[tuple[str, TokenKind]] = []

    def paint(part: str, kind: TokenKind) -> str:
        kinds.append((part, kind))
        return part

    list(indent_json('{"a":"b","c":[1,null]}', paint))
    assert [kind.name for part, kind in kinds if kind is not TokenKind.SIGN] == [
        "KEY",
        "STRING",
        "KEY",
        "OTHER",
        "OTHER",
    ]


def test_deep_values_are_not_pushed_out() -> None:
    """Lines of deep values do not grow without end."""
    text = "[" * 900 + "1" + "]" * 900
    assert read_json(text.encode()) == text
    assert max(map(len, shown(text).split("\n"))) < 100


def test_forty_levels_are_indented() -> None:
    """The fortieth level stands two characters further in than the one before, and deeper ones stand below it."""
    lines = shown("[" * 42 + "1" + "]" * 42).split("\n")
    starts = [len(line) - len(line.lstrip()) for line in lines]
    assert starts[:43] == [*range(0, 82, 2), 80, 80]
    assert starts[43:] == [80, *range(80, -2, -2)]
