"""The manual's page of rules, written from the rules themselves: ``make reference`` writes it too."""

import re
import sys
from collections.abc import Iterator
from textwrap import fill

from maileroo_cli.report.rules.markdown import escape_markdown
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.definition import Family, Rule
from maileroo_cli.rules.explanation import find_text
from tests.docs.pages import MANUAL

RULES_PAGE = MANUAL / "rules.md"
BEGIN, END = "<!-- rules: written by `make reference` -->\n", "<!-- end of rules -->"
_WIDTH = 120


def rules() -> str:
    """Return the Markdown of every family: its rules in a table, then each of them in short."""
    return "\n".join(line for family in Family for line in _family(family)) + "\n"


def rewritten_rules(text: str) -> str:
    """Return the page's ``text`` with the rules of now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{rules()}\n{END}{after}"


def _family(family: Family) -> Iterator[str]:
    members = [rule for rule in RULES.values() if rule.family is family]
    yield f"## {family}"
    yield ""
    yield escape_markdown(family.meaning)
    yield ""
    yield "| rule | severity | fact | a correct receiver … |"
    yield "|---|---|---|---|"
    for rule in members:
        title = escape_markdown(rule.title).replace("|", "\\|")
        yield f"| {rule.id} | {rule.severity} | {rule.grade} | {title} |"
    yield ""
    yield from (_wrapped(line) for rule in members for line in _rule(rule))
    yield ""


def _rule(rule: Rule) -> Iterator[str]:
    needs = f" It needs {', and '.join(rule.needs)}." if rule.needs else ""
    text = find_text(rule.id)
    if text is not None:
        told = f"{text.sent}{needs} Right: {text.correct} The mistake: {text.cost}"
        yield f"- **{rule.id}** {escape_markdown(told)}"


def _wrapped(text: str) -> str:
    filled = fill(text, _WIDTH, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)
    # What begins a line must not begin a list or a heading.
    return re.sub(r"\n *(?=[-+#>] |1[.)] )", " ", filled)


def main() -> int:
    """Rewrite the rules in the manual."""
    RULES_PAGE.write_text(rewritten_rules(RULES_PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
