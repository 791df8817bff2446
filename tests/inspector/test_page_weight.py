"""The page is small, and made of what is in its folder alone: no framework, no build, nothing from elsewhere."""

import gzip
import re
from importlib.resources import files

MOST = 60_000
_PAGE = {path.name: path.read_bytes() for path in files("maileroo_cli").joinpath("inspector", "page").iterdir()
         if path.is_file() and not path.name.endswith(".py")}  # fmt: skip
_MAKES_MARKUP = re.compile(
    rb"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|setHTML|srcdoc"
)
_FETCHES = re.compile(rb"(?:src|href|url)\s*[=(:]\s*[\"']?(?:https?:)?//")


def test_is_small() -> None:
    """All its files together are sent in at most 60 kB, and are at most twice that as they lie."""
    sent = {name: len(gzip.compress(text, 9)) for name, text in sorted(_PAGE.items())}
    assert 10_000 < sum(sent.values()) <= MOST, sent
    assert sum(map(len, _PAGE.values())) <= 2 * MOST


def test_makes_no_markup_of_text() -> None:
    """No script of it names what makes elements of text, or code of it."""
    assert [name for name, text in _PAGE.items() if _MAKES_MARKUP.search(text)] == []


def test_has_nothing_inline_and_nothing_foreign() -> None:
    """The document has no script or style in it, no handler, and no address of another host."""
    document = _PAGE["index.html"]
    assert re.findall(rb"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", document) == []
    assert [name for name, text in _PAGE.items() if _FETCHES.search(text)] == []
    assert {name.rpartition(".")[2] for name in _PAGE} <= {"html", "css", "js", "svg"}


def test_each_file_is_used() -> None:
    """Whatever lies there is named by the document, by a style sheet or by a script."""
    unused = [
        name
        for name in _PAGE
        if name != "index.html" and not any(name.encode() in text for other, text in _PAGE.items() if other != name)
    ]
    assert unused == []
