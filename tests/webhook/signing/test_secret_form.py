"""Odd forms of a secret: what was read with more or less than was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.secret_form import odd_forms

ODD: dict[str, tuple[str | bytes, list[str]]] = {
    "UTF-16 of PowerShell": ("\ufeffplumtree\r\n".encode("utf-16-le"), ["looks like UTF-16"]),
    "UTF-16, big endian": ("\ufeffplumtree".encode("utf-16-be"), ["looks like UTF-16"]),
    "UTF-16 without a mark": ("plumtree".encode("utf-16-le"), ["looks like UTF-16"]),
    "a byte order mark": ("\ufeffplumtree", ["begins with a byte order mark"]),
    "a line of .env": ("MAILEROO_WEBHOOK_SECRET=plum", ["looks like a NAME=value line of a settings file"]),
    "an exported line": ("export X='plum'", ["looks like a NAME=value line of a settings file"]),
    "a line in lower case": ("webhook-secret=plum", ["looks like a NAME=value line of a settings file"]),
    "a line of PowerShell": ("$env:HOOK = 'plum'", ["looks like a NAME=value line of a settings file"]),
    "a line of YAML": ("signing_key: plum", ["looks like a NAME=value line of a settings file"]),
    "a line after a mark": (
        b"\xef\xbb\xbfSECRET=plum",
        ["begins with a byte order mark", "looks like a NAME=value line of a settings file"],
    ),
    "lines": (
        "MY_PORT=1\nMY_SECRET=plum",
        ["looks like a NAME=value line of a settings file", ("has more than one line")],
    ),
    "JSON": ('{"secret":"plum"}', ["looks like JSON"]),
    "double quotes": ('"plum"', ["is in quotation marks"]),
    "single quotes and a newline": ("'plum'\n", ["is in quotation marks", "has white space around it"]),
    "a variable": ("${WEBHOOK_SECRET}", ["looks like a variable that was not replaced"]),
    "a variable of cmd": ("%WEBHOOK_SECRET%", ["looks like a variable that was not replaced"]),
    "a template": ("{{ secret }}", ["looks like a variable that was not replaced"]),
    "white space": (" plum", ["has white space around it"]),
    "a zero-width space": ("pl\u200bum", ["has invisible characters"]),
}
ORDINARY = (
    "plumtree2026",
    "whsec_cGx1bQ==",
    "cGx1bQ==",
    "a=b",
    "abcd=efghijkl",
    "$Plum4-tree",
    "it's",
    "a#b c$d",
    "p: q",
    "\u00e9t\u00e9",
)


@pytest.mark.parametrize(("value", "expected"), ODD.values(), ids=ODD)
def test_an_odd_form_is_seen(value: str | bytes, expected: list[str]) -> None:
    """Each is described by what it looks like."""
    assert [form.what for form in odd_forms(Secret(value))] == expected


@pytest.mark.parametrize("value", ORDINARY)
def test_an_ordinary_secret_is_not_suspected(value: str) -> None:
    """Base64, signs and words alone are no reason for a note."""
    assert odd_forms(Secret(value)) == []


@given(st.binary(min_size=1) | st.text(min_size=1).map(lambda text: text.encode("utf-8", "replace")))
def test_any_secret_is_looked_at(value: bytes) -> None:
    """Whatever bytes a secret has, looking at it raises nothing."""
    assert all(form.what.isprintable() for form in odd_forms(Secret(value)))
