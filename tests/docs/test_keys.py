"""The manual's list of JSON keys is the one that the commands are held to."""

from tests.docs.keys import BEGIN, END, places, rewritten


def test_the_list_is_that_of_now() -> None:
    """Each file with the list has it as the program does, and one file has it."""
    assert places()
    for path in places():
        text = path.read_text(encoding="utf-8")
        assert rewritten(text) == text, f"python -m tests.docs.keys rewrites {path.name}"
        assert text.count(BEGIN) == text.count(END) == 1
