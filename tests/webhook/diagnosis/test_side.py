"""Which side has a mistake of the secret: there are words for every finding, and they name the secret by reference."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maileroo_cli.webhook.diagnosis.candidates.key.derived import common_keys, rare_keys, special_keys
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from maileroo_cli.webhook.diagnosis.causes.side import SIDES
from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding, Findings
from maileroo_cli.webhook.diagnosis.finding import given as has
from maileroo_cli.webhook.diagnosis.finding import signed as lacks
from maileroo_cli.webhook.diagnosis.side import tell_facts

PLAIN = (Finding("secret-empty"), Finding("secret-placeholder"))
SECRETS = st.text("aB3$#%^&!'\"\\{}` =,-_\u2013\n<", min_size=1, max_size=12).map(str.encode) | st.binary(
    min_size=1, max_size=20
)


@given(SECRETS)
@settings(max_examples=100)
def test_every_finding_of_a_key_has_words(value: bytes) -> None:
    """Whatever is derived from a secret, each value comes once, and each finding says on which side it is."""
    secrets, seen = [Candidate(value, (), "env:S"), Candidate(b"another", (), "env:T")], {b"", value}
    keys = [key for make in (common_keys, special_keys, rare_keys) for key in make(secrets, seen)]
    assert len({key.value for key in keys}) == len(keys)
    assert {value, b""}.isdisjoint(key.value for key in keys)
    for finding in {finding for key in keys for finding in key.findings}:
        ((_, told),) = tell_facts((finding,), "env:S")
        assert told.isprintable()
        assert finding in PLAIN or told.startswith("the secret that you gave (env:S) "), finding
        assert "  " not in told


def test_the_words_belong_to_causes() -> None:
    """There are words for causes of the catalogue alone, and none ends as a sentence, since a detail may follow."""
    assert set(SIDES) <= set(CAUSES)
    assert not any(words.endswith(".") for side in SIDES.values() for words in side)


GAVE = "the secret that you gave"


@pytest.mark.parametrize(
    ("findings", "source", "expected"),
    [
        (
            (has("secret-newline"),),
            "file:s2.txt",
            [f"{GAVE} (file:s2.txt) ends in a newline; the signature was made without it"],
        ),
        (
            (lacks("secret-newline", "LF"),),
            "secret",
            [f"{GAVE} does not end in a newline; the signature was made with one (LF)"],
        ),
        (
            (Finding("secret-other-known", "env:OLD"), has("secret-quoted")),
            "env:OLD",
            ["env:OLD", "the known secret (env:OLD) has quotation marks; the signature was made without them"],
        ),
        (
            (has("secret-quoted"), has("secret-prefix"), Finding("header-list", "2 values")),
            "env:S",
            [
                f"{GAVE} (env:S) has quotation marks; the signature was made without them",
                "it has a prefix; the signature was made without it",
                "2 values",
            ],
        ),
    ],
    ids=["given", "signed", "known", "several"],
)
def test_the_secret_is_named_by_its_reference(findings: Findings, source: str, expected: list[str]) -> None:
    """The one that was given, or a known one, is named once by where it came from; a bare one has no name."""
    assert [told for _, told in tell_facts(findings, source)] == expected
