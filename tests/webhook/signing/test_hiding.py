"""Hiding a secret in texts of others."""

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from maileroo_cli.webhook.signing.hiding import Hiding
from maileroo_cli.webhook.signing.secret import MASK, Secret

KEYS = ("it's a secret/ö+?", "quiet-42-horse", 'with\n"two"  \\ lines <&>')
FORMS: dict[str, Callable[[bytes], str]] = {
    "plain": lambda key: key.decode(),
    "latin-1": lambda key: key.decode("latin-1"),
    "repr": lambda key: repr(key.decode())[1:-1],
    "ascii": lambda key: ascii(key.decode())[1:-1],
    "bytes": lambda key: repr(key)[2:-1],
    "json": lambda key: json.dumps(key.decode())[1:-1],
    "html": lambda key: html.escape(key.decode()),
    "hex": lambda key: key.hex(),
    "capital hex": lambda key: key.hex().upper(),
    "spaced hex": lambda key: key.hex(" "),
    "base64": lambda key: base64.b64encode(key).decode(),
    "base64 for URLs": lambda key: base64.urlsafe_b64encode(key).decode(),
    "base64 without padding": lambda key: base64.b64encode(key).decode().rstrip("="),
    "percent": lambda key: quote(key, safe=""),
    "form": quote_plus,
    "one line": lambda key: " ".join(key.decode().split()),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", KEYS)
def test_each_form_is_hidden(key: str, form: str) -> None:
    """However a program writes it, nothing of it is left."""
    assert Hiding(Secret(key)).text(f"has [{FORMS[form](key.encode())}]") == f"has [{MASK}]"


@pytest.mark.parametrize("before", [b"", b"a:", b"ab:", b"abc:"])
@pytest.mark.parametrize("after", [b"", b"!", b"!!"])
def test_base64_of_more_is_hidden(before: bytes, after: bytes) -> None:
    """Base64 of a text that holds the secret, as of a user and a password, leaves three characters of it at most."""
    text = base64.b64encode(before + b"quiet-42-horse" + after).decode()
    hidden = Hiding(Secret("quiet-42-horse")).text(text)
    assert MASK in hidden
    assert len(hidden) - len(MASK) <= len(base64.b64encode(before + after)) + 4


def test_a_short_one_hides_no_numbers() -> None:
    """Hexadecimal digits of a secret of two letters may stand anywhere."""
    assert Hiding(Secret("ab")).text("ab 6162 YWI=") == f"{MASK} 6162 YWI="


def test_several_are_hidden() -> None:
    """Longer ones come first, so that nothing of them is left."""
    assert Hiding(Secret("abc"), Secret("abcdef")).text("abcdef abc") == f"{MASK} {MASK}"
    assert Hiding().text("abc") == "abc"
