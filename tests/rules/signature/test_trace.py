"""Finding the right signature or the secret in an answer: neither an echo nor chance is taken for it."""

from base64 import b64encode, urlsafe_b64encode

import pytest

from maileroo_cli.rules.signature.trace import has_secret, has_signature
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign

KEY = "whk_9f3Kx71mQz/+85"
SECRET = Secret(KEY)
RIGHT = sign(b"body", SECRET)
WRONG = sign(b"body", "another")
DIGEST = bytes.fromhex(RIGHT)

TELLING = {
    "as it is": f"expected {RIGHT}",
    "in upper case": f"expected {RIGHT.upper()}",
    "its first 16 digits": f"expected {RIGHT[:16]}…",
    "16 in the middle": f"expected …{RIGHT[21:37]}…",
    "in base64": f"expected {b64encode(DIGEST).decode()}",
    "in base64 without its end": f"expected {b64encode(DIGEST).decode().rstrip('=')}",
    "in base64 for URLs": f"expected {urlsafe_b64encode(DIGEST).decode()}",
}


@pytest.mark.parametrize("text", TELLING.values(), ids=TELLING)
def test_the_right_signature(text: str) -> None:
    """It is found in every form."""
    assert has_signature(text.encode(), RIGHT)


@pytest.mark.parametrize("text", ["", "bad signature", f"got {WRONG}", f"it begins with {RIGHT[:12]}"])
def test_no_signature(text: str) -> None:
    """What was sent, or a few digits that may come by chance, are not it."""
    assert not has_signature(text.encode(), RIGHT)


FOUND = {
    f"not signed with {KEY}": "the secret",
    f"key {KEY.encode().hex()}": "the secret in hex",
    f"key {b64encode(KEY.encode()).decode()}": "the secret in base64",
    "key whk_9f3Kx71mQz%2F%2B85": "the secret as in a URL",
    f"key {KEY[:8]}…": "a part of the secret",
    f"key …{KEY[5:13]}": "a part of the secret",
}


@pytest.mark.parametrize(("text", "what"), FOUND.items(), ids=FOUND.values())
def test_the_secret(text: str, what: str) -> None:
    """It is found in every form, and a part of it."""
    found = has_secret(text.encode(), SECRET, b"asked")
    assert found is not None
    assert (found.what, found.is_sure) == (what, True)


@pytest.mark.parametrize("text", ["", "bad signature", f"key {KEY[:7]}…", "whk_"])
def test_no_secret(text: str) -> None:
    """Fewer than eight characters of it are not it."""
    assert has_secret(text.encode(), SECRET, b"asked") is None


def test_an_echo_of_what_was_asked() -> None:
    """What the request itself held says nothing."""
    assert has_secret(f"no route {KEY}".encode(), SECRET, f"/hook/{KEY}".encode()) is None


def test_a_secret_of_words() -> None:
    """The whole of it may be chance, a part of it is: a receiver speaks of webhooks and signatures too."""
    secret = Secret("webhook-signature")
    found = has_secret(b"the webhook-signature is wrong", secret, b"asked")
    assert found is not None
    assert not found.is_sure
    assert has_secret(b"no webhook-header, and no x-maileroo-signature", secret, b"asked") is None


def test_a_short_secret() -> None:
    """It cannot be told from other text."""
    assert has_secret(b"the secret is wrong", Secret("secret"), b"asked") is None
