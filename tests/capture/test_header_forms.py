"""Headers in the forms that tools write: each comes out as the same pairs, and what is none is told."""

from typing import Any

import pytest

from maileroo_cli.capture.header_forms import read_header_form

PAIRS = (("Content-Type", "application/json"), ("X-A", "b"))

FORMS: dict[str, Any] = {
    "an object": {"Content-Type": "application/json", "X-A": "b"},
    "an object of arrays": {"Content-Type": ["application/json"], "X-A": ["b"]},
    "pairs": [["Content-Type", "application/json"], ["X-A", "b"]],
    "names and values": [{"name": "Content-Type", "value": "application/json"}, {"name": "X-A", "value": "b"}],
    "keys and values": [
        {"key": "Content-Type", "value": "application/json"},
        {"key": "X-A", "value": "b"},
        {"key": "X-Off", "value": "c", "disabled": True},
    ],
    "lines": ["Content-Type: application/json", "X-A: b"],
    "a flat array": ["Content-Type", "application/json", "X-A", "b"],
    "text": "Content-Type: application/json\r\nX-A: b\r\n",
    "an object within text": '{"Content-Type": "application/json", "X-A": "b"}',
    "a dictionary of Python within text": "{'Content-Type': 'application/json', 'X-A': 'b'}",
    "CloudFront's": {
        "content-type": [{"key": "Content-Type", "value": "application/json"}],
        "x-a": [{"key": "X-A", "value": "b"}],
    },
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_each_form_gives_the_same_pairs(form: Any) -> None:
    """Whatever the form, the names, the values and their order are those that were sent."""
    assert read_header_form(form) == PAIRS


def test_the_environment_of_cgi_is_named_as_headers_are() -> None:
    """The variables of CGI become the headers that they were made of."""
    form = {"HTTP_X_A": "b", "CONTENT_TYPE": "c"}
    assert read_header_form(form) == (("X-A", "b"), ("Content-Type", "c"))


@pytest.mark.parametrize(
    "value", [None, 1, True, "a b", "", ["a", 1], [{"value": "b"}], {"a": {"b": []}}, [["a", "b", "c"]], "{'a': open}"]
)
def test_what_is_none_is_told(value: Any) -> None:
    """A value in no known form is not taken for headers."""
    assert read_header_form(value) is None
