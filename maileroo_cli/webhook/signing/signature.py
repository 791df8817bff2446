"""Signing a body and verifying a signature, as Maileroo does it. Why one fails is found in ``diagnosis.explain``.

The signature is HMAC-SHA256 over the raw body, keyed with the secret's UTF-8 bytes (official), and travels in
the header ``x-maileroo-signature`` as 64 lowercase hex digits without a prefix (observed in production receivers).
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from maileroo_cli.errors import EmptySecretError, UsageError
from maileroo_cli.webhook.signing.secret import Secret

SIGNATURE_HEADER = "x-maileroo-signature"
SIGNATURE_DIGITS = 64
SIGNATURE_FORM = f"[0-9a-f]{{{SIGNATURE_DIGITS}}}"
"""A signature as a pattern."""

_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
_HEX = b"0123456789abcdef"

SecretLike: TypeAlias = Secret | str | bytes


class Problem(StrEnum):
    """Why a signature was refused: there is none, it has another form, or it is that of something else."""

    MISSING = "missing"
    MALFORMED = "malformed"
    MISMATCH = "mismatch"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of :func:`verify`; it is true where the signature is ``valid``.

    ``problem`` says why it is not. ``secret`` is the reference of the secret that matched, never the secret.
    """

    valid: bool
    problem: Problem | None = None
    secret: str | None = None

    def __bool__(self) -> bool:
        return self.valid


class Signer:
    """One secret with both HMAC pads hashed in advance: twice as fast as ``hmac.new`` for each body.

    >>> Signer("secret").sign(b"{}") == sign(b"{}", "secret")
    True

    ``reference`` is the name of the secret. An empty secret raises ``EmptySecretError``.
    """

    __slots__ = ("_inner", "_outer", "reference")

    def __init__(self, secret: SecretLike) -> None:
        held = as_secret(secret)
        key = held.reveal()
        if len(key) > _BLOCK:
            key = hashlib.sha256(key).digest()
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(padded.translate(_INNER))
        self._outer = hashlib.sha256(padded.translate(_OUTER))
        self.reference = held.reference

    def sign(self, body: bytes) -> str:
        """Return the 64 lowercase hex digits of ``body``'s HMAC-SHA256; what is no bytes raises ``UsageError``."""
        inner = self._inner.copy()
        try:
            inner.update(body)
        except TypeError:
            raise _wrong_type("a body", body, "give its bytes as they came, before any JSON is read") from None
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.hexdigest()


class Verifier:
    """Several secrets, prepared once, tried in their order: how a rotation is verified."""

    __slots__ = ("_signers",)

    def __init__(self, secrets: SecretLike | Iterable[SecretLike]) -> None:
        self._signers = [
            (Signer(secret).sign, Verdict(valid=True, secret=secret.reference)) for secret in as_secrets(secrets)
        ]

    def verify(self, body: bytes, header: str | bytes | None) -> Verdict:
        """Verify one body. Total: any bytes or text as ``header`` gives a verdict, never an exception."""
        if not header:
            return _MISSING
        if not isinstance(header, str | bytes):
            raise _wrong_type("a signature", header, "give the value of the header, or None where there is none")
        tag = header.encode("utf-8", "surrogatepass") if isinstance(header, str) else header
        if len(tag) != SIGNATURE_DIGITS or tag.translate(None, _HEX):
            return _MALFORMED
        for sign_body, verdict in self._signers:
            if tags_equal(sign_body(body).encode(), tag):
                return verdict
        return _MISMATCH


_MISSING = Verdict(valid=False, problem=Problem.MISSING)
_MALFORMED = Verdict(valid=False, problem=Problem.MALFORMED)
_MISMATCH = Verdict(valid=False, problem=Problem.MISMATCH)


def is_well_formed(header: str) -> bool:
    """Tell whether ``header`` has the form of a signature: 64 lowercase hex digits and nothing else."""
    tag = header.encode("utf-8", "surrogatepass")
    return len(tag) == SIGNATURE_DIGITS and not tag.translate(None, _HEX)


def tags_equal(expected: bytes, given: bytes) -> bool:
    """Compare two tags in constant time: the one place in mhook where tags are compared."""
    return hmac.compare_digest(expected, given)


def sign(body: bytes, secret: SecretLike) -> str:
    """Return Maileroo's signature of ``body``: 64 lowercase hex digits.

    >>> sign(b"Hello, World!", "It's a Secret to Everybody")
    '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'

    ``secret`` is text, bytes or a :class:`Secret`. An empty one raises ``EmptySecretError``, a body that is not bytes
    ``UsageError``.
    """
    return Signer(secret).sign(body)


def verify(body: bytes, header: str | bytes | None, secrets: SecretLike | Iterable[SecretLike]) -> Verdict:
    """Say whether ``header`` is the signature of ``body`` under one of ``secrets``: for a receiver in production.

    >>> bool(verify(b"{}", sign(b"{}", "new secret"), ["old secret", "new secret"]))
    True
    >>> verify(b"{}", "sha256=", "secret").problem
    <Problem.MALFORMED: 'malformed'>

    ``body`` is the raw body as it came, ``header`` the value of ``SIGNATURE_HEADER``, or ``None`` where the request has
    none. Any text or bytes give a verdict, in constant time for a given length; only 64 lowercase hex digits can be
    valid. It needs nothing but the standard library.

    An empty secret, or none at all, raises ``EmptySecretError``, so that a receiver without one accepts nothing. A body
    or header of another type raises ``UsageError``.
    """
    return Verifier(secrets).verify(body, header)


def as_secret(secret: SecretLike) -> Secret:
    """Return ``secret`` as a :class:`Secret`, naming a bare one ``secret``."""
    return secret if isinstance(secret, Secret) else Secret(secret)


def as_secrets(secrets: SecretLike | Iterable[SecretLike]) -> list[Secret]:
    """Return one or several secrets as a list; an empty list raises ``EmptySecretError``."""
    if isinstance(secrets, Secret | str | bytes) or not isinstance(secrets, Iterable):
        return [as_secret(secrets)]
    held = [as_secret(one) for one in secrets]
    if not held:
        raise EmptySecretError("no secret was given", "give at least one secret to verify signatures")
    return held


def _wrong_type(what: str, value: object, hint: str) -> UsageError:
    return UsageError(f"{what} cannot be of the type {type(value).__name__}", hint)
