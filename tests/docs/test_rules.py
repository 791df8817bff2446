"""The manual's page of rules is what the rules say."""

import re

from maileroo_cli.rules.catalogue import RULES
from tests.docs.rules import RULES_PAGE, rewritten_rules


def test_the_page_is_that_of_the_rules() -> None:
    """``make reference`` would change nothing."""
    text = RULES_PAGE.read_text(encoding="utf-8")
    assert rewritten_rules(text) == text, "run: make reference"


def test_every_rule_is_on_the_page() -> None:
    """Each rule has a row of a table and a paragraph, in order."""
    text = RULES_PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^\| ([A-Z]+\d+) \|", text, re.MULTILINE) == list(RULES)
    assert re.findall(r"^- \*\*([A-Z]+\d+)\*\* ", text, re.MULTILINE) == list(RULES)
