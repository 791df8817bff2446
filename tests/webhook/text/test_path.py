"""How a path is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import OverrideError
from maileroo_cli.webhook.override.assignment import (
    parse_set,
    parse_unset,
)
from maileroo_cli.webhook.text.path import MAX_DEPTH, Path, format_path, parse_path

PATHS: dict[str, Path] = {
    "user_id": ("user_id",),
    "event_data.to[0]": ("event_data", "to", 0),
    "tags[10].name": ("tags", 10, "name"),
    "a[0][1].b": ("a", 0, 1, "b"),
    r"a\.b.c": ("a.b", "c"),
    r"a\[0\]": ("a[0]",),
    r"a\=b\:": ("a=b:",),
    r"a\\.b": ("a\\", "b"),
    "a b.é-😀": ("a b", "é-😀"),
    "0.1": ("0", "1"),
    "a:b": ("a:b",),
    "a\nb": ("a\nb",),
}
BAD_PATHS = {
    "": "the path is empty",
    ".a": "has no name at character 1",
    "a..b": "has no name at character 2",
    "a.[0]": "has no name at character 2",
    "a.": "is not complete",
    "a\\": "is not complete",
    "a]": "is wrong at character 2",
    "a[0": "is wrong at character 2",
    "a[0]b": "is wrong at character 5",
    "[0].a": "starts with an index",
    "a[]": r"has no number in \[\]",
    "a[-1]": r"has no number in \[-1\]",
    "a[x]": r"has no number in \[x\]",
    "a[٣]": "has no number in",
    "a[9999999999]": "is too large",
    r"a\x": "has no meaning",
    "a" + ".a" * MAX_DEPTH: f"has {MAX_DEPTH + 1} levels",
}


@pytest.mark.parametrize(("text", "path"), PATHS.items())
def test_a_path_is_read(text: str, path: Path) -> None:
    """Dots, indexes and escapes give names and numbers."""
    assert parse_path(text) == path


@pytest.mark.parametrize(("text", "problem"), BAD_PATHS.items(), ids=range(len(BAD_PATHS)))
def test_a_malformed_path_is_refused(text: str, problem: str) -> None:
    """A malformed path says in one short printable line where it is wrong."""
    with pytest.raises(OverrideError, match=problem) as caught:
        parse_path(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 250


@given(
    first=st.text(min_size=1),
    rest=st.lists(st.text(min_size=1) | st.integers(0, 999_999_999), max_size=6),
)
def test_a_written_path_is_read_again(first: str, rest: list[str | int]) -> None:
    """Any names and indexes can be written, alone and before a value."""
    path = (first, *rest)
    assert parse_path(format_path(path)) == path
    assert parse_set(f"{format_path(path)}=a=b:=c").path == path
    assert parse_set(f"{format_path(path)}=a=b:=c").value == "a=b:=c"
    assert parse_set(f"{format_path(path)}:=[1]").value == [1]
    assert parse_unset(format_path(path)).path == path


@given(text=st.text(max_size=30) | st.text(r"ab.[]\=:01", max_size=20))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is read, or refused in one printable line."""
    for read in (parse_set, parse_unset):
        line = ""
        try:
            read(text)
        except OverrideError as error:
            line = str(error)
        assert line.isprintable()
