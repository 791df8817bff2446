"""Makes fixtures/signatures/field-secrets.ndjson: mistakes in secret and header as people make them, one case a line.

Run ``python -m tests.webhook.field_secrets`` to write the file anew. Everything is computed here with the standard
library alone. ``given`` is the secret that the verifying side has, ``key`` what the signature was made with.
"""

import base64
import json
from typing import Any

from tests.webhook.field_header import HEADERS
from tests.webhook.field_hint import HINTS
from tests.webhook.signature_vectors import PATH as VECTORS
from tests.webhook.vector_case import BODY, base64_text, tag

PATH = VECTORS.with_name("field-secrets.ndjson")
UUID = "9b2f61c0-77d4-4e0a-a3c8-0d5be1f29a44"
PAGE = "o'brien-\"<tag>&amp-2026"

EXPANDED, ESCAPED, BACKSLASH = "secret-expanded", "secret-shell-escaped", "secret-backslash"
QUOTED, NEWLINE, CUT, PREFIX = "secret-quoted", "secret-newline", "secret-cut", "secret-prefix"

SECRETS: tuple[tuple[str, str | bytes, str | bytes, tuple[str, ...]], ...] = (
    ("dollar-in-the-middle", "hJ4-left$Right_9-tail", "hJ4-left-tail", (EXPANDED,)),
    ("dollar-first", "$Alpha7-omega!t", "-omega!t", (EXPANDED,)),
    ("dollar-last", "plumtree2026$xy", "plumtree2026", (EXPANDED,)),
    ("dollar-alone", "$PlumTree26", "", ("secret-empty",)),
    ("dollar-braces", "be${y}fore-2026", "before-2026", (EXPANDED,)),
    ("dollar-default", "be${y:-Z}fore-2026", "beZfore-2026", (EXPANDED,)),
    ("dollar-digit", "cost$15-each-2026", "cost5-each-2026", (EXPANDED,)),
    ("dollar-count", "hash$#tag-2026-xy", "hash0tag-2026-xy", (EXPANDED,)),
    ("dollar-command", "a$(id)b-2026-plum", "ab-2026-plum", (EXPANDED,)),
    ("dollar-make", "price$Dollar-2026", "priceollar-2026", (EXPANDED,)),
    ("dollar-lost", "a$-b$-2026-plum", "a-b-2026-plum", (EXPANDED,)),
    ("dollar-and-a-newline", "a$One-2026-plum\n", "a-2026-plum", (EXPANDED, NEWLINE)),
    ("dollar-two", "a$One-b$Two-2026", "a-b-2026", (EXPANDED,)),
    ("backticks", "a`b`c-2026-plum", "ac-2026-plum", (EXPANDED,)),
    ("percent-variable", "a%Var%b-2026-plum", "ab-2026-plum", (EXPANDED,)),
    ("percent-in-a-batch-file", "save50%-2026-plum", "save50-2026-plum", (EXPANDED,)),
    ("bang-variable", "a!Var!b-2026-plum", "ab-2026-plum", (EXPANDED,)),
    ("template", "a{{x}}b-2026-plum", "ab-2026-plum", (EXPANDED,)),
    ("dollar-doubled", "be$fore-2026", "be$$fore-2026", (ESCAPED,)),
    ("dollar-undoubled", "be$$fore-2026", "be$fore-2026", (ESCAPED,)),
    ("percent-doubled", "be%fore-2026", "be%%fore-2026", (ESCAPED,)),
    ("percent-undoubled", "be%%fore-2026", "be%fore-2026", (ESCAPED,)),
    ("percent-and-dollar-doubled", "a%b$c-2026", "a%%b$$c-2026", (ESCAPED,)),
    ("caret-eaten", "left^right-2026-q", "leftright-2026-q", (ESCAPED,)),
    ("caret-put-in", "left&right-2026-q", "left^&right-2026-q", (ESCAPED,)),
    ("backtick-eaten", "left`right-2026", "leftright-2026", (ESCAPED,)),
    ("quote-doubled", "it's-plum-2026", "it''s-plum-2026", (ESCAPED,)),
    ("braces-doubled", "a{b}c-2026-plum", "a{{b}}c-2026-plum", (ESCAPED,)),
    ("bang-backslash", "plum!tree-2026", "plum\\!tree-2026", (BACKSLASH,)),
    ("bang-backslash-given", "plum\\!tree-2026", "plum!tree-2026", (BACKSLASH,)),
    ("dollar-backslash", "plum$tree-2026", "plum\\$tree-2026", (BACKSLASH,)),
    ("hash-backslash", "plum#tree-2026", "plum\\#tree-2026", (BACKSLASH,)),
    ("every-sign-backslash", "p/l.u+m-2026", "p\\/l\\.u\\+m\\-2026", (BACKSLASH,)),
    ("backslash-eaten", "plum\\tree-2026", "plumtree-2026", (BACKSLASH,)),
    ("json-escaped", 'pl"u/m-2026', 'pl\\"u\\/m-2026', (BACKSLASH,)),
    ("unicode-escaped", "plum&tree-2026", "plum\\u0026tree-2026", (BACKSLASH,)),
    ("hash-comment", "plum88!@#late-part", "plum88!@", (CUT,)),
    ("hash-comment-early", "pq#restofthesecret", "pq", (CUT,)),
    ("hash-comment-quoted", "poplar # grove-mist", '"poplar', (QUOTED, CUT)),
    ("hash-comment-behind-quotes", '"plum-tree-26" # prod', "plum-tree-26", (QUOTED, CUT)),
    ("hash-comment-bare", "poplar # grove-mist", "poplar", (CUT,)),
    ("cut-at-equals", "plum=treeandmoreofit", "plum", (CUT,)),
    ("after-equals", "a+b=treeandmoreofit", "treeandmoreofit", (CUT,)),
    ("cut-at-ampersand", "pl&treeandmoreofit", "pl", (CUT,)),
    ("cut-at-space", "pl treeandmoreofit", "pl", (CUT,)),
    ("cut-at-question-mark", "pl?treeandmoreofit", "pl", (CUT,)),
    ("cut-at-at", "plumtree:plum@orchard", "orchard", (CUT,)),
    ("cut-short", "0123456789abcdefghijklmnop0123456789", "0123456789abcdef", (CUT,)),
    ("list-whole", "fresh-plum-2026", "fresh-plum-2026,stale-plum-2025", ("secret-list",)),
    ("list-item", "stale-plum-2025,fresh-plum-2026", "fresh-plum-2026", ("secret-list",)),
    ("list-of-one", "fresh-plum-2026", '["fresh-plum-2026"]', ("secret-list",)),
    ("list-comma", "fresh-plum-2026", "fresh-plum-2026,", ("secret-list",)),
    ("leading-zeros", "0098765432109876", "98765432109876", ("secret-number",)),
    ("leading-zeros-given", "98765432109876", "0098765432109876", ("secret-number",)),
    ("octal", "01234567", "342391", ("secret-number",)),
    ("exponent-python", "98765e2", "9876500.0", ("secret-number",)),
    ("exponent-go", "98765e2", "9.8765e+06", ("secret-number",)),
    ("exponent-javascript", "98765e2", "9876500", ("secret-number",)),
    ("exponent-java", "98765e4", "9.8765E8", ("secret-number",)),
    ("long-number-javascript", "98765432109876543210", "98765432109876540000", ("secret-number",)),
    ("long-number-python", "98765432109876543210", "9.876543210987654e+19", ("secret-number",)),
    ("long-number-spreadsheet", "9876543210987654", "9876543210987650", ("secret-number",)),
    ("hex-number", "0x1F4A77", "2050679", ("secret-number",)),
    ("underscores", "1_234_567", "1234567", ("secret-number",)),
    ("sexagesimal", "190:20:30", "685230", ("secret-number",)),
    ("quote-eaten", "it's-a-plum-2026", "its-a-plum-2026", (QUOTED,)),
    ("double-quotes-eaten", 'a-"plum"-2026', "a-plum-2026", (QUOTED,)),
    ("quoted", "plumtree2026", '"plumtree2026"', (QUOTED,)),
    ("quoted-given", "'plumtree2026'", "plumtree2026", (QUOTED,)),
    ("quoted-newline", "plumtree2026", '"plumtree2026"\n', (NEWLINE, QUOTED)),
    ("quoted-newline-given", '"plumtree2026"\n', "plumtree2026", (NEWLINE, QUOTED)),
    ("quoted-with-backslashes", "plumtree2026", '\\"plumtree2026\\"', (QUOTED, BACKSLASH)),
    ("quoted-typographic-given", "\u201cplumtree2026\u201d", "plumtree2026", (QUOTED,)),
    ("opening-quote", "plumtree2026", '"plumtree2026', (QUOTED,)),
    ("bytes-literal", "plumtree2026", "b'plumtree2026'", (QUOTED,)),
    ("newline", "plumtree2026", "plumtree2026\n", (NEWLINE,)),
    ("newline-given", "plumtree2026\n", "plumtree2026", (NEWLINE,)),
    ("newline-and-space-of-cmd", "plumtree2026", "plumtree2026 \r\n", (NEWLINE, "secret-space")),
    ("byte-order-mark-given", b"\xef\xbb\xbfplumtree2026", "plumtree2026", ("secret-space",)),
    ("space-inside-given", "plumtree 2026", "plumtree2026", ("secret-space",)),
    ("utf-16-given", "\ufeffplumtree2026\r\n".encode("utf-16-le"), "plumtree2026", (NEWLINE, "secret-charset")),
    ("utf-16-of-powershell", "plumtree2026", "\ufeffplumtree2026\r\n".encode("utf-16-le"), (NEWLINE, "secret-charset")),
    ("env-line", "plumtree2026", "WEBHOOK_SECRET=plumtree2026", (PREFIX,)),
    ("env-line-own-name", "plumtree2026", "MY_HOOK=plumtree2026", (PREFIX,)),
    ("env-line-exported", "plumtree2026", "export WEBHOOK_SECRET=plumtree2026", (PREFIX,)),
    ("env-line-quoted", "plumtree2026", 'WEBHOOK_SECRET="plumtree2026"', (QUOTED, PREFIX)),
    ("env-line-newline", "plumtree2026", "SECRET=plumtree2026\n", (PREFIX,)),
    ("env-line-given", "WEBHOOK_SECRET=plumtree2026", "plumtree2026", (PREFIX,)),
    ("env-line-given-exported", "export WEBHOOK_SECRET='plumtree2026'", "plumtree2026", (QUOTED, PREFIX)),
    ("env-line-given-comment", "WEBHOOK_SECRET=plumtree2026 # live", "plumtree2026", (PREFIX, CUT)),
    ("env-line-given-all", 'export WEBHOOK_SECRET="plumtree2026" # live', "plumtree2026", (QUOTED, PREFIX, CUT)),
    ("env-file-given", "PORT=80\nWEBHOOK_SECRET=plumtree2026\n", "plumtree2026", (PREFIX,)),
    ("yaml-line-given", "webhook_secret: plumtree2026", "plumtree2026", (PREFIX,)),
    ("json-given", '{"secret": "plumtree2026"}', "plumtree2026", (PREFIX,)),
    ("docker-comment-given", "plumtree2026 # live", "plumtree2026", (CUT,)),
    (
        "html-php",
        PAGE,
        PAGE.replace("&", "&amp;")
        .replace("'", "&#039;")
        .replace('"', "&quot;")
        .replace("<", "&lt;")
        .replace(">", "&gt;"),
        ("secret-html-escaped",),
    ),
    (
        "html-python",
        PAGE,
        PAGE.replace("&", "&amp;")
        .replace("'", "&#x27;")
        .replace('"', "&quot;")
        .replace("<", "&lt;")
        .replace(">", "&gt;"),
        ("secret-html-escaped",),
    ),
    (
        "html-go",
        PAGE,
        PAGE.replace("&", "&amp;")
        .replace("'", "&#39;")
        .replace('"', "&#34;")
        .replace("<", "&lt;")
        .replace(">", "&gt;"),
        ("secret-html-escaped",),
    ),
    (
        "html-no-quotes",
        PAGE,
        PAGE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        ("secret-html-escaped",),
    ),
    (
        "html-xml",
        PAGE,
        PAGE.replace("&", "&amp;")
        .replace("'", "&apos;")
        .replace('"', "&quot;")
        .replace("<", "&lt;")
        .replace(">", "&gt;"),
        ("secret-html-escaped",),
    ),
    ("html-given", "a&lt;b&#x2F;c&amp;d", "a<b/c&d", ("secret-html-escaped",)),
    ("html-slash", "a<b/c&d-2026", "a&lt;b&#x2F;c&amp;d-2026", ("secret-html-escaped",)),
    ("url-decoded", "a%2Bb-plum+2026", "a+b-plum 2026", ("secret-url-encoded",)),
    ("uuid-bare", UUID, UUID.replace("-", ""), ("secret-separators",)),
    ("uuid-dashed", UUID.replace("-", ""), UUID, ("secret-separators",)),
    ("uuid-braces", UUID, "{" + UUID + "}", ("secret-separators",)),
    ("uuid-upper-and-bare", UUID, UUID.replace("-", "").upper(), ("secret-case", "secret-separators")),
    ("uuid-bytes", UUID, bytes.fromhex(UUID.replace("-", "")), ("secret-hex-decoded", "secret-separators")),
    ("base64-alphabets", "plum-tree_2026-xyz", "plum+tree/2026+xyz", ("secret-separators",)),
    ("lookalike-letter-o", "plumtree02026", "plumtreeO2026", ("secret-mistyped",)),
    ("lookalike-letter-l", "plum1tree", "plumltree", ("secret-mistyped",)),
    ("letter-lost", "plumtree2026", "plumtre2026", ("secret-mistyped",)),
    ("neighbours-exchanged", "plumtree2026", "plmutree2026", ("secret-mistyped",)),
    ("dash-typographic", "plum-tree-2026", "plum\u2013tree\u20132026", ("secret-mistyped",)),
    ("caps-lock", "PlumTree2026", "pLUMtREE2026", ("secret-case",)),
    ("base64-newline", "plumtree2026", base64.b64encode(b"plumtree2026\n") + b"\n", (NEWLINE, "secret-base64-encoded")),
    ("dollar-doubled-and-quoted", "plum$tree-2026", '"plum$$tree-2026"', (QUOTED, ESCAPED)),
    ("dollar-expanded-and-newline", "plum$tree-2026", "plum-2026\n", (NEWLINE, EXPANDED)),
    ("dollar-and-hash", "plum$tree-pq#rest-2026", "plum-pq", (EXPANDED, CUT)),
    (
        "env-line-given-with-doubled-dollar",
        'export WEBHOOK_SECRET="plum$$tree" # live',
        "plum$tree",
        (QUOTED, ESCAPED, PREFIX, CUT),
    ),
    ("env-line-given-expanded", "WEBHOOK_SECRET=plum$tree-2026", "plum-2026", (EXPANDED, PREFIX)),
    ("env-line-with-doubled-dollar", "plum$tree-2026", 'WEBHOOK_SECRET="plum$$tree-2026"', (QUOTED, ESCAPED, PREFIX)),
    ("env-line-with-backslash", "plum$tree-2026", "WEBHOOK_SECRET=plum\\$tree-2026\n", (BACKSLASH, PREFIX)),
    ("placeholder-expression", "plumtree2026", "${{ secrets.MY_HOOK }}", ("secret-placeholder",)),
)


def cases() -> list[dict[str, Any]]:
    """Return every case, in the order of the file."""
    return [*(_case(*one) for one in SECRETS), *HEADERS, *HINTS]


def _case(name: str, given: str | bytes, key: str | bytes, causes: tuple[str, ...]) -> dict[str, Any]:
    secret = {"secret": given} if isinstance(given, str) else {"secret_base64": base64_text(given)}
    known = {"known_secrets": ["stale-plum-2025"]} if name == "list-whole" else {}
    return {
        "id": name,
        "body_base64": base64_text(BODY),
        "signature": tag(BODY, key),
        **secret,
        "causes": list(causes),
    } | known


def document() -> str:
    """Return the text of the file."""
    return "".join(json.dumps(case) + "\n" for case in cases())


if __name__ == "__main__":
    PATH.write_text(document(), encoding="ascii", newline="\n")
