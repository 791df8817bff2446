"""JSON texts in every spelling: white space, escapes, repeated keys, numbers of any form."""

from hypothesis import strategies as st

space = st.sampled_from(["", "", "", " ", "\n", "\t ", "\r\n  "])
_pieces = st.one_of(
    st.sampled_from(
        ["\\/", "/", "<", ">", "&", "'", "=", "\\u003c", "\\u003C", "\\u00e9", "é", "😀", "\\ud83d\\ude00"]
    ),
    st.sampled_from(["\\uD83D\\uDE00", "\\ud83d", "\\ude00", "\\u2028", "\u2028", "\x7f", "\\u007f", "\\u0000", "\\n"]),
    st.sampled_from(
        ["\\u000a", "\\b", "\\u0008", "\\f", '\\"', "\\u0022", "\\\\", "\\u005c", "a", "0", "u0041", "\\u0041"]
    ),
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\'),
)
strings = st.lists(_pieces, max_size=5).map(lambda parts: '"' + "".join(parts) + '"')
keys = st.one_of(strings, st.sampled_from(['"a"', '"b"', '"0"', '"1"', '"10"', '"01"', '"4294967294"', '"4294967295"']))
numbers = st.one_of(
    st.integers(-(10**25), 10**25).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["-0", "0.0", "-0.0", "1.0", "1.50", "1e3", "1E+3", "1e-7", "0.000001", "1e21", "123456789012345"]),
    st.sampled_from(["9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e22", "5e-324", "1e16"]),
)
scalars = st.one_of(strings, numbers, st.sampled_from(["true", "false", "null"]))


def _joined(start: str, items: list[str], end: str, gaps: list[str]) -> str:
    parts = [f"{gaps[at % len(gaps)]}{item}{gaps[(at + 1) % len(gaps)]}" for at, item in enumerate(items)]
    return f"{start}{','.join(parts) if parts else gaps[0]}{end}"


def _objects(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    members = st.lists(st.builds("{0}{1}:{2}{3}".format, keys, space, space, inner), max_size=5)
    return st.builds(_joined, st.just("{"), members, st.just("}"), st.lists(space, min_size=1, max_size=4))


def _lists(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        _joined, st.just("["), st.lists(inner, max_size=4), st.just("]"), st.lists(space, min_size=1, max_size=4)
    )


texts = st.builds(
    "{0}{1}{2}".format,
    space,
    st.recursive(scalars, lambda inner: _objects(inner) | _lists(inner), max_leaves=12),
    space,
)
"""JSON texts, each of which Python reads."""
