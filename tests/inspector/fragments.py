"""The pieces that the schemas of the API's answers are made of: JSON Schema 2020-12, each with what it means.

Keys that commands print as well are taken from the one list of keys; here are only those of the inspector.
"""

from typing import Any, TypeAlias

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.schemas import KEYS, SCHEMAS

Fragment: TypeAlias = dict[str, Any]

TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"
_TEXT: Fragment = {"type": "string", "minLength": 1}
_PAIR: Fragment = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
_FORMS: dict[Form, Fragment] = {
    Form.TEXT: _TEXT,
    Form.CONTENT: {"type": "string"},
    Form.NUMBER: {"type": "number"},
    Form.COUNT: {"type": "integer", "minimum": 0},
    Form.FLAG: {"type": "boolean"},
    Form.TIME: {"type": "string", "pattern": TIME},
    Form.TEXTS: {"type": "array", "items": _TEXT},
    Form.NUMBERS: {"type": "array", "items": {"type": "number"}},
    Form.PAIRS: {"type": "array", "items": _PAIR},
    Form.COUNTS: {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
    Form.JSON: {"type": "object"},
}


def key(form: Form, meaning: str, *, null: str = "", among: tuple[str, ...] = ()) -> Fragment:
    """Return a key of the inspector's own: ``null`` says when it is null, ``among`` lists all its values."""
    return _described({**_FORMS[form], **({"enum": list(among)} if among else {})}, meaning, null)


def known(*names: str, null: bool = False) -> dict[str, Fragment]:
    """Return keys that mean here what they mean in the output of the commands; with ``null`` each may be null."""
    return {name: _of_the_list(name, null) for name in names}


def one(meaning: str, keys: dict[str, Fragment], *, null: str = "") -> Fragment:
    """Return an object with exactly these keys."""
    return _described(_exactly(keys), meaning, null)


def many(meaning: str, keys: dict[str, Fragment], *, gaps: bool = False, null: str = "") -> Fragment:
    """Return a list of such objects; with ``gaps`` some may be null."""
    items = _described(_exactly(keys), "", "gone") if gaps else _exactly(keys)
    return _described({"type": "array", "items": items}, meaning, null)


def answer(name: str, call: str, keys: dict[str, Fragment]) -> Fragment:
    """Return the schema of one whole answer: its name, and the calls that it answers."""
    whole = _exactly({"schema": {"const": name}, **keys})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, "description": call, **whole}


def _exactly(keys: dict[str, Fragment]) -> Fragment:
    return {"type": "object", "properties": keys, "required": list(keys), "additionalProperties": False}


def _of_the_list(name: str, null: bool) -> Fragment:
    listed = KEYS[name]
    if listed.form in (Form.OBJECT, Form.OBJECTS):
        of = one if listed.form is Form.OBJECT else many
        return of(listed.meaning, known(*listed.keys), null=listed.null)
    return _described(dict(_FORMS[listed.form]), listed.meaning, listed.null or ("it is not known" if null else ""))


def _described(fragment: Fragment, meaning: str, null: str) -> Fragment:
    described = {**fragment, "description": meaning} if meaning else dict(fragment)
    if not null:
        return described
    return {"anyOf": [{name: value for name, value in described.items() if name != "description"}, {"type": "null"}],
            "description": meaning, "x-null": null}  # fmt: skip


ENTRY = {
    **known(*SCHEMAS["mhook.capture-entry/2"].keys),
    "row": key(Form.COUNT, "The capture's number in the store: it grows, and is never given again."),
}
"""A capture in a list: the keys of ``captures list``, and its row."""
