"""The manual's list of JSON keys, written from the one list in ``report.keys``: ``python -m tests.docs.keys``."""

import sys
from collections.abc import Iterator
from pathlib import Path

from maileroo_cli.report.keys.form import Key, Schema
from maileroo_cli.report.keys.inspector.answer import AnswerKey
from maileroo_cli.report.keys.inspector.catalogue import ANSWERS
from maileroo_cli.report.keys.schemas import KEYS, SCHEMAS
from tests.docs.pages import MANUAL

PLACES = (MANUAL / "formats.md",)
"""The files that have the list between the marks."""

BEGIN, END = "<!-- keys: written by `python -m tests.docs.keys` -->\n", "<!-- end of keys -->"


def keys_reference() -> str:
    """Return the list as Markdown: a table of schemas, and a table of keys."""
    return "\n".join([*_schemas(), "", *_keys(), "", *_answers(), "", *_answer_keys()]) + "\n"


def rewritten(text: str) -> str:
    """Return ``text`` with the list of now between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{keys_reference()}\n{END}{after}"


def places() -> list[Path]:
    """Return the files that have the list."""
    return [path for path in PLACES if BEGIN in path.read_text(encoding="utf-8")]


def _schemas() -> Iterator[str]:
    yield "| schema | printed by | keys, after `schema` |"
    yield "|---|---|---|"
    for schema in SCHEMAS.values():
        yield f"| `{schema.name}` | {_printed_by(schema)} | {_names(schema.keys)} |"


def _printed_by(schema: Schema) -> str:
    return ", ".join([*(f"`{command}`" for command in schema.commands), *filter(None, [schema.when])])


def _keys() -> Iterator[str]:
    yield "| key | form | meaning |"
    yield "|---|---|---|"
    for key in sorted(KEYS.values(), key=lambda one: one.name):
        yield f"| `{key.name}` | {key.form} | {_meaning(key)} |"


def _meaning(key: Key) -> str:
    null = f" `null` where {key.null}." if key.null else ""
    inside = f" Its keys: {_names(key.keys)}." if key.keys else ""
    return f"{key.meaning}{inside}{null}"


def _answers() -> Iterator[str]:
    yield "| answer of the inspector | to | keys, after `schema` |"
    yield "|---|---|---|"
    for answer in ANSWERS.values():
        yield f"| `{answer.name}` | `{answer.call}` | {_names(tuple(key.name for key in answer.keys))} |"


def _answer_keys() -> Iterator[str]:
    yield "| key of one answer | form | meaning |"
    yield "|---|---|---|"
    for answer in ANSWERS.values():
        short = answer.name.removeprefix("mhook.inspector-").partition("/")[0]
        for place, key in _own(answer.keys, short):
            null = f" `null` where {key.null}." if key.null else ""
            inside = f" Its keys: {_names(tuple(one.name for one in key.keys))}." if key.keys else ""
            yield f"| `{place}` | {key.form} | {key.meaning}{inside}{null} |"


def _own(keys: tuple[AnswerKey, ...], place: str) -> Iterator[tuple[str, AnswerKey]]:
    for key in keys:
        if not key.shared:
            yield f"{place}.{key.name}", key
            yield from _own(key.keys, f"{place}.{key.name}")


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main() -> int:
    """Write the list into each file that has the marks."""
    for path in places():
        path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
