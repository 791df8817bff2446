"""Broken signatures, made on purpose to see that a receiver refuses them. Good ones are made in ``signature``."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, TypeAlias

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign


class BadSignature(StrEnum):
    """What is wrong with the signature; a correct receiver refuses each of them.

    >>> BadSignature.FLIPPED_BIT == "flipped-bit", BadSignature("flipped-bit").needs_secret
    (True, False)

    Each is the name that is given as ``bad``, and that ``bad_signatures`` yields.
    """

    MISSING = "missing"
    EMPTY = "empty"
    WRONG_SECRET = "wrong-secret"  # noqa: S105  (the name of a mistake)
    FLIPPED_BIT = "flipped-bit"
    TRUNCATED = "truncated"
    UPPERCASE = "uppercase"
    PREFIXED = "prefixed"
    BASE64 = "base64"
    SECRET_ITSELF = "secret-itself"  # noqa: S105  (the name of a mistake)
    OTHER_BODY = "other-body"
    DOUBLED = "doubled"
    NON_ASCII = "non-ascii"
    TRAILING = "trailing"
    TRAILING_LIST = "trailing-list"
    WHITESPACE = "whitespace"

    @property
    def needs_secret(self) -> bool:
        """Whether nobody can make it without the secret: who accepts it is lenient, and yet cannot be forged."""
        return self in _RIGHT_INSIDE

    @property
    def needs_nothing(self) -> bool:
        """Whether anybody can make the like: who accepts it accepts anything, the lenient kinds no more than others."""
        return self in _ANYBODYS


BadSignatureName: TypeAlias = Literal[
    "missing",
    "empty",
    "wrong-secret",
    "flipped-bit",
    "truncated",
    "uppercase",
    "prefixed",
    "base64",
    "secret-itself",
    "other-body",
    "doubled",
    "non-ascii",
    "trailing",
    "trailing-list",
    "whitespace",
]
"""The same as text, so that an editor completes it."""

ALL = "all"
"""The name that stands for every kind."""

_RIGHT_INSIDE = frozenset(
    (
        BadSignature.UPPERCASE,
        BadSignature.PREFIXED,
        BadSignature.BASE64,
        BadSignature.DOUBLED,
        BadSignature.TRAILING,
        BadSignature.TRAILING_LIST,
        BadSignature.WHITESPACE,
    )
)
"""What holds the whole digest of this very body, written otherwise or beside something else."""

_ANYBODYS = frozenset(
    (
        BadSignature.MISSING,
        BadSignature.EMPTY,
        BadSignature.WRONG_SECRET,
        BadSignature.FLIPPED_BIT,
        BadSignature.OTHER_BODY,
    )
)

MEANINGS: Mapping[BadSignature, str] = MappingProxyType(
    {
        BadSignature.MISSING: "no signature header at all",
        BadSignature.EMPTY: "a signature header without a value",
        BadSignature.WRONG_SECRET: "made with a different secret",
        BadSignature.FLIPPED_BIT: "one bit of the digest flipped",
        BadSignature.TRUNCATED: "only the first half of the digits",
        BadSignature.UPPERCASE: "the hex digits in upper case",
        BadSignature.PREFIXED: "sha256= before the digits",
        BadSignature.BASE64: "the digest in base64 instead of hex",
        BadSignature.SECRET_ITSELF: "the secret itself instead of a signature",
        BadSignature.OTHER_BODY: "the signature of another body",
        BadSignature.DOUBLED: "the header sent twice, the wrong one first",
        BadSignature.NON_ASCII: "a non-ASCII letter among the digits",
        BadSignature.TRAILING: "letters that are not hex after the digits",
        BadSignature.TRAILING_LIST: "a comma and wrong digits after the right ones",
        BadSignature.WHITESPACE: "a space in the middle of the digits",
    }
)


def find_bad_signature(name: str) -> BadSignature:
    """Return the kind of that name; any other name raises ``UsageError``."""
    return _find(name, BadSignature)


def parse_bad_signatures(names: Iterable[str]) -> tuple[BadSignature, ...]:
    """Return the kinds that are named, each once, in the order of their first naming; ``all`` names every kind.

    Any other name raises ``UsageError``.
    """
    kinds: dict[BadSignature, None] = {}
    for name in names:
        word = name.strip().lower()
        if word == ALL:
            kinds.update(dict.fromkeys(BadSignature))
        else:
            kinds[_find(name, (*BadSignature, ALL))] = None
    return tuple(kinds)


def _find(name: str, known: Iterable[str]) -> BadSignature:
    word = str(name).strip().lower()
    if word in set(BadSignature):
        return BadSignature(word)
    from maileroo_cli.webhook.text.nearest import suggest
    from maileroo_cli.webhook.text.shown import show

    raise UsageError(f"there is no bad signature '{show(str(name))}'", suggest(word, known))


def tamper(kind: BadSignature, body: bytes, secret: Secret) -> tuple[str, ...]:
    """Return the values of the signature header that ``kind`` asks for: none, one or two."""
    return _MAKERS[kind](body, secret)


def _flip(signature: str) -> str:
    return signature[:-1] + f"{int(signature[-1], 16) ^ 1:x}"


def _split(signature: str) -> str:
    """Put a space between two bytes of the digest: around the value HTTP itself would take it away."""
    middle = len(signature) // 2
    return f"{signature[:middle]} {signature[middle:]}"


def _of_wrong_secret(body: bytes, secret: Secret) -> str:
    return sign(body, secret.reveal() + b"-wrong")


_MAKERS: Mapping[BadSignature, Callable[[bytes, Secret], tuple[str, ...]]] = MappingProxyType(
    {
        BadSignature.MISSING: lambda _body, _secret: (),
        BadSignature.EMPTY: lambda _body, _secret: ("",),
        BadSignature.WRONG_SECRET: lambda body, secret: (_of_wrong_secret(body, secret),),
        BadSignature.FLIPPED_BIT: lambda body, secret: (_flip(sign(body, secret)),),
        BadSignature.TRUNCATED: lambda body, secret: (sign(body, secret)[:32],),
        BadSignature.UPPERCASE: lambda body, secret: (sign(body, secret).upper(),),
        BadSignature.PREFIXED: lambda body, secret: (f"sha256={sign(body, secret)}",),
        BadSignature.BASE64: lambda body, secret: (b64encode(bytes.fromhex(sign(body, secret))).decode(),),
        BadSignature.SECRET_ITSELF: lambda _body, secret: (secret.reveal().decode("utf-8", "surrogateescape"),),
        BadSignature.OTHER_BODY: lambda body, secret: (sign(body + b" ", secret),),
        BadSignature.DOUBLED: lambda body, secret: (_of_wrong_secret(body, secret), sign(body, secret)),
        BadSignature.NON_ASCII: lambda body, secret: (f"\u00e9{sign(body, secret)[1:]}",),
        BadSignature.TRAILING: lambda body, secret: (f"{sign(body, secret)}xyz",),
        BadSignature.TRAILING_LIST: lambda body, secret: (f"{sign(body, secret)},{_of_wrong_secret(body, secret)}",),
        BadSignature.WHITESPACE: lambda body, secret: (_split(sign(body, secret)),),
    }
)
