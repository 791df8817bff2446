"""The manual's list of what the inspector's API answers, written from its schemas: ``python -m tests.docs.answers``."""

import sys
from collections.abc import Iterator

from tests.docs.pages import MANUAL
from tests.inspector.answers import ANSWERS
from tests.inspector.fragments import ENTRY, TIME, Fragment

PAGE = MANUAL / "inspector.md"
"""The page that has the list between the marks."""

BEGIN, END = "<!-- answers: written by `python -m tests.docs.answers` -->\n", "<!-- end of answers -->"


def answers_reference() -> str:
    """Return the list as Markdown: a table for each answer."""
    return "\n".join(line for name, one in ANSWERS.items() for line in _answer(name, one)).rstrip("\n") + "\n"


def rewritten(text: str) -> str:
    """Return ``text`` with the list of now between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{answers_reference()}\n{END}{after}"


def _answer(name: str, schema: Fragment) -> Iterator[str]:
    yield f"`{name}` ({schema['description']}):"
    yield ""
    yield "| key | form | meaning |"
    yield "|---|---|---|"
    for key, fragment in schema["properties"].items():
        if key != "schema":
            yield from _rows(key, fragment)
    yield ""


def _rows(name: str, fragment: Fragment) -> Iterator[str]:
    null = f" `null` where {fragment['x-null']}." if "x-null" in fragment else ""
    plain = fragment["anyOf"][0] if "anyOf" in fragment else fragment
    inside = plain.get("items", plain)
    inside = inside["anyOf"][0] if "anyOf" in inside else inside
    keys: dict[str, Fragment] = inside.get("properties", {})
    is_entry = keys == ENTRY
    among = f" One of {', '.join(f'`{one}`' for one in plain['enum'])}." if "enum" in plain else ""
    entry = " Each has the keys of `mhook captures list --format json`, and `row`." if is_entry else ""
    yield f"| `{name}` | {_form(plain)} | {fragment['description']}{among}{entry}{null} |"
    if not is_entry:
        mark = "[]" if plain["type"] == "array" else ""
        for key, one in keys.items():
            yield from _rows(f"{name}{mark}.{key}", one)


def _form(plain: Fragment) -> str:
    if plain.get("pattern") == TIME:
        return "time"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    if plain["type"] != "array":
        counts = plain["type"] == "object" and isinstance(plain.get("additionalProperties"), dict)
        return "object of counts" if counts else words.get(plain["type"], "object")
    items = plain["items"]
    if items.get("minItems") == 2:
        return "list of [name, value]"
    return "list of texts" if items.get("type") == "string" else "list of objects"


def main() -> int:
    """Write the list into the page."""
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
