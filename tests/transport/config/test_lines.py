"""In which line a key stands: named where it is certain, and else not at all."""

from time import process_time

import pytest

from maileroo_cli.transport.config.lines import find_line

TEXT = """\
# url = "in a comment"
url = "x"
check.suite = "full"
headers = { X-One = "1" }

[profile."a.b"]
url = "y"
[profile . c]
"check".suite = 'smoke'
[profile.c.check]
fail-on = "error"
"""


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (("url",), 2),
        (("check", "suite"), 3),
        (("headers", "X-One"), 4),
        (("profile", "a.b", "url"), 7),
        (("profile", "c", "check", "suite"), 9),
        (("profile", "c", "check", "fail-on"), 11),
        (("nowhere",), None),
    ],
)
def test_where_a_key_is(name: tuple[str, ...], line: int | None) -> None:
    """Keys are found in tables, in dotted form, in quotes, and by the inline table that holds them."""
    assert find_line(TEXT, name) == line


def test_a_key_that_is_in_two_lines() -> None:
    """Text over several lines may hold what looks like a key: then no line is named."""
    assert find_line('note = """\nurl = 1\n"""\nurl = 2\n', ("url",)) is None


def test_many_names() -> None:
    """Every setting of a file asks for its line: twenty thousand profiles do not make that long."""
    text = "".join(f"[profile.p{number}]\nurl = 1\n" for number in range(20_000))
    began = process_time()
    assert find_line(text, ("profile", "p19999", "url")) == 40_000
    assert [find_line(text, ("profile", f"p{number}", "url")) for number in range(2_000)] == [*range(2, 4_001, 2)]
    assert process_time() - began < 5
