"""The catalogue of causes: why a signature does not verify, and what to change.

The codes are stable: scripts and other languages' tests rely on them. How a cause is found is in ``diagnosis.explain``;
the wording stands in the other modules of this folder.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.diagnosis.causes import algorithm, body, header, json, secret
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest


class CauseGroup(StrEnum):
    """Where the mistake lies. The order is from the most fundamental to the most superficial."""

    ALGORITHM = "algorithm"
    SECRET = "secret"  # noqa: S105 - the name of a group
    BODY = "body"
    HEADER = "header"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why a signature does not verify.

    >>> CAUSES["header-prefixed"].sentence
    'The header has a prefix like sha256= before the signature.'

    ``code`` is stable and in kebab case; ``sentence`` says in one line what happened; ``explanation`` how one comes
    by it; ``fix`` what to change, in the receiver or in whatever made the signature.
    """

    code: str
    group: CauseGroup
    sentence: str
    explanation: str
    fix: str


UNEXPLAINED = Cause(
    "unexplained",
    CauseGroup.NONE,
    "No known mistake turns this body and these secrets into this signature.",
    (
        "Either another secret was used, or the body was changed in a way that cannot be undone. Every other cause"
        " in this catalogue was tried, as far as the body's size allows, and none matched."
    ),
    (
        "Compare the secret with the one in Maileroo's dashboard, and check that the body was stored byte for byte."
        " Give other secrets that may have been used, like an old one or that of another environment, to mhook"
        " verify as known secrets; it then also recognises a list of them that was used as one key."
    ),
)

_TEXTS = (
    (CauseGroup.ALGORITHM, algorithm.TEXTS),
    (CauseGroup.SECRET, secret.TEXTS),
    (CauseGroup.BODY, json.TEXTS),
    (CauseGroup.BODY, body.TEXTS),
    (CauseGroup.HEADER, header.TEXTS),
)

CAUSES: Mapping[str, Cause] = MappingProxyType(
    {code: Cause(code, group, *text) for group, texts in _TEXTS for code, text in texts.items()}
    | {UNEXPLAINED.code: UNEXPLAINED}
)
"""Every cause by its code, the most fundamental group first."""


def find_cause(code: str, others: Iterable[str] = ()) -> Cause:
    """Return the cause with this code; an unknown one raises ``UsageError`` naming the nearest, ``others`` included."""
    if code in CAUSES:
        return CAUSES[code]
    near = find_nearest(code, [*CAUSES, *others]) or _about(code)
    raise UsageError(f"there is no cause {code!r}", did_you_mean(near, "mhook causes lists them all"))


_ABOUT: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "secret": ("secret-other-known", "secret-mistyped", UNEXPLAINED.code),
        "key": ("secret-other-known", "secret-mistyped", UNEXPLAINED.code),
        "unknown": (UNEXPLAINED.code,),
        "algorithm": ("hmac-other-hash", "hmac-sha1"),
        "hash": ("hmac-other-hash", "hash-without-key"),
        "header": ("header-missing", "header-malformed"),
        "signature": ("header-missing", "signature-of-another", UNEXPLAINED.code),
        "body": ("body-cut", "body-incomplete", "re-serialised"),
        "json": ("json-compact", "re-serialised"),
    }
)
"""The causes that are looked for most often under a word, where no code is like the one that was given."""


def _about(code: str) -> Sequence[str]:
    words = re.split(r"[^a-z]+", code.lower())
    return next((codes for word, codes in _ABOUT.items() if word in words), ())
