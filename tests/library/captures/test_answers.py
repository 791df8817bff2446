"""Answers as a test writes them: what they mean, and what is said where they are wrong."""

from typing import Any

import pytest

from maileroo_cli import Listener
from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.errors import UsageError
from maileroo_cli.library.captures.answers import AnswersLike, parse_answers


@pytest.mark.parametrize(
    ("answers", "texts"),
    [
        (200, []),
        ("503", ["503"]),
        (["503", "503", "200"], ["503,503,200"]),
        ([500, "reset"], ["500,reset"]),
        ("500*3,200", ["500*3,200"]),
        (("503+delay:2s", "200+body:done%2C"), ["503+delay:2s,200+body:done%2C"]),
        ({"deferred": [503, 200]}, ["deferred=503,200"]),
        ({"any": 404, "other": "close", "Opened": 200}, ["404", "other=close", "opened=200"]),
        ({}, []),
    ],
    ids=str,
)
def test_they_are_those_of_the_command_line(answers: AnswersLike, texts: list[str]) -> None:
    """Each is the script that ``mhook listen`` reads, written as Python."""
    assert parse_answers(answers) == parse_script(texts)


_FORMS = 'write it like 503, "503", ["503", "503", "200"], "reset" or "503+delay:2s"'
_ACTIONS = "ok, drip, reset, close, hang (or a status"
_MAPPING = 'give a mapping for answers by event type, like {"deferred": "503", "any": "200"}'


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([], f"answers: an empty list answers nothing: {_FORMS}"),
        ({"opened": []}, f"answers['opened']: an empty list answers nothing: {_FORMS}"),
        ("", f"answers '': an action is missing: {_FORMS}"),
        (True, f"answers: True is not an answer: {_FORMS}"),
        (None, f"answers: None is not an answer: {_FORMS}"),
        (b"200", f"answers: b'200' is not an answer: {_FORMS}"),
        ([["200"]], f"answers: ['200'] is not an answer: {_FORMS}"),
        (99, "answers 99: 99 is not a status that ends a request: give one from 200 to 599"),
        (
            ["200", "5OO"],
            f"answers '5OO': there is no action '5oo': use one of {_ACTIONS}",
        ),
        ("deferred=503", f"answers 'deferred=503': 'deferred=503' is not an action: {_MAPPING}"),
        (
            "opened:503",
            '\'opened:503\' is not an action: give a mapping for answers by event type, like {"opened": "503"}',
        ),
        ({"deferd": 503}, "answers: there is no event type 'deferd': did you mean deferred"),
        ({"any": 200, "ANY": 503}, "answers: any is there twice: put all its steps into one list"),
        (
            "reset+body:a",
            "answers 'reset+body:a': reset does not send an answer, so it cannot have a body: remove",
        ),
    ],
    ids=str,
)
def test_mistakes(answers: Any, sentence: str) -> None:
    """A mistake is told when the listener is made, in Python's terms."""
    with pytest.raises(UsageError) as raised:
        Listener(answers=answers)
    assert sentence in str(raised.value)
    assert "--" not in str(raised.value)
