"""The signature vectors that were made with another key than the secret."""

import base64
import hashlib
import urllib.parse
from typing import Any

from tests.webhook.vector_case import BODY, OTHER, SECRET, TAG, base64_text, tag, vector

UUID = "4f1c9a0b-e2d3-4f55-86aa-01c2d3e4f5a6"


def secrets() -> list[dict[str, Any]]:
    """Return the cases that another key leads to."""
    hex_secret, base64_secret = "00112233445566778899aabbccddeeff", "c2VjcmV0IG9mIHRoZSB2ZWN0b3Jz"
    special = 'a&b<c>"d+e%2Ff'
    return [
        vector("secret-other-known", tag(BODY, OTHER), "secret-other-known", known_secrets=[OTHER]),
        vector("secret-empty", tag(BODY, b""), "secret-empty"),
        vector("secret-undefined", tag(BODY, "undefined"), "secret-placeholder"),
        vector("secret-variable-name", tag(BODY, "MAILEROO_WEBHOOK_SECRET"), "secret-placeholder"),
        vector("secret-itself", SECRET, "secret-itself", note="whoever reads this request knows the secret"),
        vector("secret-itself-bearer", f"Bearer {SECRET}", "secret-itself", "header-prefixed"),
        vector("secret-itself-hashed", hashlib.sha256(SECRET.encode()).hexdigest(), "secret-itself"),
        vector("secret-lf", tag(BODY, SECRET + "\n"), "secret-newline"),
        vector("secret-crlf", tag(BODY, SECRET + "\r\n"), "secret-newline"),
        vector("secret-lf-stripped", TAG, "secret-newline", secret=SECRET + "\n"),
        vector("secret-space", tag(BODY, SECRET + " "), "secret-space"),
        vector("secret-space-stripped", TAG, "secret-space", secret=f"\t{SECRET} "),
        vector("secret-bom-stripped", TAG, "secret-space", secret=f"\ufeff{SECRET}"),
        vector("secret-quoted", tag(BODY, f'"{SECRET}"'), "secret-quoted"),
        vector("secret-unquoted", TAG, "secret-quoted", secret=f"'{SECRET}'"),
        vector("secret-backslash", tag(BODY, "a\nb"), "secret-backslash", secret="a\\nb"),
        vector("secret-dollar-doubled", tag(BODY, "a$$b"), "secret-shell-escaped", secret="a$b", note="as for Compose"),
        vector("secret-dollar-undone", tag(BODY, "a$b"), "secret-shell-escaped", secret="a$$b"),
        vector("secret-percent-doubled", tag(BODY, "a%%b"), "secret-shell-escaped", secret="a%b"),
        vector("secret-caret-undone", tag(BODY, "ab"), "secret-shell-escaped", secret="a^b", note="what cmd does"),
        vector("secret-expanded", tag(BODY, "left-right"), "secret-expanded", secret="left$Middle_1-right"),
        vector("secret-expanded-braces", tag(BODY, "leftright"), "secret-expanded", secret="left${x}right"),
        vector("secret-expanded-whole", tag(BODY, b""), "secret-empty", secret="$Middle_1"),
        vector("secret-mark-eaten", tag(BODY, "its-secret"), "secret-quoted", secret="it's-secret"),
        vector("secret-quoted-newline", tag(BODY, f'"{SECRET}"\n'), "secret-newline", "secret-quoted"),
        vector("secret-comment", tag(BODY, SECRET), "secret-cut", secret=f"{SECRET} # of 2026"),
        vector("secret-comment-quoted", tag(BODY, '"left'), "secret-quoted", "secret-cut", secret="left # right"),
        vector("secret-line", tag(BODY, f"WEBHOOK_SECRET={SECRET}"), "secret-prefix"),
        vector(
            "secret-line-quoted",
            tag(BODY, SECRET),
            "secret-prefix",
            "secret-quoted",
            secret=f'export WEBHOOK_SECRET="{SECRET}"',
        ),
        vector("secret-prefix", tag(BODY, SECRET), "secret-prefix", secret=f"whsec_{SECRET}"),
        vector(
            "secret-prefix-decoded",
            tag(BODY, base64.b64decode(base64_secret)),
            "secret-prefix",
            secret=f"whsec_{base64_secret}",
            note="what libraries for Standard Webhooks do",
        ),
        vector("secret-prefix-name", tag(BODY, SECRET), "secret-prefix", secret=f"MAILEROO_SECRET={SECRET}"),
        vector("secret-list-item", tag(BODY, "new"), "secret-list", secret="old, new"),
        vector("secret-list-whole", tag(BODY, f"{SECRET},{OTHER}"), "secret-list", known_secrets=[OTHER]),
        vector("secret-hex-decoded", tag(BODY, bytes.fromhex(hex_secret)), "secret-hex-decoded", secret=hex_secret),
        vector("secret-hex-encoded", tag(BODY, SECRET.encode().hex()), "secret-hex-encoded"),
        vector(
            "secret-base64-decoded",
            tag(BODY, base64.b64decode(base64_secret)),
            "secret-base64-decoded",
            secret=base64_secret,
        ),
        vector("secret-base64-encoded", tag(BODY, base64_text(SECRET.encode())), "secret-base64-encoded"),
        vector("secret-uppercase", tag(BODY, SECRET.upper()), "secret-case"),
        vector("secret-lowercase", tag(BODY, SECRET.lower()), "secret-case"),
        vector(
            "secret-url-encoded", tag(BODY, urllib.parse.quote(special, safe="")), "secret-url-encoded", secret=special
        ),
        vector("secret-url-decoded", tag(BODY, urllib.parse.unquote(special)), "secret-url-encoded", secret=special),
        vector("secret-html-escaped", tag(BODY, "a&amp;b"), "secret-html-escaped", secret="a&b"),
        vector("secret-utf-16", tag(BODY, SECRET.encode("utf-16-le")), "secret-charset"),
        vector("secret-latin-1", tag(BODY, "gehéim".encode("latin-1")), "secret-charset", secret="gehéim"),
        vector("secret-hashed", tag(BODY, hashlib.sha256(SECRET.encode()).digest()), "secret-hashed"),
        vector("secret-number-zeros", tag(BODY, "1234"), "secret-number", secret="001234"),
        vector("secret-number-float", tag(BODY, "1234500.0"), "secret-number", secret="12345e2"),
        vector("secret-uuid-bare", tag(BODY, UUID.replace("-", "")), "secret-separators", secret=UUID),
        vector("secret-uuid-dashed", tag(BODY, UUID), "secret-separators", secret=UUID.replace("-", "")),
        vector("secret-lookalike", tag(BODY, "l-and-0"), "secret-mistyped", secret="l-and-O"),
        vector("secret-neighbours", tag(BODY, "sercet"), "secret-mistyped", secret="secret"),
        vector("secret-cut", tag(BODY, SECRET[:-1]), "secret-cut"),
        vector("secret-doubled", tag(BODY, SECRET * 2), "secret-doubled"),
    ]
