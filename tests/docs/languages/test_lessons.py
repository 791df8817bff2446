"""The code of the lessons in other languages than Python: ``make receivers``.

JavaScript is run where Node.js is installed. Go and PHP, of which the lessons have parts of programs, are parsed.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.lesson.catalogue import LESSONS, find_lesson
from maileroo_cli.rules.lesson.definition import Framework
from tests.docs.languages.lesson_frame import serve_script
from tests.docs.languages.test_receivers import need, prepare
from tests.rules.lesson.tried import RULES_OF, find

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


@pytest.mark.node
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


@pytest.mark.go
def test_go_can_be_parsed(tmp_path: Path) -> None:
    """Each part of a program in Go is right as to its form."""
    need("gofmt")
    for number, code in enumerate(sides_in(Framework.GO)):
        (tmp_path / f"{number}.go").write_text(f"package main\n\n{code}\n", encoding="utf-8")
    done = subprocess.run(["gofmt", "-e", "-l", str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.php
def test_php_can_be_parsed(tmp_path: Path) -> None:
    """Each part of a program in PHP is right as to its form."""
    need("php")
    for number, code in enumerate(sides_in(Framework.LARAVEL)):
        path = tmp_path / f"{number}.php"
        path.write_text(f"<?php\n{whole_php(code)}\n", encoding="utf-8")
        done = subprocess.run(["php", "-l", str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def sides_in(framework: Framework) -> Iterator[str]:
    """Yield all code for a framework."""
    for name in LESSONS:
        if (code := find_lesson(name).snippets.get(framework)) is not None:
            yield from (code.wrong, code.right)


def whole_php(code: str) -> str:
    """Return code with what has to stand around it: a method is one of a class, and a call is one of an object."""
    if code.startswith("public "):
        return f"class Controller\n{{\n{code}\n}}"
    lines = [line for line in code.split("\n") if not line.startswith("//")]
    return "\n".join(["$app", *lines, ";"]) if lines[0].startswith("->") else code
