"""How an embedded receiver is asked for."""

import re

import pytest

from maileroo_cli.capture.answer.language import format_script
from maileroo_cli.capture.answer.script import AnswerScript
from maileroo_cli.errors import UsageError
from maileroo_cli.transport.embedded.specification import DuplicatePolicy, parse_specification

FORMS = [
    ("careful", DuplicatePolicy.CAREFUL, ("200",)),
    ("careful:500,500,reset,200", DuplicatePolicy.CAREFUL, ("500*2", "reset", "200")),
    (" Careless : drip:503, ok ", DuplicatePolicy.CARELESS, ("drip:503", "200")),
    ("picky:deferred=503", DuplicatePolicy.PICKY, ("200", "deferred=503")),
]


@pytest.mark.parametrize(("text", "policy", "steps"), FORMS, ids=[text for text, _, _ in FORMS])
def test_forms(text: str, policy: DuplicatePolicy, steps: tuple[str, ...]) -> None:
    """A name, and after a colon what mhook listen takes as --respond."""
    specification = parse_specification(text)
    assert (specification.text, specification.policy) == (text.strip(), policy)
    written = format_script(specification.script)
    assert ",".join(written[:1]) == ",".join(steps[: len(steps) - len(written) + 1])
    assert written[1:] == steps[len(steps) - len(written) + 1 :]


def test_without_a_script() -> None:
    """It always answers 200."""
    assert parse_specification("picky").script == AnswerScript()


WRONG = [
    ("", "there is no receiver ''", "write it like careful"),
    ("carful:200", "there is no receiver 'carful'", "did you mean careful?"),
    ("carefull", "there is no receiver 'carefull'", "did you mean careful?"),
    ("good", "there is no receiver 'good'", "did you mean careful?"),
    ("naive", "there is no receiver 'naive'", "did you mean careless?"),
    ("http://127.0.0.1/", "there is no receiver 'http'", "careful acts on each event once"),
    ("500,200", "there is no receiver '500,200'", "answers 409 to a copy"),
    ("careful:", "there is nothing after the colon", "write it like careful"),
    ("careful:500,,200", "--against careful: '500,,200', step 2: an action is missing", ""),
    ("picky:500,timeout", "--against picky: '500,timeout', step 2: there is no action 'timeout'", "did you mean hang?"),
    ("careful:99", "--against careful: '99': 99 is not a status that ends a request", "200 to 599"),
    ("care\x1bful", r"'care\x1bful'", "did you mean careful?"),
]


@pytest.mark.parametrize(("text", "problem", "hint"), WRONG, ids=[repr(text) for text, _, _ in WRONG])
def test_mistakes(text: str, problem: str, hint: str) -> None:
    """A mistake is one line that names the option, what is wrong, and what was probably meant."""
    with pytest.raises(UsageError, match=re.escape(problem)) as caught:
        parse_specification(text)
    assert caught.value.message.startswith("--against ")
    assert hint in caught.value.hint
    assert str(caught.value).isprintable()
