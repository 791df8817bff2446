"""Where the line is drawn between a receiver that is lenient and one that can be deceived."""

import pytest

from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES, CauseGroup
from maileroo_cli.webhook.diagnosis.causes.leniency import LENIENT_CAUSES, is_only_lenient
from maileroo_cli.webhook.diagnosis.explain import diagnose
from maileroo_cli.webhook.signing.request import webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper

SECRET = Secret("a secret")
BODY = b'{"event_type":"opened"}'
HOLES = {"missing", "empty", "truncated", "damaged", "non-ascii", "malformed"}


@pytest.mark.parametrize("kind", BadSignature)
def test_the_line_is_that_of_the_bad_signatures(kind: BadSignature) -> None:
    """What is sent as a lenient kind is diagnosed with lenient causes alone, and no other kind is."""
    values = tamper(kind, BODY, SECRET)
    found = diagnose(BODY, values[0] if values else None, [SECRET], headers=webhook_headers(values))
    assert is_only_lenient([one.code for one in found.causes]) is kind.needs_secret


def test_each_cause_of_form_is_on_one_side() -> None:
    """A new cause in the header has to be put on one side of the line; no other cause is lenient."""
    forms = {code for code, cause in CAUSES.items() if cause.group is CauseGroup.HEADER}
    assert forms - LENIENT_CAUSES == {f"header-{word}" for word in HOLES} | {"signature-of-another"}
    assert forms >= LENIENT_CAUSES


def test_all_causes_count() -> None:
    """One cause that is not lenient, or none at all, leaves a hole."""
    assert is_only_lenient(["header-uppercase", "header-extra"])
    assert not is_only_lenient(["header-uppercase", "json-python"])
    assert not is_only_lenient([])
