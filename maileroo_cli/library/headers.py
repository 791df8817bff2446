"""The headers of a signed request, as pairs and by name. What stands in a wrong signature is made in ``webhook``."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from maileroo_cli.library.argument.checking import as_pairs
from maileroo_cli.webhook.signing.request import Headers, SignatureText, webhook_headers
from maileroo_cli.webhook.signing.secret import MASK, Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, SecretLike, as_secret, sign
from maileroo_cli.webhook.signing.tamper import BadSignature, find_bad_signature, tamper

HeadersLike: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]

_HINT = 'write them like {"X-Test": "1"}, or as pairs of texts'


class RequestHeaders(dict[str, str]):
    """Headers by name. Their ``repr`` masks the signature, since a wrong one may be the secret itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr({name: MASK if name.lower() == SIGNATURE_HEADER else value for name, value in self.items()})


class WireText(str):
    """The value of a header that is not ASCII: whatever encoding a client asks for, it goes out as UTF-8.

    Some clients would refuse to send it, and a receiver has to refuse it, not they.
    """

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Return the bytes as they go over the wire."""
        return super().encode("utf-8", "surrogateescape")


class WireSignature(SignatureText, WireText):
    """A signature that is not ASCII."""

    __slots__ = ()


def held(secret: SecretLike | None) -> Secret | None:
    """Return a secret so that no local variable of a failing call shows it."""
    return None if secret is None else as_secret(secret)


def signed_headers(
    body: bytes, secret: SecretLike, bad: BadSignature | str | None, headers: HeadersLike = ()
) -> Headers:
    """Return content type, our own name and the signature, or what ``bad`` makes of it; ``headers`` are added."""
    values = (sign(body, secret),) if bad is None else tamper(find_bad_signature(bad), body, as_secret(secret))
    return webhook_headers(values, header_pairs(headers))


def header_pairs(headers: HeadersLike) -> Headers:
    """Return headers as pairs; what is none raises ``UsageError``."""
    return as_pairs("headers", headers, _HINT)


def join_headers(pairs: Headers) -> dict[str, str]:
    """Return headers by name; what comes twice is joined by a comma."""
    joined = RequestHeaders()
    names: dict[str, str] = {}
    for name, value in pairs:
        known = names.setdefault(name.lower(), name)
        text = f"{joined[known]}, {value}" if known in joined else value
        joined[known] = _value(known, text)
    return joined


def _value(name: str, text: str) -> str:
    if name.lower() == SIGNATURE_HEADER:
        return SignatureText(text) if text.isascii() else WireSignature(text)
    return text if text.isascii() else WireText(text)
