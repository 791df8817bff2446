"""The manual's list of the inspector's answers is the one that the inspector is held to."""

from tests.docs.answers import BEGIN, END, PAGE, rewritten


def test_the_list_is_that_of_now() -> None:
    """The page has the list as the schemas have it."""
    text = PAGE.read_text(encoding="utf-8")
    assert rewritten(text) == text, "python -m tests.docs.answers rewrites the page"
    assert text.count(BEGIN) == text.count(END) == 1
