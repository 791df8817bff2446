"""Which causes leave a signature that nobody can make without the secret: who accepts it is lenient, and no more.

It is the line that ``BadSignature.needs_secret`` draws among the signatures that are broken on purpose, drawn here
among all that are diagnosed.
"""

from collections.abc import Collection

LENIENT_CAUSES = frozenset(
    (
        "header-other-name",
        "header-duplicated",
        "header-list",
        "header-structured",
        "header-prefixed",
        "header-base64",
        "header-base64url",
        "header-base64-of-hex",
        "header-hex-of-hex",
        "header-decimal",
        "header-uppercase",
        "header-separated",
        "header-unpadded",
        "header-extra",
        "header-doubled",
        "header-quoted",
        "header-bytes-literal",
        "header-space",
        "header-url-encoded",
    )
)
"""The whole digest of this very body is there, written otherwise, beside something else, or in another place."""


def is_only_lenient(causes: Collection[str]) -> bool:
    """Tell whether nothing but the form is wrong with a signature that has these causes, by their codes."""
    return bool(causes) and LENIENT_CAUSES.issuperset(causes)
