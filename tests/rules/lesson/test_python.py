"""The code of the lessons in Python is run: the wrong one breaks its rule, the right one keeps it."""

import pytest

from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.lesson.catalogue import LESSONS, find_lesson
from maileroo_cli.rules.lesson.definition import Framework
from tests.rules.lesson.frame import PYTHON, serve
from tests.rules.lesson.tried import RULES_OF, UNTRIED, find

CASES = [
    (name, framework)
    for name in RULES_OF
    for framework in PYTHON
    if framework in find_lesson(name).snippets and (name, framework) not in UNTRIED
]


def rules_of(name: str) -> list[str]:
    """Return the rules of a lesson that there are."""
    known = [rule for rule in RULES_OF[name] if rule in RULES]
    if not known:
        pytest.skip(f"there is none of {RULES_OF[name]}")
    return known


@pytest.mark.parametrize(("name", "framework"), CASES)
def test_wrong_code_is_found(name: str, framework: Framework) -> None:
    """The mistake of a lesson is found by its rule."""
    rules = rules_of(name)
    with serve(framework, find_lesson(name).snippets[framework].wrong) as served:
        found = find(served.url, name, rules)
    assert set(found) & set(rules), found
    assert any(reason != "skipped" for reason in found.values())


@pytest.mark.parametrize(("name", "framework"), CASES)
def test_right_code_is_clean(name: str, framework: Framework) -> None:
    """The remedy of a lesson keeps the rule, and accepts a valid event."""
    with serve(framework, find_lesson(name).snippets[framework].right) as served:
        assert find(served.url, name, rules_of(name)) == {}


def test_every_lesson_is_tried() -> None:
    """No lesson is left out without a reason."""
    assert set(LESSONS) - set(RULES_OF) == {"rotate", "dedupe", "store-first", "suppress", "order"}
