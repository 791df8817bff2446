"""Every rule is explained: by its text, by a lesson, and by what it sends."""

import pytest

from maileroo_cli.operation.check.sample import SAMPLE_URL, make_sample
from maileroo_cli.report.rules.markdown import escape_markdown, explanation_markdown
from maileroo_cli.report.rules.part import PartKind, explanation_parts
from maileroo_cli.report.rules.sample import curl_of
from maileroo_cli.rules.catalogue import RULES, experiments
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.explanation import find_text
from maileroo_cli.rules.lesson.catalogue import LESSONS, find_lesson
from maileroo_cli.rules.lesson.definition import Framework
from tests.docs.pages import Section

EACH = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
EACH_LESSON = pytest.mark.parametrize("name", LESSONS)


@EACH
def test_a_rule_has_its_text(rule: Rule) -> None:
    """Each rule has a text, in whole sentences, which names a lesson that there is."""
    text = find_text(rule.id)
    assert text is not None
    assert text.lesson in LESSONS
    for words in (text.sent, text.correct, text.cost, text.seen, text.false_alarms, text.fix):
        assert words == "" or words.endswith((".", "`", ")")), words
    assert all((text.sent, text.correct, text.cost, text.seen))


@EACH
def test_what_a_rule_sends_is_always_the_same(rule: Rule) -> None:
    """The sample of a rule is not empty, and has the same bytes each time."""
    first, again = make_sample(rule), make_sample(rule)
    assert first == again
    assert first.requests


@EACH
def test_the_markdown_is_that_of_the_parts(rule: Rule) -> None:
    """Each code is a block of its own in the Markdown, to the letter, and each heading is below the rule's."""
    parts = list(explanation_parts(rule, tuple(Framework)))
    markdown = explanation_markdown(rule, tuple(Framework))
    blocks = Section("", markdown, 1).blocks()
    assert [block.text for block in blocks] == [part.text for part in parts if part.kind is PartKind.CODE]
    headings = [line for line in markdown.split("\n") if line.startswith("### ")]
    assert len(headings) >= sum(part.kind is PartKind.HEADING for part in parts)
    assert markdown.startswith(f"## {rule.id}: ")


def test_markup_is_harmless() -> None:
    """What a text says between backticks is code, and all else is text."""
    assert escape_markdown("`a_b` <b> a*b snake_case") == r"`a_b` \<b\> a\*b snake_case"
    assert escape_markdown("one ` alone _x_") == r"one ` alone \_x\_"


def test_the_telling_request_is_the_forged_one() -> None:
    """Of several requests that one is shown which a correct receiver refuses."""
    sample = make_sample(RULES["SIG021"])
    assert sample.telling is not None
    assert sample.telling.ideal == 401
    assert (curl_of(sample.telling) or "").startswith("curl -sS -i -X POST http://localhost:8000/webhook \\\n  -H ")


@EACH_LESSON
def test_a_lesson_is_short_and_whole(name: str) -> None:
    """A lesson has code for at least three frameworks, each side with at most 18 lines that fit on a page."""
    lesson = find_lesson(name)
    assert len(lesson.snippets) >= 3
    assert lesson.why.endswith(".")
    for code in lesson.snippets.values():
        assert code.wrong != code.right
        for line in (*code.wrong.split("\n"), *code.right.split("\n")):
            assert len(line) <= 112, line
        assert max(code.wrong.count("\n"), code.right.count("\n")) < 18


def test_curl_sends_in_the_same_manner_or_is_not_named() -> None:
    """What curl would send otherwise, and so be answered otherwise, is not shown as a line for it."""
    chunked = make_sample(RULES["BYTES015"]).telling
    padded = make_sample(RULES["BYTES021"]).telling
    assert chunked is not None
    assert padded is not None
    assert "-H 'Transfer-Encoding: chunked'" in (curl_of(chunked) or "")
    assert curl_of(padded) is None


@pytest.mark.parametrize("rule", experiments(), ids=lambda rule: rule.id)
def test_what_an_experiment_shows_first_is_what_is_to_be_accepted(rule: Rule) -> None:
    """A correct receiver answers 200 to the valid event, not to a path where nothing is."""
    first = make_sample(rule).requests[0]
    assert (first.ideal, first.request.url) == (200, SAMPLE_URL)
