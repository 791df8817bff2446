"""The list of the inspector's answers as JSON Schema 2020-12, made from what the manual's list is made from."""

from typing import Any, TypeAlias

from jsonschema import Draft202012Validator

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.inspector.answer import AnswerKey
from maileroo_cli.report.keys.inspector.catalogue import ANSWERS
from maileroo_cli.webhook.catalogue.schema import DIALECT

Fragment: TypeAlias = dict[str, Any]

_TEXT: Fragment = {"type": "string", "minLength": 1}
_COUNT: Fragment = {"type": "integer", "minimum": 0}
_PAIR: Fragment = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
_COUNTS: Fragment = {"type": "object", "additionalProperties": _COUNT}
_FORMS: dict[Form, Fragment] = {
    Form.TEXT: _TEXT,
    Form.CONTENT: {"type": "string"},
    Form.NUMBER: {"type": "number"},
    Form.COUNT: _COUNT,
    Form.FLAG: {"type": "boolean"},
    Form.TIME: {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"},
    Form.TEXTS: {"type": "array", "items": {"type": "string"}},
    Form.LINES: {"type": "array", "items": {"type": "string"}},
    Form.NUMBERS: {"type": "array", "items": {"type": "number"}},
    Form.PAIRS: {
        "type": "array",
        "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
    },
    Form.OBJECT: {"type": "object"},
    Form.OBJECTS: {"type": "array", "items": {"type": "object"}},
    Form.COUNTS: _COUNTS,
    Form.GROUPED_COUNTS: {"type": "object", "additionalProperties": _COUNTS},
    Form.JSON: {"type": "object"},
}
_GAPS = {("mhook.inspector-captures/1", "captures")}
"""Lists in which null stands for what was deleted meanwhile."""


def schema_of(name: str) -> Fragment:
    """Return the schema of an answer: exactly its keys, each in its form."""
    known = ANSWERS[name]
    keys = {one.name: _of(one, gaps=(name, one.name) in _GAPS) for one in known.keys}
    whole = _exactly({"schema": {"const": name}, **keys})
    return {
        "$schema": DIALECT,
        "title": name,
        "description": known.call,
        **whole,
    }


def faults(shown: dict[str, Any]) -> list[str]:
    """Return where an answer is not as the schema that it names says."""
    if shown.get("schema") not in ANSWERS:
        return [f"there is no schema {shown.get('schema')!r}"]
    validator = Draft202012Validator(schema_of(shown["schema"]))
    return [f"{one.json_path}: {one.message[:300]}" for one in validator.iter_errors(shown)]


def _exactly(keys: dict[str, Fragment]) -> Fragment:
    return {"type": "object", "properties": keys, "required": list(keys), "additionalProperties": False}


def _of(key: AnswerKey, *, gaps: bool = False) -> Fragment:
    plain = dict(_FORMS[key.form])
    if key.keys:
        inside = _exactly({one.name: _of(one) for one in key.keys})
        items = _or_null(inside) if gaps else inside
        plain = inside if key.form is Form.OBJECT else {"type": "array", "items": items}
    return {**(_or_null(plain) if key.null else plain), "description": key.meaning}


def _or_null(fragment: Fragment) -> Fragment:
    return {"anyOf": [fragment, {"type": "null"}]}
