"""What each call of the inspector's API answers, as JSON Schema: the one place, which the manual is written from."""

from typing import Any

from jsonschema import Draft202012Validator

from tests.inspector.acting_answers import ACTING_ANSWERS
from tests.inspector.fragments import Fragment
from tests.inspector.reading_answers import READING_ANSWERS

ANSWERS: dict[str, Fragment] = {one["title"]: one for one in (*READING_ANSWERS, *ACTING_ANSWERS)}


def faults(shown: dict[str, Any]) -> list[str]:
    """Return where an object is not as the schema that it names says."""
    known = ANSWERS.get(str(shown.get("schema")))
    if known is None:
        return [f"there is no schema {shown.get('schema')!r}"]
    found = Draft202012Validator(known).iter_errors(shown)
    return [f"{one.json_path}: {one.message[:300]}" for one in found]
