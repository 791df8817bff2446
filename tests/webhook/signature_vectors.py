"""Makes fixtures/signatures/vectors.json: bodies, secrets and headers with the verdict and cause that must come out.

Run ``python -m tests.webhook.signature_vectors`` to write the file anew. Everything is computed here with the standard
library alone, and nothing of the package under test, so that the vectors are an oracle and not an echo.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.webhook.vector_body import bodies, rewritten
from tests.webhook.vector_case import BINARY, BODY, CLICKED, NON_ASCII, SECRET, base64_text, raw, tag, vector
from tests.webhook.vector_header import algorithms, headers, lengths
from tests.webhook.vector_secret import secrets

PATH = Path(__file__).parents[2] / "fixtures" / "signatures" / "vectors.json"


def valid() -> list[dict[str, Any]]:
    """Return the cases that verify: every style of body, and bodies that are no text."""
    bodies = {
        "go": BODY,
        "compact": raw(CLICKED).encode(),
        "pretty": raw(CLICKED, indent=2, separators=None).encode(),
        "python": json.dumps(CLICKED, sort_keys=True).encode(),
        "php": json.dumps(CLICKED, sort_keys=True, separators=(",", ":")).replace("/", "\\/").encode(),
    }
    cases = [vector(f"valid-style-{name}", tag(body), body=body) for name, body in bodies.items()]
    official = {
        "go": "14036cb8d272ae93b0194b9ea2e0824b11b3ced7bdf8874d4dce26b979cf444a",
        "compact": "de6d100ca0de455a9c3ca49c191ae111b4b5934815f7ae2b86f84c9a05ef840d",
        "php": "a602887e9524092da45bd11e1c3fd13a5a8c91ba944be555cd5512810ef7b2aa",
    }
    cases += [
        vector(f"valid-known-answer-{name}", header, body=bodies[name], secret="secret", note="a fixed, known answer")
        for name, header in official.items()
    ]
    return [
        *cases,
        vector(
            "valid-github-example",
            "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            body=b"Hello, World!",
            secret="It's a Secret to Everybody",
            note="GitHub's published example, without its prefix",
        ),
        vector(
            "valid-rfc-4231-case-2",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            body=b"what do ya want for nothing?",
            secret="Jefe",
            note="RFC 4231",
        ),
        vector(
            "valid-rfc-4231-case-6",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            body=b"Test Using Larger Than Block-Size Key - Hash Key First",
            secret=b"\xaa" * 131,
            note="RFC 4231: a key longer than a block",
        ),
        vector("valid-non-ascii", tag(NON_ASCII), body=NON_ASCII, note="characters of two, three and four bytes"),
        vector("valid-non-utf-8", tag(BINARY), body=BINARY, note="a body is bytes: these are no UTF-8"),
        vector("valid-zero-bytes", tag(bytes(64)), body=bytes(64)),
        vector("valid-empty-body", tag(b""), body=b"", note="never sent by Maileroo, but a signature as any other"),
        vector("valid-newline-at-end", tag(BODY + b"\n"), body=BODY + b"\n", note="a newline is a byte like any other"),
        vector("valid-secret-with-space", tag(BODY, SECRET + " "), secret=SECRET + " ", note="the space is of the key"),
        vector("valid-secret-non-ascii", tag(BODY, "gehéim-ß"), secret="gehéim-ß", note="the key is its UTF-8 bytes"),
        vector("valid-secret-binary", tag(BODY, b"\xff\x00\x80"), secret=b"\xff\x00\x80"),
    ]


def combined() -> list[dict[str, Any]]:
    """Return the cases in which two or three simple mistakes coincide, and those that nothing explains."""
    return [
        vector("two-style-and-prefix", f"sha256={tag(json.dumps(CLICKED).encode())}", "json-python", "header-prefixed"),
        vector(
            "two-style-and-newline",
            tag(raw(CLICKED, indent=2, separators=None).encode() + b"\n"),
            "json-pretty",
            "body-newline-added",
            note="what jq prints",
        ),
        vector("two-secret-and-style", tag(raw(CLICKED).encode(), SECRET + "\n"), "secret-newline", "json-compact"),
        vector("two-algorithm-and-style", tag(raw(CLICKED).encode(), name="sha1"), "hmac-sha1", "json-compact"),
        vector("two-algorithm-and-secret", tag(BODY, SECRET + "\n", "sha512"), "hmac-sha512", "secret-newline"),
        vector(
            "three-secret-style-and-form",
            base64_text(bytes.fromhex(tag(raw(CLICKED).encode(), SECRET + "\n"))),
            "secret-newline",
            "json-compact",
            "header-base64",
        ),
        vector("unexplained-other-secret", tag(BODY, "a secret that nobody knows"), "unexplained"),
        vector("unexplained-other-body", tag(b'{"another":"body"}'), "unexplained"),
        vector("unexplained-zeros", "0" * 64, "unexplained"),
    ]


def vectors() -> list[dict[str, Any]]:
    """Return every case, in the order of the file."""
    groups: Sequence[list[dict[str, Any]]] = (
        valid(),
        lengths(),
        headers(),
        algorithms(),
        secrets(),
        rewritten(),
        bodies(),
        combined(),
    )
    return [case for group in groups for case in group]


def document() -> str:
    """Return the text of the file."""
    return json.dumps({"schema": "mhook.vectors/1", "vectors": vectors()}, indent=2, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(document(), encoding="ascii", newline="\n")
