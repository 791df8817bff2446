"""The body in URL encoding, as a form's field, in base64 or as hex digits."""

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import suppress

from maileroo_cli.webhook.diagnosis.candidates.body.edge import with_ends
from maileroo_cli.webhook.diagnosis.finding import Candidate, changed

_FIELDS = (b"payload", b"body", b"data", b"json", b"event", b"message")
_UNESCAPED = re.compile(r"[^A-Za-z0-9@*_+./-]")
_HEX = re.compile(rb"\s*(?:\\x|0[xX]|[xX]')?(?:[0-9a-fA-F]{2}[-: \r\n]?)+'?\s*")


def url_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` in URL encoding, and decoded from it where it holds percent signs."""
    from urllib.parse import quote_from_bytes, quote_plus, unquote_to_bytes

    yield changed(quote_plus(body).encode(), "body-url-encoded", "signed in its encoded form")
    for safe in ("", "/", "!'()*-._~"):
        yield changed(quote_from_bytes(body, safe=safe).encode(), "body-url-encoded", "signed in its encoded form")
    if b"%" in body:
        for form in (body, body.rstrip(b"="), body.partition(b"=")[2]):
            for text in (form, form.replace(b"+", b" ")):
                yield changed(unquote_to_bytes(text), "body-url-encoded", "signed in its decoded form")


def form_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` as the one field of a form, and each field of the form that it is."""
    from urllib.parse import parse_qsl, quote_from_bytes, quote_plus

    encoded = (quote_plus(body).encode(), quote_from_bytes(body, safe="").encode())
    javascript = quote_from_bytes(body, safe="!'()*-._~").encode()
    for name in _FIELDS:
        detail = f"signed as the field {name.decode()} of a form"
        for value in (*encoded, javascript, javascript.replace(b"%20", b"+"), body):
            yield changed(name + b"=" + value, "body-url-encoded", detail)
    yield changed(encoded[0] + b"=", "body-url-encoded", "signed as the name of a form field")
    if b"=" in body and b"%" in body and not body.startswith((b"{", b"[")):
        pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
        for pair in pairs[:16]:
            for part in reversed(pair):
                field = changed(part.encode("latin-1"), "body-url-encoded", "one field was signed")
                yield from with_ends(field)


def script_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` as the old function ``escape`` of JavaScript writes it."""
    value = _UNESCAPED.sub(_percent_u, body.decode("utf-8", "replace")).encode()
    yield changed(value, "body-url-encoded", "signed as JavaScript's escape() writes it")


def _percent_u(char: re.Match[str]) -> str:
    units = char[0].encode("utf-16-be")
    if len(units) == 2 and units[0] == 0:
        return f"%{units[1]:02X}"
    return "".join(f"%u{units[at]:02X}{units[at + 1]:02X}" for at in range(0, len(units), 2))


def digit_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` in base64 and hex, and what it decodes to when it is in one of them."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield changed(encode(body), "body-base64", "signed in base64")
    yield changed(body.hex().encode(), "body-hex", "signed as hex digits")
    compact = b"".join(body.split()).translate(bytes.maketrans(b"-_", b"+/")).strip(b'"')
    with suppress(binascii.Error):
        plain = base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
        yield changed(plain, "body-base64", "this body is in base64")
    with suppress(ValueError):
        yield changed(bytes.fromhex(body.decode("ascii")), "body-hex", "this body is in hex digits")


def rare_digit_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield the other ways to write base64 and hex digits, and what a body in them decodes to."""
    text = base64.b64encode(body)
    yield changed(text.rstrip(b"="), "body-base64", "signed in base64 without padding")
    yield changed(base64.urlsafe_b64encode(body).rstrip(b"="), "body-base64", "signed in base64url without padding")
    yield changed(base64.encodebytes(body), "body-base64", "signed in base64, in lines of 76")
    yield changed(text + b"\n", "body-base64", "signed in base64, with a newline")
    yield changed(base64.b64encode(text), "body-base64", "signed in base64 twice")
    digits = body.hex().upper()
    spaced = body.hex(" ")
    forms = (digits, f"0x{digits}", f"0x{digits.lower()}", f"\\x{digits.lower()}", spaced, spaced.upper())
    for form in (*forms, spaced.upper().replace(" ", "-"), spaced.replace(" ", ":")):
        yield changed(form.encode(), "body-hex", "signed as hex digits")
    if len(body) > 1 and _HEX.fullmatch(body):
        bare = re.sub(rb"\\x|0[xX](?=[0-9a-fA-F])|[xX]'|[^0-9a-fA-F]", b"", body)
        with suppress(ValueError):
            yield from with_ends(changed(bytes.fromhex(bare.decode()), "body-hex", "this body is in hex digits"))
