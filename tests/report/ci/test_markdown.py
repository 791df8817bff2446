"""Markdown that shows any text as the text that it is."""

from maileroo_cli.report.ci.markdown import markdown_table


def test_a_table_holds_text_and_no_markup() -> None:
    """A cell cannot end its column, begin a line, or become a link, a tag or code."""
    table = markdown_table(("a", "b"), [("x|y\nz", "[l](http://h) <b> `c` @me #1 *s*")])
    assert table.splitlines() == [
        "| a | b |",
        "| --- | --- |",
        r"| x\|y\\nz | \[l\]\(http://h\) \<b\> \`c\` \@me \#1 \*s\* |",
    ]
