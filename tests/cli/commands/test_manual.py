"""``mhook manual``: the list of topics, a page in a pipe and as an object, and words that lead to a topic."""

import re

import pytest

from maileroo_cli.cli.catalogue import COMMANDS
from maileroo_cli.operation.manual import ALIASES, TOPICS
from tests.cli.calling import Mhook, Ran
from tests.docs.pages import MANUAL

MARKS = ("<!--", "not run:", "written by `", "end of reference", "end of keys")


def test_lists_the_topics(mhook: Mhook) -> None:
    """Each topic is listed once, in order, with its summary."""
    ran = mhook("manual", env={"COLUMNS": "140"})
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split(maxsplit=1) for line in ran.lines[: len(TOPICS)]]
    assert [topic for topic, _ in rows] == list(TOPICS)
    for topic, summary in rows:
        assert (MANUAL / f"{topic}.md").read_text(encoding="utf-8").split("\n")[2].replace("`", "") == summary
    assert ran.lines[-1] == "Show one with: mhook manual TOPIC"


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_in_a_pipe_is_its_markdown(mhook: Mhook, topic: str) -> None:
    """Whoever is no terminal gets every line of the file, but for the markers of our tests and generators."""
    ran = mhook("manual", topic)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.decode() == shown(topic)
    assert not [line for line in ran.lines if line.startswith("<!--")]
    assert not ran.text.endswith("\n\n")


@pytest.mark.parametrize("topic", ["ci", "receivers", "commands", "formats"])
def test_markers_are_shown_to_nobody(mhook: Mhook, topic: str) -> None:
    """A page that says something to our tests or generators does not say it to a reader, in any form."""
    assert "<!--" in (MANUAL / f"{topic}.md").read_text(encoding="utf-8")
    for ran in (mhook("manual", topic), mhook("manual", topic, "--format", "json"), on_screen(mhook, topic)):
        assert ran.code == 0
        assert not [one for one in MARKS if one in ran.text]


def shown(topic: str) -> str:
    """Return a page's file without the lines that are markers, each with the empty line that may follow it."""
    source = (MANUAL / f"{topic}.md").read_text(encoding="utf-8")
    return re.sub(r"(?m)^<!-- .* -->\n\n?", "", source).rstrip() + "\n"


def on_screen(mhook: Mhook, topic: str) -> Ran:
    """Return what a page looks like on a terminal."""
    return mhook("manual", topic, "--no-color", terminal=True, env={"PAGER": ""})


@pytest.mark.parametrize("word", [*COMMANDS, *ALIASES])
def test_other_words_lead_to_a_topic(mhook: Mhook, word: str) -> None:
    """Every command, and what people call things, shows a page."""
    ran = mhook("manual", word)
    assert (ran.code, ran.err) == (0, "")
    assert ran.text.startswith("# ")


@pytest.mark.parametrize(
    ("word", "near"),
    [("replays", "replay"), ("lisen", "receiving"), ("exit-code", "exit-codes"), ("Secretz", "secrets")],
)
def test_a_wrong_topic_names_the_nearest(mhook: Mhook, word: str, near: str) -> None:
    """A topic that there is not is refused, with the topic that was probably meant."""
    ran = mhook("manual", word)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error.startswith(f"the manual has no topic '{word}': did you mean mhook manual {near}")


def test_a_topic_like_none(mhook: Mhook) -> None:
    """A word that is like none of them leads to the list."""
    ran = mhook("manual", "xyzzy")
    assert ran.code == 2
    assert ran.error == "the manual has no topic 'xyzzy': mhook manual lists the topics"


def test_as_objects(mhook: Mhook) -> None:
    """The list is an object for each topic, a page one with its Markdown."""
    listed = mhook("manual", "--format", "json").objects
    assert [one["topic"] for one in listed] == list(TOPICS)
    (page,) = mhook("manual", "formats", "--format", "json").objects
    assert page["markdown"] == shown("formats")
    assert {**page, "schema": "mhook.manual-topic/1"} == {
        **next(one for one in listed if one["topic"] == "formats"),
        "markdown": page["markdown"],
    }
