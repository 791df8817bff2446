"""README and manual as pages: their form, and their links."""

import re
from pathlib import Path

import pytest

from maileroo_cli.operation.manual import TOPICS, all_pages
from tests.docs.pages import MANUAL, README, Section, commands, page, pages

MAINTAINED = ("https://keepachangelog.com/", "http://localhost", "http://127.0.0.1")
"""How addresses begin that a link may have besides files of ours; nothing checks that those answer."""

EACH = pytest.mark.parametrize("one", pages(), ids=lambda one: one.title)
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_CLOCK = re.compile(r"^(?:[0-9a-f]{8} +)?(\d\d:\d\d:\d\d\.\d{3}) ", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(text: str) -> list[str]:
    """Return where the links of a page lead, without those in code."""
    return _LINK.findall(re.sub(r"`[^`\n]+`", "", _FENCED.sub("", text)))


def place(one: Section) -> Path:
    """Return the folder from which a page's links are followed."""
    return README.parent if one.title == "README" else MANUAL


@EACH
def test_links_lead_somewhere(one: Section) -> None:
    """Each link to a file has a file, each anchor a heading, and no other link is there but those that are allowed."""
    for target in links(one.text):
        if "://" in target:
            assert target.startswith(MAINTAINED), target
            continue
        name, _, anchor = target.partition("#")
        path = place(one) / name if name else None
        assert path is None or path.is_file(), target
        if anchor:
            assert anchor in anchors(one.text if path is None else path.read_text(encoding="utf-8")), target


def test_every_topic_is_a_page() -> None:
    """The list of topics is that of the files, and the README links to each."""
    assert sorted(TOPICS) == sorted(path.stem for path in MANUAL.iterdir())
    linked = set(links(page("README").text))
    assert {f"maileroo_cli/manual/{topic}.md" for topic in TOPICS} <= {link.partition("#")[0] for link in linked}


@pytest.mark.parametrize("topic", TOPICS)
def test_begins_with_title_and_summary(topic: str) -> None:
    """A page begins with its one title and a summary in one line, which stands alone."""
    lines = page(topic).text.split("\n")
    assert re.fullmatch(r"# \S.*", lines[0])
    assert lines[1] == lines[3] == ""
    assert re.fullmatch(r"[A-Z].{10,98}\.", lines[2])
    assert len(re.findall(r"^# ", _FENCED.sub("", page(topic).text), re.MULTILINE)) == 1
    (read,) = [one for one in all_pages() if one.topic == topic]
    assert (read.title, read.summary) == (lines[0][2:], lines[2])


@EACH
def test_time_does_not_run_backwards(one: Section) -> None:
    """What one command shows happened in the order of its lines."""
    for block in one.blocks("console"):
        for command in commands(block):
            clocks = _CLOCK.findall("\n".join(command.output))
            assert clocks == sorted(clocks), f"line {command.line}: {command.text}"


@EACH
def test_lines_of_prose_are_short(one: Section) -> None:
    """Lines outside tables and blocks stay within the length of the code's."""
    if one.title != "commands":
        lines = _FENCED.sub("", one.text).split("\n")
        assert [line for line in lines if len(line) > 125 and not line.startswith(("|", "- ["))] == []
