"""The catalogue of causes: codes that stay, and words that a stranger can act on."""

import re

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES, Cause, CauseGroup, find_cause
from maileroo_cli.webhook.diagnosis.finding import Finding, fundamental_first

CODES = [
    "hmac-sha1",
    "hmac-sha512",
    "hmac-sha384",
    "hmac-md5",
    "hmac-other-hash",
    "hash-without-key",
    "hash-key-first",
    "hash-key-last",
    "key-and-body-swapped",
    "signed-timestamp",
    "signed-url",
    "secret-other-known",
    "secret-empty",
    "secret-placeholder",
    "secret-itself",
    "secret-charset",
    "secret-prefix",
    "secret-newline",
    "secret-space",
    "secret-quoted",
    "secret-backslash",
    "secret-shell-escaped",
    "secret-expanded",
    "secret-list",
    "secret-hex-decoded",
    "secret-hex-encoded",
    "secret-base64-decoded",
    "secret-base64-encoded",
    "secret-case",
    "secret-url-encoded",
    "secret-html-escaped",
    "secret-hashed",
    "secret-number",
    "secret-separators",
    "secret-mistyped",
    "secret-cut",
    "secret-doubled",
    "json-compact",
    "json-go",
    "json-python",
    "json-php",
    "json-pretty",
    "json-dotnet",
    "json-gson",
    "json-key-order",
    "json-ascii-escapes",
    "json-html-escapes",
    "json-slash-escapes",
    "json-values",
    "json-string",
    "json-part",
    "json-repr",
    "body-unread",
    "body-placeholder",
    "body-arrived-empty",
    "body-incomplete",
    "body-cut",
    "body-doubled",
    "body-chunk-framing",
    "body-with-head",
    "body-compressed",
    "body-decompressed",
    "body-wrapped",
    "body-log-escaped",
    "body-html-escaped",
    "body-backslashes",
    "body-quotes",
    "body-pasted",
    "body-charset",
    "body-mojibake",
    "body-replaced-characters",
    "body-line-breaks",
    "body-newline-added",
    "body-newline-removed",
    "body-space-trimmed",
    "body-line-endings",
    "body-bom-added",
    "body-bom-removed",
    "body-normalised",
    "body-url-encoded",
    "body-base64",
    "body-hex",
    "body-hashed-first",
    "body-bytes-literal",
    "header-missing",
    "header-empty",
    "header-other-name",
    "header-duplicated",
    "signature-of-another",
    "header-list",
    "header-structured",
    "header-prefixed",
    "header-base64",
    "header-base64url",
    "header-base64-of-hex",
    "header-hex-of-hex",
    "header-decimal",
    "header-uppercase",
    "header-separated",
    "header-unpadded",
    "header-truncated",
    "header-extra",
    "header-doubled",
    "header-damaged",
    "header-quoted",
    "header-bytes-literal",
    "header-space",
    "header-url-encoded",
    "header-non-ascii",
    "header-malformed",
    "unexplained",
]


def test_the_codes_are_locked() -> None:
    """Scripts rely on the codes: none may vanish, change or move without this list being changed on purpose."""
    assert list(CAUSES) == CODES


def test_groups_run_from_the_fundamental_to_the_superficial() -> None:
    """The catalogue's order is that of the groups, so the first cause of a diagnosis is the one to repair first."""
    order = list(CauseGroup)
    assert [order.index(cause.group) for cause in CAUSES.values()] == sorted(
        order.index(cause.group) for cause in CAUSES.values()
    )
    assert {cause.group for cause in CAUSES.values()} == set(CauseGroup)


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.code)
def test_a_cause_is_worded_for_strangers(cause: Cause) -> None:
    """Each has a kebab-case code, a sentence, an explanation and a fix: plain lines that end as sentences do."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cause.code)
    assert CAUSES[cause.code] is cause
    for text in (cause.sentence, cause.explanation, cause.fix):
        assert text.isprintable()
        assert text.endswith(".")
        assert "  " not in text
    assert len(cause.sentence) <= 120
    assert len({cause.sentence, cause.explanation, cause.fix}) == 3


def test_sentences_tell_causes_apart() -> None:
    """No two causes share their sentence."""
    assert len({cause.sentence for cause in CAUSES.values()}) == len(CAUSES)


def test_a_cause_is_found_by_its_code() -> None:
    """A code leads to its cause; a wrong one is refused with the nearest, or with where to look."""
    assert find_cause("json-go") is CAUSES["json-go"]
    with pytest.raises(UsageError, match=r"did you mean .*secret-newline"):
        find_cause("secret-newlines")
    with pytest.raises(UsageError, match="mhook causes"):
        find_cause("zzzzzz")


def test_findings_are_ordered_and_named_once() -> None:
    """The most fundamental finding comes first, and of a repeated cause the first detail stays."""
    mixed = (Finding("header-space"), Finding("json-go", "one"), Finding("secret-case"), Finding("json-go", "two"))
    assert fundamental_first(mixed) == (Finding("secret-case"), Finding("json-go", "one"), Finding("header-space"))
