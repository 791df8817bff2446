"""Bad signatures: each kind is refused by our own check too, and its cause is named where it has one."""

import hashlib
import hmac

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.diagnosis.explain import diagnose
from maileroo_cli.webhook.signing.request import webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import verify
from maileroo_cli.webhook.signing.tamper import MEANINGS, BadSignature, parse_bad_signatures, tamper

SECRET = Secret("s3cret-\u9375", "here")
BODY = b'{"event_type":"opened"}'
RIGHT = hmac.new("s3cret-\u9375".encode(), BODY, hashlib.sha256).hexdigest()
CAUSES = {
    BadSignature.MISSING: "header-missing",
    BadSignature.EMPTY: "header-empty",
    BadSignature.TRUNCATED: "header-truncated",
    BadSignature.UPPERCASE: "header-uppercase",
    BadSignature.PREFIXED: "header-prefixed",
    BadSignature.BASE64: "header-base64",
    BadSignature.SECRET_ITSELF: "secret-itself",
    BadSignature.DOUBLED: "header-duplicated",
    BadSignature.FLIPPED_BIT: "header-damaged",
    BadSignature.TRAILING: "header-extra",
    BadSignature.TRAILING_LIST: "header-list",
}


@pytest.mark.parametrize("kind", BadSignature)
def test_refused(kind: BadSignature) -> None:
    """No kind verifies, neither its first value nor all of them joined; and every kind says what it is."""
    values = tamper(kind, BODY, SECRET)
    assert not verify(BODY, values[0] if values else None, SECRET).valid
    assert not verify(BODY, ", ".join(values), SECRET).valid
    assert MEANINGS[kind]


@pytest.mark.parametrize(("kind", "cause"), CAUSES.items())
def test_diagnosed(kind: BadSignature, cause: str) -> None:
    """What mhook breaks, mhook explains."""
    values = tamper(kind, BODY, SECRET)
    headers = webhook_headers(values)
    found = diagnose(BODY, values[0] if values else None, [SECRET], headers=headers)
    assert cause in [one.code for one in found.causes]


def test_values() -> None:
    """The kinds are what their names say."""
    assert tamper(BadSignature.MISSING, BODY, SECRET) == ()
    assert tamper(BadSignature.EMPTY, BODY, SECRET) == ("",)
    assert tamper(BadSignature.TRUNCATED, BODY, SECRET) == (RIGHT[:32],)
    assert tamper(BadSignature.UPPERCASE, BODY, SECRET) == (RIGHT.upper(),)
    assert tamper(BadSignature.PREFIXED, BODY, SECRET) == (f"sha256={RIGHT}",)
    (flipped,) = tamper(BadSignature.FLIPPED_BIT, BODY, SECRET)
    assert (int(flipped, 16) ^ int(RIGHT, 16)).bit_count() == 1
    wrong, right = tamper(BadSignature.DOUBLED, BODY, SECRET)
    assert right == RIGHT != wrong
    (foreign,) = tamper(BadSignature.NON_ASCII, BODY, SECRET)
    assert not foreign.isascii()
    assert tamper(BadSignature.TRAILING, BODY, SECRET) == (f"{RIGHT}xyz",)
    assert tamper(BadSignature.TRAILING_LIST, BODY, SECRET) == (f"{RIGHT},{wrong}",)
    (spaced,) = tamper(BadSignature.WHITESPACE, BODY, SECRET)
    assert (bytes.fromhex(spaced).hex(), spaced.count(" "), spaced.strip()) == (RIGHT, 1, spaced)


def test_names() -> None:
    """Each kind is taken once, where it was first named; one word names them all."""
    assert parse_bad_signatures([]) == ()
    assert parse_bad_signatures(["empty", " Missing ", "empty"]) == (BadSignature.EMPTY, BadSignature.MISSING)
    assert parse_bad_signatures(["doubled", "all"]) == (
        BadSignature.DOUBLED,
        *(kind for kind in BadSignature if kind is not BadSignature.DOUBLED),
    )
    with pytest.raises(UsageError, match="there is no bad signature"):
        parse_bad_signatures(["missing,empty"])


@pytest.mark.parametrize("key", [b"plain", "\u9375".encode(), b"\xff\xfe"])
def test_the_secret_itself_keeps_its_bytes(key: bytes) -> None:
    """The header's text stands for the very bytes of the secret, as it is sent."""
    (value,) = tamper(BadSignature.SECRET_ITSELF, BODY, Secret(key))
    assert value.encode("utf-8", "surrogateescape") == key
