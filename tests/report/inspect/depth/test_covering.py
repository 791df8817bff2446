"""What no answer of the inspector shows."""

import pytest

from maileroo_cli.report.inspect.depth.covering import Cover
from maileroo_cli.webhook.signing.secret import Secret
from tests.cli.store import captured, event, signature

SECRET = Secret("s3cret-of-é-ours")


def signed(value: bytes) -> Cover:
    """Return the cover of a capture with this signature."""
    return Cover(captured(1, headers=((b"X-Maileroo-Signature", value),)), secrets=[SECRET])


@pytest.mark.parametrize(
    "value",
    [b"ab" * 32, b"AB" * 32, b"sha256=" + b"ab" * 32, b"q82rze+rq82rze+rq82rze+rq82rze+rq80=", b"v1:" + b"ab" * 32],
)
def test_the_signature_that_came(value: bytes) -> None:
    """A signature that is repeated elsewhere is covered in any form, and nothing else moves."""
    cover = signed(value)
    data = b"<" + value + b"> \xff " + b"cd" * 32
    told = cover.data(data)
    assert value not in told
    assert value.removeprefix(b"sha256=")[-40:] not in told
    assert (len(told), told[-66:]) == (len(data), data[-66:])


def test_the_right_signature() -> None:
    """What an application says that it expected is covered as well, in any case of its digits."""
    right = signature(event(1), "s3cret-of-é-ours")
    assert right[8:] not in signed(b"ab" * 32).text(f"wanted {right} or {right.upper()}").lower()


@pytest.mark.parametrize("form", ["s3cret-of-é-ours", "s3cret-of-\\u00e9-ours", "s3cret-of-%C3%A9-ours"])
def test_a_secret(form: str) -> None:
    """A secret is covered in each form, also where signatures are asked for."""
    cover = Cover(captured(1), secrets=[SECRET], signatures=True)
    told = cover.text(f'{{"key":"{form}"}}')
    assert form not in told
    assert told.startswith('{"key":"*')
    assert "s3cret" not in cover.pairs([["X", form.encode().decode("latin-1")]])[0][1]


def test_a_short_secret() -> None:
    """A secret of a few letters is covered where it is the whole, not within every word."""
    cover = Cover(captured(1), secrets=[Secret("ab")])
    assert cover.text("ab") == "**"
    assert cover.text("able") == "able"


def test_asked_for() -> None:
    """Signatures stay where they are asked for."""
    cover = Cover(captured(1, headers=((b"x-maileroo-signature", b"ab" * 32),)), secrets=[SECRET], signatures=True)
    assert cover.data(b"ab" * 32) == b"ab" * 32
