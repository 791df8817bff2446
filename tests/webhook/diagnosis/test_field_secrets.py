"""Mistakes in secret and header as people make them, each with the cause or the hint that helps."""

import base64
import json
from typing import Any

import pytest

from maileroo_cli.webhook.diagnosis.explain import Diagnosis, diagnose
from maileroo_cli.webhook.signing.secret import Secret
from tests.webhook import field_secrets

CASES: list[dict[str, Any]] = [json.loads(line) for line in field_secrets.PATH.read_bytes().splitlines()]
REFERENCE = "env:MY_HOOK"
WITHOUT_SIDE = {"secret-empty", "secret-placeholder", "secret-other-known"}


def diagnosis_of(case: dict[str, Any]) -> Diagnosis:
    """Return the diagnosis of a case, whose secret came from a variable."""
    value = case["secret"] if "secret" in case else base64.b64decode(case["secret_base64"])
    body, known = base64.b64decode(case["body_base64"]), case.get("known_secrets", ())
    return diagnose(body, case["signature"], Secret(value, REFERENCE), known_secrets=known)


def test_the_file_is_what_its_maker_makes() -> None:
    """The cases in the file are those that the standard library computed."""
    assert field_secrets.PATH.read_text("ascii") == field_secrets.document()
    assert len({case["id"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_case_gets_its_causes(case: dict[str, Any]) -> None:
    """Each gets its causes and its hint, which tell nothing of the secret's text."""
    diagnosis = diagnosis_of(case)
    assert sorted(cause.code for cause in diagnosis.causes) == sorted(case["causes"])
    assert case.get("hint", "") in diagnosis.detail
    assert diagnosis.detail.isprintable()
    if len(case.get("secret", "")) > 8:
        assert case["secret"] not in diagnosis.detail


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_cause_of_the_secret_says_which_side(case: dict[str, Any]) -> None:
    """What is wrong with a secret is told of the one that was given, by its reference, for every such cause."""
    sided = [code for code in case["causes"] if code.startswith("secret-") and code not in WITHOUT_SIDE]
    told = diagnosis_of(case).detail
    assert told.count(f"the secret that you gave ({REFERENCE}) ") == bool(sided)
    assert len(case["causes"]) == 1 or all(f"{code}: " in told for code in sided)


@pytest.mark.parametrize(
    "value", ["plum-Tree_2026", "a$b#c&d'e\"f\\g%h^i!j", "0012345e2", "1e999", "-0.0", "NAME='x' # y", "ab"]
)
def test_a_foreign_signature_is_explained_by_no_secret(value: str) -> None:
    """However many keys are derived from a secret, none matches a signature that was made with another."""
    case = {
        **CASES[0],
        "secret": value,
        "signature": "5d41402abc4b2a76b9719d911017c592ae2b1fa1d6f84ad4c0b3e99f4a3c7e10",
    }
    assert [cause.code for cause in diagnosis_of(case).causes] == ["unexplained"]
