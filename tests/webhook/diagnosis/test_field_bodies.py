"""Bodies as people have them: each mistake that a tool, a language or a store makes of a body is named."""

import base64
import json
from typing import Any

import pytest

from maileroo_cli.webhook.diagnosis.explain import diagnose
from tests.webhook import field_bodies

CASES: list[dict[str, Any]] = [json.loads(line) for line in field_bodies.PATH.read_text(encoding="ascii").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_body_of_the_field_gets_its_causes(case: dict[str, Any]) -> None:
    """The causes are those of the mistake that was made, and the detail says whose habit it is."""
    found = diagnose(base64.b64decode(case["body_base64"]), case["signature"], case["secret"])
    assert sorted(cause.code for cause in found.causes) == sorted(case["causes"])
    assert case["detail"] in found.detail
    assert found.detail.isprintable()


def test_the_file_is_what_the_generator_makes() -> None:
    """The cases that are kept are the ones that can be made again, each under a name of its own."""
    assert field_bodies.PATH.read_text(encoding="ascii") == field_bodies.document()
    assert len({case["id"] for case in CASES}) == len(CASES)
