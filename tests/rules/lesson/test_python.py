"""The code of the lessons in Python is run: the wrong one breaks its rules, the right one keeps them."""

import pytest

from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.lesson.catalogue import LESSONS, find_lesson
from maileroo_cli.rules.lesson.definition import Framework
from tests.rules.lesson.frame import PYTHON, serve
from tests.rules.lesson.tried import RULES_OF, UNTRIED, find, rules_of

pytestmark = pytest.mark.slow

CASES = [
    (name, framework)
    for name in RULES_OF
    for framework in PYTHON
    if framework in find_lesson(name).snippets and (name, framework) not in UNTRIED
]
EACH = pytest.mark.parametrize(("name", "framework"), CASES, ids=str)


def known_rules_of(name: str, framework: Framework) -> list[str]:
    """Return the rules of a lesson, where all are there."""
    rules = rules_of(name, framework)
    if not set(rules) <= set(RULES):
        pytest.skip(f"not all of {rules} are there")
    return rules


@EACH
def test_wrong_code_is_found(name: str, framework: Framework) -> None:
    """The mistake of a lesson is found by its rules."""
    rules = known_rules_of(name, framework)
    with serve(framework, find_lesson(name).snippets[framework].wrong) as served:
        found = find(served, name, rules)
    assert set(found.broken) == set(rules), found


@EACH
def test_right_code_is_clean(name: str, framework: Framework) -> None:
    """The remedy of a lesson keeps its rules, and accepts a valid event."""
    rules = known_rules_of(name, framework)
    with serve(framework, find_lesson(name).snippets[framework].right) as served:
        assert find(served, name, rules) == ({}, {})


def test_every_lesson_is_tried() -> None:
    """No lesson is left out, and each has code for every framework in Python that its mistake can be made in."""
    assert list(RULES_OF) == list(LESSONS)
    missing = {(name, one) for name in LESSONS for one in PYTHON if one not in find_lesson(name).snippets}
    assert missing == {("proxy", Framework.FLASK), ("proxy", Framework.FASTAPI)}
