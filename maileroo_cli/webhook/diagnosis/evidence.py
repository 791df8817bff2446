"""What a request shows by itself when no computation leads to its signature: facts first, then hints.

Computing is done in ``search``; what is merely visible is described in ``hint``.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from maileroo_cli.webhook.diagnosis.candidates.header.text import header_text
from maileroo_cli.webhook.diagnosis.finding import Finding, Findings
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_FORM

_TAG = re.compile(SIGNATURE_FORM)
_NUMBER = re.compile(r"[0-9]{1,18}")
_LENGTH_NAME = len("content-length")
_MOST_HINTS = 4
_LARGEST_READ = 10 * 1024 * 1024
"""A larger body is not read as text, which can take four times as much memory."""

NOTHING_ODD = "body and header look like Maileroo's: another secret was used, or other bytes were signed"
OTHERS_VERIFY = "other requests verify with the same secrets: another secret was used here, or other bytes were signed"
GENERAL = (NOTHING_ODD, OTHERS_VERIFY)
"""What is said where nothing particular is to be seen, of one request as of many."""


def find_evidence(body: bytes, header: str | bytes, headers: Sequence[tuple[str, str]]) -> Findings:
    """Return the causes that are plain facts: the header's form, and a body that is empty or incomplete."""
    found: list[Finding] = []
    announced = content_length(headers)
    if announced is not None and announced > len(body):
        found.append(Finding("body-incomplete", f"only {len(body)} of {announced} bytes arrived"))
    elif not body:
        found.append(Finding("body-arrived-empty"))
    text = header_text(header)
    if not text.isascii():
        count = sum(not char.isascii() for char in text)
        found.append(Finding("header-non-ascii", f"{count} such characters"))
    elif not _TAG.fullmatch(text):
        from maileroo_cli.webhook.diagnosis.hint.header import describe_header

        found.append(Finding("header-malformed", describe_header(text)))
    return tuple(found)


def hint_at(body: bytes, headers: Sequence[tuple[str, str]], secrets: Sequence[Secret]) -> list[str]:
    """Return what looks suspicious without proving anything, the most telling first; safe to print."""
    return list(islice(_find_hints(body, headers, secrets), _MOST_HINTS))


def _find_hints(body: bytes, headers: Sequence[tuple[str, str]], secrets: Sequence[Secret]) -> Iterator[str]:
    from maileroo_cli.webhook.diagnosis.hint.body import body_hints
    from maileroo_cli.webhook.diagnosis.hint.secret import changeable_secrets, odd_secrets

    yield from odd_secrets(secrets)
    encodings = [value.strip().lower() for value in header_values(headers, "content-encoding")]
    if any(value in {"gzip", "deflate", "br", "zstd"} for value in encodings):
        yield "Content-Encoding says that the body was compressed; it may have been decompressed on the way"
    announced = content_length(headers)
    if announced is not None and announced < len(body):
        yield f"the body has {len(body)} bytes, but Content-Length says {announced}"
    if len(body) <= _LARGEST_READ:
        yield from body_hints(body)
    yield from changeable_secrets(secrets)


def content_length(headers: Sequence[tuple[str, str]]) -> int | None:
    """Return the length that the headers announce, if they announce one in a valid form."""
    for name, value in headers:
        if len(name) == _LENGTH_NAME and name.lower() == "content-length" and _NUMBER.fullmatch(value.strip()):
            return int(value)
    return None
