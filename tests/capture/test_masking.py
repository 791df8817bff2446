"""Signatures are hidden wherever they stand in a head, and nothing else is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.masking import head_without_signature, mask_head, mask_signature

SIGNATURE = "14036cb8d272ae93b0194b9ea2e0824b11b3ced7bdf8874d4dce26b979cf444a"


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        (SIGNATURE, "14036cb8…"),
        (SIGNATURE.upper(), "14036CB8…"),
        (f"sha256={SIGNATURE}", "sha256=14036cb8…"),
        ("", ""),
        ("my-secret", "********"),
        (SIGNATURE[:-1], "********"),
        (f"{SIGNATURE}, {SIGNATURE}", "********"),
        (f"my-long-secret={SIGNATURE}", "********"),
    ],
)
def test_values(value: str, masked: str) -> None:
    """The first digits of a signature are shown; of anything else nothing, since it may be the secret."""
    assert mask_signature(value) == masked


NAME = st.sampled_from([b"x-maileroo-signature", b"X-Maileroo-Signature", b"X-MAILEROO-SIGNATURE"])
SPACE = st.sampled_from([b"", b" ", b"\t", b"  "])
END = st.sampled_from([b"\r\n", b"\n", b"\r"])
OTHER = st.sampled_from([b"", b"Host: a", b"X: y", b"x-maileroo-signature-2: kept", b"not a header"])


@given(NAME, SPACE, SPACE, END, OTHER, OTHER, st.booleans())
def test_heads(name: bytes, before: bytes, after: bytes, end: bytes, first: bytes, last: bytes, folded: bool) -> None:
    """However a head is broken, the signature is gone, and every line before and after is there."""
    value = (end + b" " if folded else b"") + SIGNATURE.encode()
    head = b"POST / HTTP/1.1" + end + first + end + name + before + b":" + after + value + end + last + end
    assert SIGNATURE[8:].encode() not in mask_head(head)
    rest = b"POST / HTTP/1.1" + end + first + end + last + end
    assert head_without_signature(head) == rest
    assert mask_head(rest) == head_without_signature(rest) == rest


@given(st.binary(max_size=200))
def test_other_bytes(head: bytes) -> None:
    """What holds no signature is left as it is."""
    if b"signature" not in head.lower():
        assert mask_head(head) == head_without_signature(head) == head
