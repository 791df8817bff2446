"""Tables of pages: a header for each row and column, numbers to the right, and what is wrong marked."""

from maileroo_cli.report.page.table import PageTable, html_table

ROWS = [["a", "x", "1"], ["all", "y", "2"], ["wrong", "<b>", "3"], []]


def test_table() -> None:
    """Cells are escaped; rows that sum up and rows that tell of something wrong have classes of their own."""
    names = frozenset({"all"}), frozenset({"wrong"})
    table = PageTable("t", ["name", "word", "number"], ROWS, "A caption.", 1, *names)
    text = "\n".join(html_table(table))
    assert text.count('<th scope="col">') == 2
    assert '<th class="number" scope="col">number</th>' in text
    assert '<tr><th scope="row">a</th><td>x</td><td class="number">1</td></tr>' in text
    assert '<tr class="sum"><th scope="row">all</th>' in text
    assert '<tr class="fault"><th scope="row">wrong</th><td>&lt;b&gt;</td>' in text
    assert '<tr><th scope="row"></th></tr>' in text
    assert text.endswith('<p class="caption">A caption.</p>')


def test_columns_of_numbers() -> None:
    """Without a number given all columns but the first are of numbers; with 0 none is."""
    assert "\n".join(html_table(PageTable("", ["a", "b"], ROWS))).count('class="number" scope="col"') == 1
    assert 'td class="number"' not in "\n".join(html_table(PageTable("", ["a", "b"], [["1", "2"]], numbers=0)))
