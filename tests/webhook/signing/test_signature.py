"""Signing and verifying, held against the standard library, openssl and the shared vectors."""

import base64
import hmac
import json
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import EmptySecretError
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import (
    Problem,
    Signer,
    Verifier,
    as_secrets,
    sign,
    tags_equal,
    verify,
)
from tests.webhook import signature_vectors, vector_case

VECTORS: list[dict[str, Any]] = json.loads(signature_vectors.PATH.read_bytes())["vectors"]
VALID = [vector for vector in VECTORS if vector["verdict"] == "valid"]
SECRETS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.binary(min_size=1)


def key_of(vector: dict[str, Any]) -> bytes:
    """Return a vector's secret as bytes."""
    text = vector.get("secret")
    return text.encode() if isinstance(text, str) else base64.b64decode(vector["secret_base64"])


def named(vector: dict[str, Any]) -> str:
    """Return the name of a vector, for the report."""
    return str(vector["name"])


def test_the_vectors_are_up_to_date() -> None:
    """The file is what its script writes, byte for byte."""
    assert signature_vectors.PATH.read_bytes() == signature_vectors.document().encode("ascii")


def test_the_vectors_are_many_and_told_apart() -> None:
    """At least 40 cases with names of their own, each with a verdict and, when invalid, a cause."""
    assert len(VECTORS) >= 40
    assert len({vector["name"] for vector in VECTORS}) == len(VECTORS)
    assert all((vector["cause"] is None) == (vector["verdict"] == "valid") for vector in VECTORS)


@pytest.mark.parametrize("vector", VECTORS, ids=named)
def test_a_vector_gets_its_verdict(vector: dict[str, Any]) -> None:
    """The signature verifies exactly where the vector says so, whichever way a doubled header is read."""
    headers = vector["header"] if isinstance(vector["header"], list) else [vector["header"]]
    for header in (headers[0], ", ".join(headers)) if len(headers) > 1 else headers:
        verdict = verify(base64.b64decode(vector["body"]), header, key_of(vector))
        assert verdict.valid is (vector["verdict"] == "valid")


@pytest.mark.openssl
@pytest.mark.parametrize("vector", VALID, ids=named)
def test_openssl_computes_the_same_signature(vector: dict[str, Any]) -> None:
    """Each valid vector is what openssl makes of its body and its secret."""
    key = key_of(vector).hex()
    arguments = ["dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key}"]
    assert _openssl(arguments, base64.b64decode(vector["body"])) == vector["header"]


@pytest.mark.openssl
def test_openssl_takes_the_secret_as_text() -> None:
    """The short form that people type, with -hmac, gives the same signature for a secret of plain text."""
    body = vector_case.BODY
    assert _openssl(["dgst", "-sha256", "-hmac", "a secret"], body) == sign(body, "a secret")


def _openssl(arguments: list[str], data: bytes) -> str:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    answer = subprocess.run([program, *arguments], input=data, capture_output=True, check=True)
    return answer.stdout.decode().rpartition("= ")[2].strip()


@given(st.binary(), SECRETS)
def test_signing_agrees_with_the_standard_library(body: bytes, secret: str | bytes) -> None:
    """Both ways to sign give what hmac.new gives, and verify accepts it as text and as bytes."""
    key = secret.encode() if isinstance(secret, str) else secret
    expected = hmac.new(key, body, "sha256").hexdigest()
    assert sign(body, secret) == Signer(secret).sign(body) == expected
    assert verify(body, expected, secret)
    assert verify(body, expected.encode(), secret)


@given(st.binary(min_size=1, max_size=200), SECRETS, st.integers(min_value=0), st.integers(1, 255))
def test_any_changed_byte_of_the_body_fails(body: bytes, secret: str | bytes, position: int, change: int) -> None:
    """A body with one byte changed is a mismatch."""
    position %= len(body)
    changed = body[:position] + bytes([body[position] ^ change]) + body[position + 1 :]
    assert verify(changed, sign(body, secret), secret).problem is Problem.MISMATCH


@given(st.integers(0, 63), st.integers(1, 255))
def test_any_changed_byte_of_the_header_fails(position: int, change: int) -> None:
    """A signature with one byte changed does not verify."""
    tag = sign(b"body", "secret").encode()
    changed = tag[:position] + bytes([tag[position] ^ change]) + tag[position + 1 :]
    assert not verify(b"body", changed, "secret")


@pytest.mark.parametrize("length", [*range(64), *range(65, 131)])
def test_no_other_length_verifies(length: int) -> None:
    """A tag cut short or lengthened is malformed, even where all of its digits are right."""
    verdict = verify(b"body", (sign(b"body", "secret") * 3)[:length], "secret")
    assert verdict.problem is (Problem.MALFORMED if length else Problem.MISSING)


@given(st.binary(), st.none() | st.text() | st.binary() | st.text(st.characters(categories=["Cs"])))
def test_verifying_is_total(body: bytes, header: str | bytes | None) -> None:
    """Whatever stands in the header gives a verdict, and none of it verifies by chance."""
    verdict = verify(body, header, "secret")
    assert not verdict
    assert verdict.problem
    assert verdict.secret is None


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (None, Problem.MISSING),
        ("", Problem.MISSING),
        (b"", Problem.MISSING),
        ("A" * 64, Problem.MALFORMED),
        ("g" * 64, Problem.MALFORMED),
        ("é" * 32, Problem.MALFORMED),
        ("\ud800" + "a" * 61, Problem.MALFORMED),
        (" " + "a" * 63, Problem.MALFORMED),
        ("\N{FULLWIDTH DIGIT ONE}" * 64, Problem.MALFORMED),
        ("a" * 64, Problem.MISMATCH),
        (b"a" * 64, Problem.MISMATCH),
    ],
)
def test_each_problem_has_its_name(header: str | bytes | None, problem: Problem) -> None:
    """Missing, malformed and mismatching headers are told apart."""
    assert verify(b"body", header, "secret").problem is problem


def test_several_secrets_verify_a_rotation() -> None:
    """The verdict names the secret that matched, by its reference alone."""
    secrets = [Secret("new", "env:NEW"), Secret("old", "env:OLD")]
    verifier = Verifier(secrets)
    assert verifier.verify(b"body", sign(b"body", "old")).secret == "env:OLD"
    assert verifier.verify(b"body", sign(b"body", "new")).secret == "env:NEW"
    assert verifier.verify(b"body", sign(b"body", "other")).problem is Problem.MISMATCH


@pytest.mark.parametrize("secrets", ["", b"", [], ["good", ""]], ids=["text", "bytes", "none", "one of two"])
def test_verifying_without_a_secret_is_refused(secrets: Any) -> None:
    """An empty secret would accept everybody's signature, so it is an error and no verdict."""
    with pytest.raises(EmptySecretError):
        verify(b"body", sign(b"body", "secret"), secrets)


def test_secrets_come_in_any_form() -> None:
    """One or several, as text, bytes or Secret."""
    assert [secret.reveal() for secret in as_secrets(["a", b"b", Secret("c")])] == [b"a", b"b", b"c"]
    assert [secret.reveal() for secret in as_secrets(Secret("c"))] == [b"c"]


def test_tags_are_compared_as_bytes() -> None:
    """The one comparison takes any bytes, those beyond ASCII too."""
    assert tags_equal(b"\xff", b"\xff")
    assert not tags_equal(b"\xff", b"\xfe")
    assert not tags_equal(b"a", b"ab")
