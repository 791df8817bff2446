"""The signature vectors whose header is wrong, or whose digits come from another computation."""

import base64
import hashlib
import hmac
from typing import Any

from tests.webhook.vector_case import BODY, CLICKED, SECRET, TAG, base64_text, digest, tag, vector


def lengths() -> list[dict[str, Any]]:
    """Return the tags of every length that matters: none but 64 digits may verify."""
    cases = [vector("length-0", "", "header-empty")]
    cases += [vector(f"length-{n}", TAG[:n], "header-malformed", note="too short to tell") for n in (1, 2, 7)]
    cases += [vector(f"length-{n}", TAG[:n], "header-truncated") for n in (8, 16, 31, 32, 33, 40, 62, 63)]
    cases += [vector(f"length-{n}", (TAG * 2)[:n], "header-extra") for n in (65, 66, 127)]
    return [*cases, vector("length-128", TAG * 2, "header-doubled")]


def headers() -> list[dict[str, Any]]:
    """Return the cases whose header is missing or has a wrong form."""
    flipped = TAG[:10] + ("0" if TAG[10] != "0" else "1") + TAG[11:]
    wrong, wrong_body = tag(BODY, "unrelated"), tag(b'{"an":"other"}')
    body = next(body for body in (b"%d" % n for n in range(9)) if "+" in base64_text(digest(body)))
    urlsafe = base64.urlsafe_b64encode(digest(body)).decode()
    return [
        vector("header-missing", None, "header-missing"),
        vector("header-blank", " \t", "header-empty"),
        vector("header-other-name", None, "header-other-name", headers=[["X-Signature", TAG], ["Accept", "*/*"]]),
        vector(
            "header-other-name-and-form",
            None,
            "header-other-name",
            "header-prefixed",
            headers=[["X-Hub-Signature-256", f"sha256={TAG}"]],
        ),
        vector("header-duplicated", [wrong, TAG], "header-duplicated"),
        vector(
            "signature-of-another",
            wrong_body,
            "signature-of-another",
            other_bodies=[base64_text(b'{"an":"other"}')],
            note="what a retry with a changed body looks like",
        ),
        vector("header-comma-joined", f"{wrong}, {TAG}", "header-list"),
        vector("header-structured", f"t=1710545577,v1={TAG}", "header-structured"),
        vector("header-sha256-equals", f"sha256={TAG}", "header-prefixed", note="GitHub's form"),
        vector("header-sha256-colon", f"sha256:{TAG}", "header-prefixed"),
        vector("header-v1", f"v1={TAG}", "header-prefixed"),
        vector("header-scheme", f"hmac-sha256 {TAG}", "header-prefixed"),
        vector("header-0x", f"0x{TAG}", "header-prefixed"),
        vector("header-openssl", f"SHA2-256(body.json)= {TAG}", "header-prefixed", note="what openssl dgst prints"),
        vector("header-openssl-stdin", f"(stdin)= {TAG}", "header-prefixed"),
        vector("header-shasum-tag", f"SHA256 (body.json) = {TAG}", "header-prefixed"),
        vector("header-sha256sum", f"{TAG}  -", "header-extra", note="what sha256sum prints"),
        vector("header-openssl-r", f"{TAG} *stdin", "header-extra"),
        vector(
            "header-openssl-base64",
            base64_text(f"(stdin)= {TAG}\n".encode()),
            "header-prefixed",
            "header-base64-of-hex",
        ),
        vector("header-xxd", f"{TAG[:60]} {TAG[60:]}", "header-separated", note="what xxd -p prints"),
        vector("header-base64", base64_text(digest(BODY)), "header-base64", note="Shopify's form"),
        vector("header-base64-unpadded", base64_text(digest(BODY)).rstrip("="), "header-base64"),
        vector("header-base64url", urlsafe, "header-base64url", body=body),
        vector("header-base64url-unpadded", urlsafe.rstrip("="), "header-base64url", body=body),
        vector("header-base64-of-hex", base64_text(TAG.encode()), "header-base64-of-hex"),
        vector("header-hex-of-hex", TAG.encode().hex(), "header-hex-of-hex"),
        vector("header-decimal", ",".join(map(str, digest(BODY))), "header-decimal", note="what String(bytes) makes"),
        vector(
            "header-decimal-signed", str([(byte ^ 128) - 128 for byte in digest(BODY)]), "header-decimal", note="Java's"
        ),
        vector("header-uppercase", TAG.upper(), "header-uppercase"),
        vector(
            "header-dashes",
            "-".join(TAG[n : n + 2].upper() for n in range(0, 64, 2)),
            "header-uppercase",
            "header-separated",
            note="C#'s BitConverter",
        ),
        vector("header-colons", ":".join(TAG[n : n + 2] for n in range(0, 64, 2)), "header-separated"),
        vector("header-unpadded", "".join(f"{byte:x}" for byte in digest(BODY)), "header-unpadded"),
        vector("header-quoted", f'"{TAG}"', "header-quoted"),
        vector("header-bytes-literal", f"b'{TAG}'", "header-bytes-literal"),
        vector("header-space", f" {TAG}", "header-space"),
        vector("header-newline", f"{TAG}\n", "header-space"),
        vector("header-url-encoded", f"%22{TAG}%22", "header-quoted", "header-url-encoded"),
        vector("header-percent", "".join(f"%{ord(digit):02X}" for digit in TAG), "header-url-encoded"),
        vector("header-flipped", flipped, "header-damaged"),
        vector("header-digit-lost", TAG[:20] + TAG[21:], "header-damaged"),
        vector("header-digit-added", TAG[:20] + "x" + TAG[20:], "header-damaged"),
        vector("header-zero-width-space", f"\u200b{TAG}", "header-non-ascii"),
        vector("header-non-ascii", "é" * 64, "header-non-ascii"),
        vector("header-no-signature", "not a signature", "header-malformed"),
    ]


def algorithms() -> list[dict[str, Any]]:
    """Return the cases that another computation leads to."""
    key = SECRET.encode()
    timestamp = "1710545577"
    cases = [
        vector(name, tag(BODY, name=hash_name), name)
        for name, hash_name in (
            ("hmac-sha1", "sha1"),
            ("hmac-sha384", "sha384"),
            ("hmac-sha512", "sha512"),
            ("hmac-md5", "md5"),
        )
    ]
    cases += [
        vector(f"hash-{name}", hashlib.new(name, BODY).hexdigest(), "hash-without-key")
        for name in ("sha256", "sha1", "md5")
    ]
    return [
        *cases,
        vector("hmac-sha3-256", tag(BODY, name="sha3_256"), "hmac-other-hash"),
        vector("hash-key-first", hashlib.sha256(key + BODY).hexdigest(), "hash-key-first"),
        vector("hash-key-last", hashlib.sha256(BODY + key).hexdigest(), "hash-key-last"),
        vector("hash-key-first-with-dot", hashlib.md5(key + b"." + BODY).hexdigest(), "hash-key-first"),
        vector("key-and-body-swapped", tag(key, BODY), "key-and-body-swapped"),
        vector(
            "timestamp-stripe",
            f"t={timestamp},v1={tag(timestamp.encode() + b'.' + BODY)}",
            "signed-timestamp",
            "header-structured",
            note="Stripe's form",
        ),
        vector(
            "timestamp-slack",
            f"v0={tag(b'v0:' + timestamp.encode() + b':' + BODY)}",
            "signed-timestamp",
            "header-prefixed",
            headers=[["X-Slack-Request-Timestamp", timestamp]],
            note="Slack's form",
        ),
        vector(
            "timestamp-standard-webhooks",
            "v1," + base64_text(digest(b"msg_1." + timestamp.encode() + b"." + BODY)),
            "signed-timestamp",
            "header-prefixed",
            "header-base64",
            headers=[["webhook-id", "msg_1"], ["webhook-timestamp", timestamp]],
            note="the form of Standard Webhooks",
        ),
        vector(
            "url-trello",
            base64_text(hmac.digest(key, BODY + b"https://example.org/hooks/mail", "sha1")),
            "hmac-sha1",
            "signed-url",
            "header-base64",
            url="https://example.org/hooks/mail",
            note="Trello's form",
        ),
        vector(
            "url-and-method",
            tag(b"POST/hooks/mail" + BODY),
            "signed-url",
            method="POST",
            url="/hooks/mail",
        ),
        vector(
            "url-of-the-host",
            tag(b"https://hooks.example.org/mail" + BODY),
            "signed-url",
            headers=[["Host", "hooks.example.org"]],
            method="POST",
            url="/mail",
        ),
        vector("timestamp-from-body", tag(str(CLICKED["event_time"]).encode() + BODY), "signed-timestamp"),
    ]
