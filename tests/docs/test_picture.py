"""The README's pictures are real, need nothing else, and can be read."""

import re
from xml.etree import ElementTree as ET

import pytest

from tests.docs.pages import README
from tests.docs.picture import PICTURES, Picture, draw, plain, play, text_of

of_each = pytest.mark.parametrize("picture", PICTURES, ids=lambda one: one.name)


@of_each
def test_shows_what_the_commands_print(picture: Picture) -> None:
    """Each line of a picture is what the commands print today, apart from times and ids."""
    assert plain(text_of(picture.file.read_text(encoding="utf-8"))) == plain(play(picture)), "run: make pictures"


@of_each
def test_needs_nothing_else(picture: Picture) -> None:
    """A picture is well-formed and fetches nothing: no font, no style sheet, no script, no image, no link."""
    svg = picture.file.read_text(encoding="utf-8")
    root = ET.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "style", "defs", "clipPath", "rect", "circle", "g", "text"}
    markup = re.sub(r"(<text [^>]*>)[^<]*", r"\1", svg)
    assert re.findall(r"\w+://[^\s\"')]+", markup) == ["http://www.w3.org/2000/svg"]
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", markup))
    assert "@import" not in markup


@of_each
def test_can_be_read_in_both_themes(picture: Picture) -> None:
    """A picture brings its own background, so that the page's colours do not matter."""
    assert re.search(r'<rect fill="#292929"[^>]*rx="8"', picture.file.read_text(encoding="utf-8"))


def test_says_the_same_whenever_it_is_drawn() -> None:
    """The same lines give the same bytes, and its text can be read back, spaces and all."""
    lines = ["\x1b[32mgood\x1b[0m  and   <bad> & 'odd'", "   indented", "x" * 100]
    assert draw(lines) == draw(lines)
    assert text_of(draw(lines)) == ["good  and   <bad> & 'odd'", "   indented", "x" * 100]


@of_each
def test_is_in_the_readme(picture: Picture) -> None:
    """The README shows the picture."""
    assert f"](tests/docs/{picture.file.name})" in README.read_text(encoding="utf-8")
