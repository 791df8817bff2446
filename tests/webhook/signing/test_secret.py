"""The secret: held exactly, shown never."""

import copy
import pickle
import traceback

import pytest

from maileroo_cli.errors import EmptySecretError, ExitCode
from maileroo_cli.webhook.signing.secret import MASK, Secret

CANARY = "canary-3f7a"


def test_a_secret_shows_itself_in_no_text() -> None:
    """Neither repr, str, format nor a containing object's repr holds a byte of the secret."""
    secret = Secret(CANARY, "env:NAME")
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>20}",
        repr([secret]),
        repr({"a": secret}),
        f"{secret!r}",
    ]
    assert not any(CANARY in text for text in shown)
    assert str(secret) == MASK
    assert "env:NAME" in repr(secret)


def test_a_secret_stays_hidden_in_a_traceback() -> None:
    """A traceback that prints local variables does not show it."""
    try:
        _fail(Secret(CANARY))
    except ZeroDivisionError as error:
        shown = traceback.TracebackException.from_exception(error, capture_locals=True).format()
        assert CANARY not in "".join(shown)


def _fail(secret: Secret) -> None:
    _ = secret, 1 / 0


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("plain", b"plain"),
        ("gehéim", b"geh\xc3\xa9im"),
        (" kept \n", b" kept \n"),
        (b"\xff\x00", b"\xff\x00"),
        ("\udcff", b"\xff"),
    ],
    ids=["text", "utf-8", "white space", "bytes", "undecodable argument"],
)
def test_a_secret_is_its_exact_bytes(value: str | bytes, key: bytes) -> None:
    """Text becomes UTF-8, and nothing is trimmed or decoded."""
    assert Secret(value).reveal() == key


@pytest.mark.parametrize("value", ["", b""], ids=["text", "bytes"])
def test_an_empty_secret_is_refused(value: str | bytes) -> None:
    """An empty secret is a usage error that names its reference and says what to do."""
    with pytest.raises(EmptySecretError, match="env:NAME is empty") as raised:
        Secret(value, "env:NAME")
    assert raised.value.exit_code is ExitCode.USAGE
    assert raised.value.hint


@pytest.mark.parametrize(("value", "outer"), [("a b", False), ("a ", True), ("\na", True), ("a\r\n", True)])
def test_outer_white_space_is_noticed(value: str, outer: bool) -> None:
    """White space around the secret is reported, inside it is not."""
    assert Secret(value).has_outer_space is outer


def test_equal_secrets_are_equal_whatever_their_reference() -> None:
    """Secrets compare and hash by their bytes."""
    assert Secret("a", "env:A") == Secret(b"a", "file:B")
    assert hash(Secret("a", "env:A")) == hash(Secret(b"a", "file:B"))
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"


def test_a_secret_can_be_copied_to_another_process() -> None:
    """Copies and pickles keep the bytes and the reference."""
    secret = Secret(CANARY, "env:NAME")
    for other in (copy.deepcopy(secret), pickle.loads(pickle.dumps(secret))):
        assert other == secret
        assert other.reference == "env:NAME"
