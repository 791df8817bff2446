"""The field's cases whose header is wrong: the output of programs in place of bare digits."""

import base64
from typing import Any

from tests.webhook.vector_case import BODY, SECRET, TAG, base64_text, digest

_LINE = f"(stdin)= {TAG}\n"
_PAIRS = ":".join(TAG[place : place + 2] for place in range(0, 64, 2))

_HEADERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("openssl-stdin", f"(stdin)= {TAG}", ("header-prefixed",)),
    ("openssl-sha2-stdin", f"SHA2-256(stdin)= {TAG}", ("header-prefixed",)),
    ("openssl-hmac-file", f"HMAC-SHA256(event.json)= {TAG}", ("header-prefixed",)),
    ("openssl-hmac-file-with-space", f"HMAC-SHA2-256(my event.json)= {TAG}", ("header-prefixed",)),
    ("openssl-newline", f"SHA256(event.json)= {TAG}\n", ("header-prefixed", "header-space")),
    ("openssl-upper-case", f"(stdin)= {TAG.upper()}", ("header-prefixed", "header-uppercase")),
    ("bsd-tag", f"SHA256 (event.json) = {TAG}", ("header-prefixed",)),
    ("openssl-r", f"{TAG} *stdin", ("header-extra",)),
    ("openssl-r-file", f"{TAG} *event.json", ("header-extra",)),
    ("sha256sum-stdin", f"{TAG}  -", ("header-extra",)),
    ("sha256sum-file", f"{TAG}  event.json", ("header-extra",)),
    ("get-file-hash", f"SHA256          {TAG.upper()}          C:\\event.json", ("header-uppercase", "header-extra")),
    ("certutil", f"SHA256 hash of event.json: {TAG} CertUtil: -hashfile", ("header-extra",)),
    ("openssl-c", _PAIRS, ("header-separated",)),
    ("openssl-c-stdin", f"(stdin)= {_PAIRS}", ("header-prefixed", "header-separated")),
    ("openssl-base64", base64_text(_LINE.encode()), ("header-prefixed", "header-base64-of-hex")),
    ("openssl-hex", _LINE.encode().hex(), ("header-prefixed", "header-hex-of-hex")),
    ("sha256sum-base64", base64.b64encode(f"{TAG}  -\n".encode()).decode(), ("header-base64-of-hex", "header-extra")),
    ("openssl-without-name", f"= {TAG}", ("header-prefixed",)),
    ("halves", f"{TAG[:32]} {TAG[32:]}", ("header-separated",)),
    ("xxd", f"{TAG[:60]} {TAG[60:]}", ("header-separated",)),
    ("od", " ".join(TAG[place : place + 2] for place in range(0, 64, 2)), ("header-separated",)),
    ("uint8-array", ",".join(map(str, digest(BODY))), ("header-decimal",)),
    ("buffer-json", '{"type":"Buffer","data":[' + ",".join(map(str, digest(BODY))) + "]}", ("header-decimal",)),
    ("header-line", f"x-maileroo-signature: {TAG}", ("header-prefixed",)),
    ("two-values", f"{'0' * 64}, {TAG}", ("header-list",)),
)

_MALFORMED: tuple[tuple[str, str, str], ...] = (
    ("openssl-cut", "SHA2-256(event.json)=", "output of openssl, cut off before the digits"),
    ("openssl-cut-equals", "HMAC-SHA256(event.json)", "output of openssl, cut off before the digits"),
    ("openssl-cut-stdin", "(stdin)=", "output of openssl, cut off before the digits"),
    ("openssl-foreign", f"(stdin)= {'5d41402a' * 8}", "output of openssl or sha256sum"),
    ("sha256sum-foreign", f"{'5d41402a' * 8}  -", "output of openssl or sha256sum"),
    ("sha-1-base64", base64_text(bytes(range(20))), "base64 of 20 bytes, the length of SHA-1"),
    ("sha-1-hex", "5d41402a" * 5, "40 hex digits, the length of SHA-1"),
    ("unexpanded", "${SIGNATURE}", "a variable that was not replaced"),
    ("undefined", "undefined", "a variable that was not replaced"),
)


def _case(name: str, signature: str, causes: tuple[str, ...], **more: Any) -> dict[str, Any]:
    body = {"id": f"header-{name}", "body_base64": base64_text(BODY), "signature": signature, "secret": SECRET}
    return {**body, "causes": list(causes), **more}


HEADERS: list[dict[str, Any]] = [
    *(_case(name, signature, causes) for name, signature, causes in _HEADERS),
    *(_case(name, signature, ("header-malformed",), hint=hint) for name, signature, hint in _MALFORMED),
]
