"""Tables with an entry for each member of a closed set."""

from maileroo_cli.capture.entry import AnswerSource
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.report.captures import diff, import_, view
from maileroo_cli.report.captures.entry import INKS
from maileroo_cli.webhook.text.json_difference import Change, Writing


def test_every_verdict_has_its_colour() -> None:
    """A list shows all of them; an import all but what is damaged, which is not imported."""
    assert set(INKS) == set(StoredVerdict)
    assert set(import_._INKS) == set(StoredVerdict) - {StoredVerdict.DAMAGED}


def test_every_source_of_an_answer_has_its_words() -> None:
    """Only an answer that nobody gave has none."""
    assert set(view._WHOSE) == set(AnswerSource) - {AnswerSource.NOTHING, AnswerSource.CANCELLED}


def test_every_difference_has_its_words() -> None:
    """A change has a colour, a way of writing a sentence."""
    assert set(diff._INKS) == set(Change)
    assert set(diff.WRITING_SENTENCES) == set(Writing)
