"""Holds the inspector's answers to the list of them: exactly the keys of their schema, each in its form."""

from typing import Any

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.inspector.answer import AnswerKey
from maileroo_cli.report.keys.inspector.catalogue import ANSWERS
from tests.json_keys import FORMS


def check_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """Hold one answer to the list, and return it."""
    schema, *names = answer
    assert schema == "schema"
    assert answer["schema"] in ANSWERS, f"the answer {answer['schema']} is not in the list"
    keys = ANSWERS[answer["schema"]].keys
    assert names == [key.name for key in keys], answer["schema"]
    for key in keys:
        _check(key, answer[key.name], f"{answer['schema']}: {key.name}")
    return answer


def _check(key: AnswerKey, value: Any, where: str) -> None:
    if value is None:
        assert key.null, f"{where} is null"
        return
    assert FORMS[key.form](value), f"{where} is not a {key.form}: {value!r}"
    if key.keys:
        for one in [value] if key.form is Form.OBJECT else value:
            assert list(one) == [inner.name for inner in key.keys], where
            for inner in key.keys:
                _check(inner, one[inner.name], f"{where}.{inner.name}")
