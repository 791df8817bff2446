"""The code of the lessons in JavaScript is run where Node.js is installed: ``make receivers``."""

from pathlib import Path
from typing import Any, cast

import pytest

from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.lesson.catalogue import find_lesson
from maileroo_cli.rules.lesson.definition import Framework
from tests.docs.languages.lesson_frame import serve_script
from tests.docs.languages.test_receivers import prepare
from tests.rules.lesson.tried import RULES_OF, find

pytestmark = pytest.mark.node
UNTRIED = {
    ("csrf", Framework.EXPRESS),
    ("host", Framework.EXPRESS),
    ("csrf", Framework.NEXT),
    ("route", Framework.NEXT),
    ("body-parser", Framework.NEXT),
}
"""Code that needs a package which is not installed, or is a setting of Next.js."""

RULES_IN = {
    ("route", Framework.EXPRESS): ["SIG001"],
    ("body-parser", Framework.EXPRESS): ["SIG001"],
}
"""The rules that the wrong code breaks where they are others than in Python."""

CASES = [
    (name, framework)
    for name in RULES_OF
    for framework in (Framework.EXPRESS, Framework.NEXT)
    if framework in find_lesson(name).snippets and (name, framework) not in UNTRIED
]
EACH = pytest.mark.parametrize(("name", "framework"), CASES, ids=str)


@EACH
def test_the_wrong_code_breaks_the_rules_and_the_right_one_keeps_them(
    name: str, framework: Framework, tmp_path: Path
) -> None:
    """The mistake of a lesson is found by its rules, and its remedy keeps them."""
    rules = RULES_IN.get((name, framework), RULES_OF[name])
    if not set(rules) <= set(RULES):
        pytest.skip(f"not all of {rules} are there")
    environment, code = prepare("Express", tmp_path), find_lesson(name).snippets[framework]
    with serve_script(framework, code.right, tmp_path, environment) as served:
        assert find(cast(Any, served), name, rules) == ({}, {})
    with serve_script(framework, code.wrong, tmp_path, environment) as served:
        assert set(find(cast(Any, served), name, rules).broken) == set(rules)
